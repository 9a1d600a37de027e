package io.github.ylhcancel.domain;

import java.util.Optional;

/**
 * What one column of a row would be.
 *
 * @param table as the shop calls it
 * @param row its key; empty for one that is written anew
 * @param before nothing where there is nothing
 */
public record RowChange(String table, String row, String column, Optional<String> before, Optional<String> after) {}
