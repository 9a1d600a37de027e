package io.github.ylhcancel.schema;

import io.github.ylhcancel.base.Message;
import io.github.ylhcancel.base.Text;
import io.github.ylhcancel.base.UserError;
import io.github.ylhcancel.db.Database;
import io.github.ylhcancel.db.Dialect;
import io.github.ylhcancel.domain.OrderStatus;
import io.github.ylhcancel.domain.RowKey;
import io.github.ylhcancel.domain.StoredStatus;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How the shop names its tables, columns, order states and a few other words. Statements on the shop's tables are templates
 * that are rendered with these names once:
 *
 * <ul>
 *   <li><code>{orders}</code>, <code>{orders.number}</code> become names, and <code>{o:orders.number}</code> a name after the alias {@code o};
 *   <li><code>{orders.cancel_reason?}</code>, <code>{o:orders.cancel_reason?}</code> become {@code NULL} where the shop has no such column;
 *   <li><code>{status.pending}</code>, <code>{value.own-stock}</code> become literals of the stored words;
 *   <li>{@code {all value.payment-succeeded}} becomes the list of all of them, for IN, where a shop has several words for one thing;
 *   <li><code>{o:orders.status is status.pending}</code> becomes the condition that the column holds this very word, or one of them, and
 *       <code>{each orders.status}</code> what to group by so that every word has a group of its own, whatever else the database takes
 *       for equal;
 *   <li><code>{o:orders there}</code> becomes what a row must have to be one that the shop means, with AND before it, or nothing;
 *   <li><code>[orders.cancel_reason ? text]</code> and <code>[inventory ? text]</code> leave the text where that column or table is
 *       mapped, and nothing where it is not;
 *   <li><code>{history.more-columns}</code>, <code>{history.more-values of t.order_key}</code> continue the two lists of an INSERT with the
 *       columns that the shop demands and the tool does not know, each with its constant or with what the row of that order holds (likewise
 *       for inventory).
 * </ul>
 *
 * <p>Names and literals cannot be bound as parameters everywhere, so each was checked by {@link MappingKeys}.
 */
public final class ShopSchema {
    private static final String MORE_COLUMNS = ".more-columns";
    private static final String MORE_VALUES = ".more-values of ";
    private static final String IS = " is ";
    private static final String THERE = " there";
    private static final String EACH = "each ";
    private static final String ALL = "all ";

    private final boolean isDefault;
    private final Map<String, String> mapping;
    private final Map<String, String> rendered = new ConcurrentHashMap<>();
    /** Asked of every order that is read. */
    private final Map<String, StoredStatus> statuses = new HashMap<>();

    private final Set<String> toldByShop;
    /** Known once it has met the database. */
    private volatile Optional<Map<String, TimeColumn>> times = Optional.empty();

    /** The keys of conditions on columns of bits, which a server compares with numbers alone. */
    private volatile Set<String> flags = Set.of();

    private ShopSchema(boolean isDefault, Map<String, String> mapping) {
        this.isDefault = isDefault;
        this.mapping = mapping;
        for (OrderStatus status : OrderStatus.values()) {
            words(status).forEach(word -> statuses.putIfAbsent(word, new StoredStatus(word, Optional.of(status))));
        }
        this.toldByShop = Set.copyOf(words(ShopValue.SUPPLIER_TOLD));
    }

    /** The schema of a database that {@code ylh db init} creates. */
    public static ShopSchema byDefault() {
        return of(SchemaPreset.DEFAULT.word(), Map.of());
    }

