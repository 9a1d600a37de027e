/** The log: one line an event, in key=value form, to a file or to standard error. */
package io.github.ylhcancel.logging;
