/** What every room may use: messages and errors, exit codes, text, secrets, durations, waiting and ending. Knows the JDK alone. */
package io.github.ylhcancel.base;
