/**
 * The command line: a class a command, which parses, calls one use case, prints, and returns an exit code. Nothing else in the
 * program knows picocli or how a result looks.
 */
package io.github.ylhcancel.cli;