    /**
     * A preset with what a configuration says otherwise.
     *
     * @param preset {@code default} or {@code django}
     * @param changes by the keys of {@link MappingKeys}; blank: the shop has no such table or column
     * @throws UserError if a key is unknown, a value unusable, or the whole ambiguous
     */
    public static ShopSchema of(String preset, Map<String, String> changes) {
        Map<String, String> mapping = new TreeMap<>(SchemaPreset.ofWord(preset).mapping());
        changes.forEach((key, value) -> {
            check(key, value);
            mapping.put(key, value);
        });
        requireTables(changes, mapping);
        requireColumnOfWord(changes, mapping);
        if (name(mapping, ShopTable.SKUS, ShopTable.TABLE).isEmpty()) {
            // Where no SKU has a stock, an item's SKU says nothing about stock.
            mapping.remove("items.sku_id");
            mapping.remove("inventory.sku_id");
        }
        for (ShopTable table : ShopTable.values()) {
            requireComplete(table, mapping);
        }
        requireDifferentWords(mapping);
        // In which zone its times are changes nothing of what is where.
        boolean changed = changes.keySet().stream().anyMatch(key -> !key.equals(MappingKeys.TIME_ZONE));
        return new ShopSchema(preset.equals(SchemaPreset.DEFAULT.word()) && !changed, mapping);
    }

    private static void check(String key, String value) {
        if (!MappingKeys.isKnown(key)) {
            throw UserError.usage("mapping.unknown", Text.shown(key));
        }
        MappingKeys.problem(key, value).ifPresent(problem -> {
            throw wrong(key, value, problem);
        });
    }

    private static UserError wrong(String key, String value, Message problem) {
        return UserError.usage("mapping.wrong", key, Text.line(value, 100), problem);
    }

    /** A column of a table that the shop has not can only be a mistake. */
    private static void requireTables(Map<String, String> changes, Map<String, String> mapping) {
        changes.forEach((key, value) -> MappingKeys.table(key)
                .filter(table -> !value.isEmpty())
                .filter(table -> name(mapping, table, ShopTable.TABLE).isEmpty())
                .ifPresent(table -> {
                    throw UserError.usage("mapping.no-table", key, table.key() + "." + ShopTable.TABLE);
                }));
    }

    /** A word for a column that the shop has not would never be found. */
    private static void requireColumnOfWord(Map<String, String> changes, Map<String, String> mapping) {
        for (ShopValue value : ShopValue.values()) {
            String word = MappingKeys.VALUE + value.key();
            if (value.isOfSupplier()
                    && !changes.getOrDefault(word, "").isEmpty()
                    && name(mapping, ShopTable.ORDERS, "haier_status").isEmpty()) {
                throw UserError.usage("mapping.no-column", word, ShopTable.ORDERS.key() + ".haier_status");
            }
        }
    }

    /** A table that is mapped has its mandatory columns, and no column is filled twice. */
    private static void requireComplete(ShopTable table, Map<String, String> mapping) {
        if (name(mapping, table, ShopTable.TABLE).isEmpty()) {
            return;
        }
        Map<String, String> filled = new LinkedHashMap<>();
        for (String column : table.columns()) {
            String name = name(mapping, table, column);
            if (name.isEmpty() && table.isMandatory(column)) {
                throw wrong(table.key() + "." + column, "", Message.of("mapping.mandatory"));
            }
            String other = name.isEmpty() ? null : filled.put(name.toLowerCase(Locale.ROOT), column);
            if (other != null) {
                throw UserError.usage("mapping.twice", table.key() + "." + other, table.key() + "." + column, name);
            }
        }
        for (String beginning : List.of(MappingKeys.constants(table), MappingKeys.copies(table))) {
            behind(mapping, beginning).keySet().forEach(column -> {
                String other = filled.put(column.toLowerCase(Locale.ROOT), beginning + column);
                if (other != null) {
                    String key = other.contains(".") ? other : table.key() + "." + other;
                    throw UserError.usage("mapping.twice", key, beginning + column, column);
                }
            });
        }
    }

    /** Two states under one word could not be told apart. */
    private static void requireDifferentWords(Map<String, String> mapping) {
        Map<String, OrderStatus> seen = new LinkedHashMap<>();
        for (OrderStatus status : OrderStatus.values()) {
            for (String word : words(mapping, status)) {
                OrderStatus other = seen.put(word, status);
                if (other != null && other != status) {
                    throw UserError.usage(
                            "mapping.twice",
                            MappingKeys.STATUS + other.word(),
                            MappingKeys.STATUS + status.word(),
                            word);
                }
            }
        }
    }

