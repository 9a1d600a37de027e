package io.github.ylhcancel.schema;

import io.github.ylhcancel.base.EditDistance;
import io.github.ylhcancel.base.Message;
import io.github.ylhcancel.domain.OrderStatus;
import io.github.ylhcancel.domain.StockPart;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The keys that map a shop's tables, without the {@code schema.} before them, and what their values must look like. Most are
 * known by name; some go on with a name of the shop's: {@code operator.NAME}, {@code history.constant.COLUMN} and
 * {@code orders.where.COLUMN}, each for several tables.
 *
 * <p>Names and words become part of statements, so what passes here must leave no room for SQL on any database: no quotes, no
 * backslash (an escape on some), no control characters.
 */
public final class MappingKeys {
    public static final String STATUS = "status.";
    /** The word of its own that some shops have for what nobody paid for in time. */
    static final String CANCELLED_UNPAID = STATUS + "cancelled-unpaid";

    public static final String VALUE = "value.";
    public static final String OPERATOR = "operator.";
    /** In which zone the shop writes times into columns that hold none. */
    public static final String TIME_ZONE = "time-zone";
    /** How the shop writes times into columns of numbers. */
    public static final String TIME_FORMAT = "time-format";

    /** Without these nothing could be cancelled; a shop need not have the others. */
    static final List<String> NEEDED =
            List.of(STATUS + OrderStatus.PENDING.word(), STATUS + OrderStatus.CANCELLED.word());

    private static final String HELD = "stock.held.";
    /** What of its stock an order has that waits for its payment. */
    static final String HELD_PENDING = HELD + OrderStatus.PENDING.word();
    /** What of its stock an order has that is paid. */
    static final String HELD_PAID = HELD + OrderStatus.PAID.word();

    /** What a column holds that has nothing in it, and what one has that holds anything. */
    static final String NULL = "null";

    static final String NOT_NULL = "not-null";

    private static final String CONSTANT = ".constant.";
    private static final String CONDITION = ".where.";
    private static final String COPY = ".copy.";
    private static final String SET = ".set.";
    private static final String SET_BACK = ".set-back.";
    /** Which word a payment gets that nobody has begun, when its order is cancelled. */
    static final String CLOSED_PAYMENTS = "payments.set-on-cancel";

    private static final String CANCELLABLE = "orders.cancellable-if.";

    /** Apart from the rest, so that a shop whose tables are called as ours needs none. */
    private static final class Patterns {
        /** Plain, or in quotation marks as the database lists it. */
        private static final String NAME = "(?:[A-Za-z_][A-Za-z0-9_]*|\"[\\p{L}\\p{N}_ $#-]{1,63}\")";

        static final Pattern COLUMN = Pattern.compile(NAME);
        static final Pattern TABLE = Pattern.compile("(?:" + NAME + "\\.)?" + NAME);
        static final Pattern WORD = Pattern.compile("[\\p{L}\\p{N}_.:@#%=-]{1,200}");
        /** What a column holds that the program knows nothing of; a list, perhaps, or JSON. */
        static final Pattern TEXT = Pattern.compile("[\\p{L}\\p{N} _.,:+/@#%=(){}\\[\\]\"-]{1,200}");
        /** How lists are written elsewhere, and how a part of one is quoted: no word of a shop has such signs. */
        static final Pattern LIST = Pattern.compile("[\\s\\p{Z};|/+&，、；(){}\\[\\]\"“”]");

