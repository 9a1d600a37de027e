package io.github.ylhcancel.logging;

/**
 * One key of a line with its value.
 *
 * @param value a whole number, a truth value or else a text
 */
record LogField(String key, Object value) {}