    private static String name(Map<String, String> mapping, ShopTable table, String column) {
        return mapping.getOrDefault(table.key() + "." + column, "");
    }

    private static Map<String, String> constants(Map<String, String> mapping, ShopTable table) {
        return behind(mapping, MappingKeys.constants(table));
    }

    private static Map<String, String> behind(Map<String, String> mapping, String beginning) {
        Map<String, String> constants = new TreeMap<>();
        mapping.forEach((key, value) -> {
            if (key.startsWith(beginning)) {
                constants.put(key.substring(beginning.length()), value);
            }
        });
        return constants;
    }

    /** Whether it is the schema that {@code ylh db init} creates, with nothing changed. */
    public boolean isDefault() {
        return isDefault;
    }

    /** Whether it is said in which zone the times are of columns that hold none. */
    public boolean saysTimeZone() {
        return mapping.containsKey(MappingKeys.TIME_ZONE);
    }

    /** That zone; UTC where none is said. */
    public ZoneId zone() {
        return ZoneId.of(mapping.getOrDefault(MappingKeys.TIME_ZONE, "Z"));
    }

    LocalClock clock() {
        return LocalClock.of(zone());
    }

    /** How columns of numbers hold times, if that is said. */
    Optional<TimeColumn.Form> unixTime() {
        return Optional.ofNullable(mapping.get(MappingKeys.TIME_FORMAT)).flatMap(TimeColumn.Form::ofWord);
    }

    /** Asks the database, once, what the configuration cannot say: how its columns hold times. Until then they are taken for UTC. */
    public void meet(Database database) {
        if (times.isEmpty()) {
            flags = FlagColumns.of(database, this);
            times = Optional.of(TimeColumns.of(database, this));
        }
    }

    /**
     * How a column holds times.
     *
     * @param column as a template names it, {@code orders.created_at}
     */
    public TimeColumn time(String column) {
        return times.map(known -> known.get(column)).orElse(TimeColumn.UTC);
    }

    public boolean has(ShopTable table) {
        return !table(table).isEmpty();
    }

    public boolean has(ShopTable table, String column) {
        return !column(table, column).isEmpty();
    }

    /** The shop's name of a table; empty when it has none. */
    public String table(ShopTable table) {
        return name(mapping, table, ShopTable.TABLE);
    }

    /** The shop's name of a column; empty when it has none. */
    public String column(ShopTable table, String column) {
        return has(table) ? name(mapping, table, column) : "";
    }

    /** The constants that are put into columns which the tool does not know. */
    public Map<String, String> constants(ShopTable table) {
        return constants(mapping, table);
    }

    /** The columns which the tool does not know and that hold what a column of the order does. */
    public Map<String, String> copies(ShopTable table) {
        return behind(mapping, MappingKeys.copies(table));
    }

    /** What the columns of a row must hold for it to be one that the shop means; a list each, as the configuration says it. */
    public Map<String, String> conditions(ShopTable table) {
        return behind(mapping, MappingKeys.conditions(table));
    }

    /** The word that is stored for a state. */
    public String word(OrderStatus status) {
        return words(status).get(0);
    }

    /** The word that is stored for an order that is cancelled because nobody has paid for it. */
    public String wordOfUnpaid() {
        String unpaid = mapping.getOrDefault(MappingKeys.CANCELLED_UNPAID, "");
        return unpaid.isEmpty()
                ? word(OrderStatus.CANCELLED)
                : WordList.of(unpaid).get(0);
    }

    /** The words that the shop stores for a state, of which the first is what is written. */
    public List<String> words(OrderStatus status) {
        return words(mapping, status);
    }

    private static List<String> words(Map<String, String> mapping, OrderStatus status) {
        List<String> words = new ArrayList<>(WordList.of(mapping.get(MappingKeys.STATUS + status.word())));
        String unpaid = mapping.getOrDefault(MappingKeys.CANCELLED_UNPAID, "");
        if (status == OrderStatus.CANCELLED && !unpaid.isEmpty()) {
            WordList.of(unpaid).stream().filter(word -> !words.contains(word)).forEach(words::add);
        }
        return words;
    }