        static final Pattern USER_ID = Pattern.compile("[0-9]{1,18}");
        static final Pattern CONDITION = Pattern.compile("(orders|items|products|payments)\\.where\\.(.+)");
        static final Pattern SET = Pattern.compile("(orders|items|products|skus|payments)\\.set\\.(.+)");
        static final Pattern SET_BACK = Pattern.compile("(orders|items)\\.set-back\\.(.+)");
        static final Pattern COPY = Pattern.compile("(history|inventory)\\.copy\\.(.+)");
        static final Pattern CONSTANT = Pattern.compile("(history|inventory)\\.constant\\.(.+)");
    }

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
        keys.add(CANCELLED_UNPAID);
        for (ShopValue value : ShopValue.values()) {
            keys.add(VALUE + value.key());
        }
        keys.add(CLOSED_PAYMENTS);
        keys.add(HELD_PENDING);
        keys.add(HELD_PAID);
        keys.add(TIME_ZONE);
        keys.add(TIME_FORMAT);
        return keys;
    }

    /** The beginnings of the keys that go on with a name of the shop's. */
    public static List<String> openEnded() {
        List<String> beginnings = new ArrayList<>();
        for (ShopTable table : ShopTable.values()) {
            if (table.takesConstants()) {
                beginnings.add(constants(table));
                beginnings.add(copies(table));
            }
            if (table.takesConditions()) {
                beginnings.add(conditions(table));
            }
        }
        beginnings.add(CANCELLABLE);
        for (ShopTable table : ShopTable.values()) {
            if (table.takesSets()) {
                beginnings.add(sets(table));
            }
            if (table.takesSetsBack()) {
                beginnings.add(setsBack(table));
            }
        }
        beginnings.add(OPERATOR);
        return beginnings;
    }

    /** The beginning of the keys of a table's constants. */
    public static String constants(ShopTable table) {
        return table.key() + CONSTANT;
    }

    /** The beginning of the keys of a table's columns that are copied from the order. */
    public static String copies(ShopTable table) {
        return table.key() + COPY;
    }

    /** The beginning of the keys of what a table's columns get when an order is cancelled. */
    public static String sets(ShopTable table) {
        return table.key() + SET;
    }

    /** The same when it is put back. */
    public static String setsBack(ShopTable table) {
        return table.key() + SET_BACK;
    }

    /** The beginning of the keys of a table's conditions. */
    public static String conditions(ShopTable table) {
        return table.key() + CONDITION;
    }

    /** The beginning of the keys that say what an order must hold to be cancelled. */
    public static String cancellable() {
        return CANCELLABLE;
    }

    /** The table that a key speaks of; empty for words, operators and the time zone. */
    public static Optional<ShopTable> table(String key) {
        int dot = key.indexOf('.');
        return dot < 0 ? Optional.empty() : ShopTable.ofKey(key.substring(0, dot));
    }

    public static boolean isKnown(String key) {
        return all().contains(key)
                || constantColumn(key).isPresent()
                || conditionColumn(key).isPresent()
                || cancellableColumn(key).isPresent()
                || setColumn(key).isPresent()
                || copyColumn(key).isPresent()
                || operator(key).isPresent();
    }

    /** What {@code value} should be instead, if a key that is known cannot have it. Blank: the shop has no such thing. */
    public static Optional<Message> problem(String key, String value) {
        if (operator(key).isPresent()) {
            return matches(Patterns.USER_ID, value) ? Optional.empty() : Optional.of(Message.of("mapping.user-id"));
        }
        if (constantColumn(key).isPresent()) {
            return value.isEmpty() || matches(Patterns.TEXT, value)
                    ? Optional.empty()
                    : Optional.of(Message.of("mapping.constant"));
        }
        if (setColumn(key).isPresent()) {
            return matches(Patterns.TEXT, value) && SetValue.isOne(table(key).orElseThrow(), value)
                    ? Optional.empty()
                    : Optional.of(Message.of("mapping.set"));
        }
        if (key.equals(CLOSED_PAYMENTS)) {
            return value.isEmpty() || WordPairs.of(value).isPresent()
                    ? Optional.empty()
                    : Optional.of(Message.of("mapping.closed-payments"));
        }
        if (copyColumn(key).isPresent()) {
            return matches(Patterns.COLUMN, value) ? Optional.empty() : Optional.of(Message.of("mapping.column"));
        }
        if (conditionColumn(key).isPresent() || cancellableColumn(key).isPresent()) {
            return WordList.of(value).stream().allMatch(word -> matches(Patterns.TEXT, word))
                    ? Optional.empty()
                    : Optional.of(Message.of("mapping.condition"));
        }
        if (key.equals(TIME_ZONE)) {
            return zoneProblem(value);
        }
        if (key.equals(TIME_FORMAT)) {
            return value.isEmpty() || TimeColumn.Form.ofWord(value).isPresent()
                    ? Optional.empty()
                    : Optional.of(Message.of("mapping.time-format"));
        }
        if (key.startsWith(HELD)) {
            return value.isEmpty() || part(value).isPresent()
                    ? Optional.empty()
                    : Optional.of(Message.of("mapping.held"));
        }
        if (value.isEmpty() && isOptionalWord(key)) {
            return Optional.empty();
        }
        if (key.startsWith(STATUS) || key.startsWith(VALUE)) {
            return wordProblem(value);
        }
        return nameProblem(key, value);
    }

    /** Whether a key changes neither what is where nor what it is called. */
    static boolean namesNothing(String key) {
        return key.equals(TIME_ZONE) || key.startsWith(HELD);
    }

    /** Which columns of a stock row a value names; nothing if it is none of those that there are. */
    static Optional<StockPart> part(String value) {
        List<String> words = WordList.of(value);
        Set<String> known = Set.of(StockPart.STOCK.word(), StockPart.RESERVED.word());
        if (words.equals(List.of(StockPart.NONE.word()))) {
            return Optional.of(StockPart.NONE);
        }
        return known.containsAll(words)
                ? Optional.of(
                        StockPart.of(words.contains(StockPart.STOCK.word()), words.contains(StockPart.RESERVED.word())))
                : Optional.empty();
    }

    /** What a shop stores is compared with whole words, so a list of another kind would be a word that no row has, and nobody would notice. */
    private static Optional<Message> wordProblem(String value) {
        if (Patterns.LIST
                .matcher(value.replace("\\,", "").replaceAll(", *", ""))
                .find()) {
            return Optional.of(Message.of("mapping.words"));
        }
        return WordList.of(value).stream().allMatch(word -> matches(Patterns.WORD, word.replace(",", "")))
                ? Optional.empty()
                : Optional.of(Message.of("mapping.word"));
    }

    private static Optional<Message> zoneProblem(String value) {
        try {
            ZoneId.of(value);
            return Optional.empty();
        } catch (DateTimeException e) {
            return Optional.of(EditDistance.near(value, ZoneId.getAvailableZoneIds())
                    .map(zone -> Message.of("mapping.time-zone-near", zone))
                    .orElseGet(() -> Message.of("mapping.time-zone")));
        }
    }

    private static boolean isOptionalWord(String key) {
        return key.startsWith(STATUS) && !NEEDED.contains(key)
                || key.startsWith(VALUE)
                        && ShopValue.ofKey(key.substring(VALUE.length()))
                                .filter(ShopValue::isOptional)
                                .isPresent();
    }

    private static Optional<Message> nameProblem(String key, String value) {
        ShopTable table = table(key).orElseThrow();
        String column = key.substring(key.indexOf('.') + 1);
        boolean isTable = column.equals(ShopTable.TABLE);
        if (value.isEmpty()) {
            // Of a table that may be missing every column may be: whether both fit together is seen when all is read.
            boolean mandatory = table.isMandatory() && (isTable || table.isMandatory(column));
            return mandatory ? Optional.of(Message.of("mapping.mandatory")) : Optional.empty();
        }
        if (isTable) {
            return matches(Patterns.TABLE, value) ? Optional.empty() : Optional.of(Message.of("mapping.table"));
        }
        return matches(Patterns.COLUMN, value) ? Optional.empty() : Optional.of(Message.of("mapping.column"));
    }

    private static boolean matches(Pattern pattern, String value) {
        return pattern.matcher(value).matches();
    }

    /** The column that a key of the form {@code history.constant.COLUMN} fills. */
    private static Optional<String> constantColumn(String key) {
        return key.contains(CONSTANT) ? columnBehind(Patterns.CONSTANT, key) : Optional.empty();
    }

    /** The column that a key of the form {@code history.copy.COLUMN} fills from the order. */
    private static Optional<String> copyColumn(String key) {
        return key.contains(COPY) ? columnBehind(Patterns.COPY, key) : Optional.empty();
    }

    /** The column that a key of the form {@code orders.where.COLUMN} asks. */
    private static Optional<String> conditionColumn(String key) {
        return key.contains(CONDITION) ? columnBehind(Patterns.CONDITION, key) : Optional.empty();
    }

    /** The column that a key of the form {@code orders.set.COLUMN} or {@code orders.set-back.COLUMN} fills. */
    private static Optional<String> setColumn(String key) {
        if (key.contains(SET)) {
            return columnBehind(Patterns.SET, key);
        }
        return key.contains(SET_BACK) ? columnBehind(Patterns.SET_BACK, key) : Optional.empty();
    }

    /** Whether a text can be a word that a shop stores. */
    static boolean isWord(String text) {
        return matches(Patterns.WORD, text);
    }

    /** The column that a key of the form {@code orders.cancellable-if.COLUMN} asks. */
    private static Optional<String> cancellableColumn(String key) {
        return Optional.of(key)
                .filter(some -> some.startsWith(CANCELLABLE))
                .map(some -> some.substring(CANCELLABLE.length()))
                .filter(column -> matches(Patterns.COLUMN, column));
    }

    private static Optional<String> columnBehind(Pattern pattern, String key) {
        Matcher found = pattern.matcher(key);
        return found.matches() && matches(Patterns.COLUMN, found.group(2))
                ? Optional.of(found.group(2))
                : Optional.empty();
    }

    private static Optional<String> operator(String key) {
        return key.startsWith(OPERATOR) && key.length() > OPERATOR.length()
                ? Optional.of(key.substring(OPERATOR.length()))
                : Optional.empty();
    }
}
