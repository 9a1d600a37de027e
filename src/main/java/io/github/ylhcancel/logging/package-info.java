/** The log: one line an event, as key=value or JSON, without secrets, to a file that rolls or to standard error. */
package io.github.ylhcancel.logging;