    public StoredStatus status(String word) {
        StoredStatus known = statuses.get(word);
        return known == null ? new StoredStatus(word, Optional.empty()) : known;
    }

    /** The word that is stored for something; empty when the shop has none. */
    public String value(ShopValue value) {
        return words(value).stream().findFirst().orElse("");
    }

    /** The words that the shop stores for something, of which the first is what is written. */
    public List<String> words(ShopValue value) {
        String words = mapping.getOrDefault(MappingKeys.VALUE + value.key(), "");
        return words.isEmpty() ? List.of() : WordList.of(words);
    }

    /** What an order's state at the supplier is when YLH has refused to cancel it; empty if there is no word for that. */
    public String wordOfRefusal() {
        return value(ShopValue.SUPPLIER_REFUSED);
    }

    /** Whether an order's state at the supplier says that the shop's own program has asked YLH to cancel it. */
    public boolean isToldByShop(Optional<String> supplierStatus) {
        return supplierStatus.filter(toldByShop::contains).isPresent();
    }

    /** The value of {@code products.stock_source} for stock that is the shop's own. */
    public String ownStock() {
        return value(ShopValue.OWN_STOCK);
    }

    /** The key of the user whom the shop knows under an operator's name. */
    public Optional<RowKey> operatorId(String operator) {
        return Optional.ofNullable(mapping.get(MappingKeys.OPERATOR + operator)).flatMap(RowKey::ofText);
    }

    /** The operator whom the shop knows under a user's key; the key itself when the configuration names nobody. */
    public String operatorName(RowKey userId) {
        return mapping.entrySet().stream()
                .filter(entry -> entry.getKey().startsWith(MappingKeys.OPERATOR))
                .filter(entry ->
                        RowKey.ofText(entry.getValue()).filter(userId::equals).isPresent())
                .map(entry -> entry.getKey().substring(MappingKeys.OPERATOR.length()))
                .findFirst()
                .orElse("#" + userId);
    }

    /** The statement that a template stands for; each template is rendered once. */
    public String render(String template) {
        return rendered.computeIfAbsent(template, this::fill);
    }

    private String fill(String template) {
        StringBuilder sql = new StringBuilder(template.length());
        int at = 0;
        while (at < template.length()) {
            char c = template.charAt(at);
            if (c == '[') {
                int end = template.indexOf(']', at);
                sql.append(optionalPart(template.substring(at + 1, end)));
                at = end + 1;
            } else if (c == '{') {
                int end = template.indexOf('}', at);
                sql.append(place(template.substring(at + 1, end)));
                at = end + 1;
            } else {
                sql.append(c);
                at++;
            }
        }
        return sql.toString();
    }

    private String optionalPart(String part) {
        int mark = part.indexOf(" ? ");
        return shopsName(part.substring(0, mark)).isEmpty() ? "" : fill(part.substring(mark + 3));
    }

    private String place(String place) {
        int is = place.indexOf(IS);
        if (is > 0) {
            String column = place(place.substring(0, is));
            List<String> words = wordsOf(place.substring(is + IS.length()));
            String any = words.stream()
                    .map(word -> Dialect.exactly(column, literal(word)))
                    .collect(Collectors.joining(" OR "));
            return words.size() == 1 ? any : "(" + any + ")";
        }
        if (place.endsWith(THERE)) {
            return there(place.substring(0, place.length() - THERE.length()));
        }
        if (place.startsWith(ALL)) {
            return wordsOf(place.substring(ALL.length())).stream()
                    .map(ShopSchema::literal)
                    .collect(Collectors.joining(", ", "(", ")"));
        }
        if (place.startsWith(EACH)) {
            return Dialect.each(place(place.substring(EACH.length())));
        }
        if (place.startsWith(MappingKeys.STATUS) || place.startsWith(MappingKeys.VALUE)) {
            return literal(wordsOf(place).get(0));
        }
        if (place.endsWith(MORE_COLUMNS)) {
            ShopTable table = tableOf(place, place.length() - MORE_COLUMNS.length());
            return list(Stream.concat(constants(table).keySet().stream(), copies(table).keySet().stream()));
        }
        int of = place.indexOf(MORE_VALUES);
        if (of > 0) {
            ShopTable table = tableOf(place, of);
            String order = place.substring(of + MORE_VALUES.length());
            return list(Stream.concat(
                    constants(table).values().stream().map(ShopSchema::literal),
                    copies(table).values().stream().map(column -> ofOrder(column, order))));
        }
        int colon = place.indexOf(':');
        String alias = colon < 0 ? "" : place.substring(0, colon) + ".";
        String name = name(place.substring(colon + 1));
        return name.equals("NULL") ? name : alias + name;
    }

