/** A small server that bounds what any client can take of it. */
package io.github.ylhcancel.http;
