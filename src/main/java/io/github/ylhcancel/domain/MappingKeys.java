package io.github.ylhcancel.domain;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The keys that map a shop's tables, without the {@code schema.} before them, and what their values must look like. Most are
 * known by name; three kinds go on with a name of the shop's: {@code operator.NAME}, {@code history.constant.COLUMN} and
 * {@code inventory.constant.COLUMN}.
 *
 * <p>Names and words become part of statements, so what passes here must leave no room for SQL on any database: no quotes, no
 * backslash (an escape on some), no control characters.
 */
public final class MappingKeys {
    public static final String STATUS = "status.";
    public static final String VALUE = "value.";
    public static final String OPERATOR = "operator.";

    private static final Pattern COLUMN = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
    private static final Pattern TABLE = Pattern.compile("(?:[A-Za-z_][A-Za-z0-9_]*\\.)?[A-Za-z_][A-Za-z0-9_]*");
    private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{N} _.,:+/@#%=(){}\\[\\]\"-]{1,200}");
    private static final Pattern USER_ID = Pattern.compile("[0-9]{1,18}");
    private static final Pattern CONSTANT = Pattern.compile("(history|inventory)\\.constant\\.(.+)");

    private MappingKeys() {}

    /** Every key that is known by name, in the order of the manual. */
    public static List<String> all() {
        List<String> keys = new ArrayList<>();
        for (ShopTable table : ShopTable.values()) {
            keys.add(table.key() + "." + ShopTable.TABLE);
            table.columns().forEach(column -> keys.add(table.key() + "." + column));
        }
        for (OrderStatus status : OrderStatus.values()) {
            keys.add(STATUS + status.word());
        }
        for (ShopValue value : ShopValue.values()) {
            keys.add(VALUE + value.key());
        }
        return keys;
    }

    /** The beginnings of the keys that go on with a name of the shop's. */
    public static List<String> openEnded() {
        List<String> beginnings = new ArrayList<>();
        for (ShopTable table : ShopTable.values()) {
            if (table.takesConstants()) {
                beginnings.add(constants(table));
            }
        }
        beginnings.add(OPERATOR);
        return beginnings;
    }

    /** The beginning of the keys of a table's constants. */
    public static String constants(ShopTable table) {
        return table.key() + ".constant.";
    }

    public static boolean isKnown(String key) {
        return all().contains(key)
                || constantColumn(key).isPresent()
                || operator(key).isPresent();
    }

    /** What {@code value} should be instead, if a key that is known cannot have it. Blank: the shop has no such thing. */
    public static Optional<Message> problem(String key, String value) {
        if (operator(key).isPresent()) {
            return matches(USER_ID, value) ? Optional.empty() : Optional.of(Message.of("mapping.user-id"));
        }
        if (constantColumn(key).isPresent()) {
            return value.isEmpty() || matches(WORD, value) ? Optional.empty() : Optional.of(Message.of("mapping.word"));
        }
        if (value.isEmpty() && isOptionalWord(key)) {
            return Optional.empty();
        }
        if (key.startsWith(STATUS) || key.startsWith(VALUE)) {
            return matches(WORD, value) ? Optional.empty() : Optional.of(Message.of("mapping.word"));
        }
        return nameProblem(key, value);
    }

    private static boolean isOptionalWord(String key) {
        return key.startsWith(VALUE)
                && ShopValue.ofKey(key.substring(VALUE.length()))
                        .filter(ShopValue::isOptional)
                        .isPresent();
    }

    private static Optional<Message> nameProblem(String key, String value) {
        int dot = key.indexOf('.');
        ShopTable table = ShopTable.ofKey(key.substring(0, dot)).orElseThrow();
        String column = key.substring(dot + 1);
        boolean isTable = column.equals(ShopTable.TABLE);
        if (value.isEmpty()) {
            // Of a table that may be missing every column may be: whether both fit together is seen when all is read.
            boolean mandatory = table.isMandatory() && (isTable || table.isMandatory(column));
            return mandatory ? Optional.of(Message.of("mapping.mandatory")) : Optional.empty();
        }
        if (isTable) {
            return matches(TABLE, value) ? Optional.empty() : Optional.of(Message.of("mapping.table"));
        }
        return matches(COLUMN, value) ? Optional.empty() : Optional.of(Message.of("mapping.column"));
    }

    private static boolean matches(Pattern pattern, String value) {
        return pattern.matcher(value).matches();
    }

    /** The column that a key of the form {@code history.constant.COLUMN} fills. */
    private static Optional<String> constantColumn(String key) {
        Matcher constant = CONSTANT.matcher(key);
        return constant.matches() && matches(COLUMN, constant.group(2))
                ? Optional.of(constant.group(2))
                : Optional.empty();
    }

    private static Optional<String> operator(String key) {
        return key.startsWith(OPERATOR) && key.length() > OPERATOR.length()
                ? Optional.of(key.substring(OPERATOR.length()))
                : Optional.empty();
    }
}