    /** Of a place such as {@code status.pending}, or {@code status.pending#1} for the second of them alone. */
    private List<String> wordsOf(String place) {
        int number = place.indexOf('#');
        String key = number < 0 ? place : place.substring(0, number);
        List<String> words = key.startsWith(MappingKeys.STATUS)
                ? OrderStatus.ofWord(key.substring(MappingKeys.STATUS.length()))
                        .map(this::words)
                        .orElseThrow(() -> unknown(place))
                : WordList.of(Optional.ofNullable(mapping.get(key)).orElseThrow(() -> unknown(place)));
        return number < 0 ? words : List.of(words.get(Integer.parseInt(place.substring(number + 1))));
    }

    private String there(String place) {
        int colon = place.indexOf(':');
        String key = place.substring(colon + 1);
        String alias = colon < 0 ? "" : place.substring(0, colon) + ".";
        ShopTable table =
                ShopTable.ofKey(key).filter(ShopTable::takesConditions).orElseThrow(() -> unknown(key));
        return conditions(table).entrySet().stream()
                .map(one -> "AND " + condition(table, alias + one.getKey(), one))
                .collect(Collectors.joining(" "));
    }

    private String condition(ShopTable table, String column, Map.Entry<String, String> condition) {
        boolean isFlag = flags.contains(MappingKeys.conditions(table) + condition.getKey());
        return WordList.of(condition.getValue()).stream()
                .map(word -> switch (word) {
                    case MappingKeys.NULL -> column + " IS NULL";
                    case MappingKeys.NOT_NULL -> column + " IS NOT NULL";
                    default -> isFlag ? column + " = " + word : Dialect.exactly(column, literal(word));
                })
                .collect(Collectors.joining(" OR ", "(", ")"));
    }

    private static String list(Stream<String> parts) {
        return parts.map(part -> ", " + part).collect(Collectors.joining());
    }

    private static ShopTable tableOf(String place, int end) {
        return ShopTable.ofKey(place.substring(0, end)).orElseThrow(() -> unknown(place));
    }

    private String ofOrder(String column, String key) {
        return fill("(SELECT c." + column + " FROM {orders} c WHERE {c:orders.id} = " + key + ")");
    }

    private String name(String key) {
        boolean optional = key.endsWith("?");
        String name = shopsName(optional ? key.substring(0, key.length() - 1) : key);
        if (!name.isEmpty()) {
            return name;
        }
        if (optional) {
            return "NULL";
        }
        throw new IllegalStateException("the shop's schema has no " + key);
    }

    /** Empty when the shop has no such table or column; one that no shop can have is a mistake in the template. */
    private String shopsName(String key) {
        int dot = key.indexOf('.');
        ShopTable table = ShopTable.ofKey(dot < 0 ? key : key.substring(0, dot)).orElseThrow(() -> unknown(key));
        if (dot < 0) {
            return table(table);
        }
        String column = key.substring(dot + 1);
        if (!table.columns().contains(column)) {
            throw unknown(key);
        }
        return column(table, column);
    }

    private static IllegalStateException unknown(String key) {
        return new IllegalStateException("no schema of a shop has " + key);
    }

    /**
     * A literal and not a parameter: the database then gives it the type of the column, which in some shops is a number, and
     * knows the value when it plans.
     */
    private static String literal(String value) {
        return "'" + value.replace("'", "''") + "'";
    }
}
