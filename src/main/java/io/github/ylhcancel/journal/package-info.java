/** The told journal: a file of this machine that knows what YLH was sent, also when the database has forgotten it. */
package io.github.ylhcancel.journal;
