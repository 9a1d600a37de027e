package io.github.ylhcancel.schema;

import java.util.Set;

/** What a column gets that the tool does not know, when an order is cancelled or put back: a constant, or one of these words. */
final class SetValue {
    /** One more than it holds, as the version of a row that others change too. */
    static final String PLUS_ONE = "+1";

    static final String NOW = ":now";
    private static final String OPERATOR = ":operator";
    private static final String REASON = ":reason";
    /** How many pieces a line is of. */
    private static final String QUANTITY = ":quantity";

    private static final Set<String> OF_REQUEST = Set.of(OPERATOR, REASON);

    private SetValue() {}

    /** Whether a value is a constant, or a word that the table's columns can have. */
    static boolean isOne(ShopTable table, String value) {
        boolean isOfStock = table == ShopTable.PRODUCTS || table == ShopTable.SKUS;
        return !value.startsWith(":")
                || value.equals(NOW)
                || isOfRequest(value) && !isOfStock
                || value.equals(QUANTITY) && table == ShopTable.ITEMS;
    }

    /** Whether it is what whoever cancels an order says of it. */
    static boolean isOfRequest(String value) {
        return OF_REQUEST.contains(value);
    }

    /** Under which name the statement gets the time, as the column holds it. */
    static String time(ShopTable table, String column) {
        return "set_" + table.key() + "_" + column.replaceAll("[^A-Za-z0-9_]", "_");
    }

    /**
     * The right side of an assignment.
     *
     * @param column as the configuration says it
     * @param name of the column in a statement
     * @param quantity that of the column of a line's pieces
     * @param constant what it is if it is none of the words
     */
    static String sql(ShopTable table, String column, String name, String value, String quantity, String constant) {
        return switch (value) {
            case PLUS_ONE -> "COALESCE(" + name + ", 0) + 1";
            case NOW -> ":" + time(table, column);
            case OPERATOR, REASON -> value;
            case QUANTITY -> quantity;
            case MappingKeys.NULL -> "NULL";
            default -> constant;
        };
    }
}
