package io.github.ylhcancel.schema;

import io.github.ylhcancel.base.Message;
import io.github.ylhcancel.base.Text;
import io.github.ylhcancel.base.UserError;
import io.github.ylhcancel.db.Database;
import io.github.ylhcancel.db.Dialect;
import io.github.ylhcancel.db.Parameters;
import io.github.ylhcancel.domain.OrderStatus;
import io.github.ylhcancel.domain.RowKey;
import io.github.ylhcancel.domain.StockHold;
import io.github.ylhcancel.domain.StockPart;
import io.github.ylhcancel.domain.StoredStatus;
import java.time.Instant;
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
import java.util.regex.Pattern;
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
 *   <li><code>{o:orders cancellable}</code> becomes what it must hold to be cancelled, with AND before it, or nothing, and
 *       <code>{o:orders hindrance}</code> the name of the first column that does not, or {@code NULL};
 *   <li><code>{p:products own}</code> becomes 1 where a product's stock is the shop's own, as of one that does not say whose it is, and
 *       else 0;
 *   <li><code>{o:orders paid}</code> becomes 1 where the order itself says that it is paid, whatever its state, and else 0;
 *   <li><code>[orders.cancel_reason ? text]</code>, <code>[value.refund-failed ? text]</code> and <code>[inventory ? text]</code> leave the
 *       text where that column, word or table is mapped, and nothing where it is not;
 *   <li><code>{history.more-columns}</code>, <code>{history.more-values of t.order_key}</code> continue the two lists of an INSERT with the
 *       columns that the shop demands and the tool does not know, each with its constant or with what the row of that order holds (likewise
 *       for inventory);
 *   <li><code>{orders.more-sets}</code>, <code>{orders.more-sets-back}</code> continue the list of an UPDATE with the columns that the shop
 *       wants filled when an order is cancelled, or put back, <code>{items.sets}</code> is such a list itself, and
 *       <code>{orders.versions}</code> continues one with those that count the changes of a row; {@link #bindSets} gives them their times.
 * </ul>
 *
 * <p>Names and literals cannot be bound as parameters everywhere, so each was checked by {@link MappingKeys}.
 */
public final class ShopSchema {
    private static final String MORE_COLUMNS = ".more-columns";
    private static final String MORE_VALUES = ".more-values of ";
    private static final String MORE_SETS = ".more-sets";
    private static final String SETS = ".sets";
    private static final String BACK = "-back";
    private static final String VERSIONS = "orders.versions";
    private static final String IS = " is ";
    private static final String THERE = " there";
    private static final String EACH = "each ";
    private static final String CANCELLABLE = " cancellable";
    private static final String HINDRANCE = " hindrance";
    private static final String PAID = " paid";
    private static final String OWN = " own";
    /** Before the name of the column, where it is remembered that one is of bits. */
    static final String PAID_FLAG = "orders.paid-flag:";

    private static final String ALL = "all ";
    /** Within a constant of the history: the states before and after. Apart, so that a shop without such constants needs none. */
    private static final class States {
        static final Pattern FROM = Pattern.compile(":from\\b");
        static final Pattern TO = Pattern.compile(":to\\b");
    }

    /** What stands for them until they are known; no constant has such signs. */
    private static final String FROM_MARK = "«from»";

    private static final String TO_MARK = "«to»";
    private static final String RESERVED = "reserved";
    private static final List<String> STOCK_COLUMNS = List.of("stock", RESERVED);

    private final boolean isDefault;
    private final Map<String, String> mapping;
    private final Map<String, String> rendered = new ConcurrentHashMap<>();
    /** Asked of every order that is read. */
    private final Map<String, StoredStatus> statuses = new HashMap<>();

    private final Set<String> toldByShop;
    private final StockPart partOfPending;
    private final StockPart partOfPaid;
    private final StockHold heldByPending;
    private final StockHold heldByPaid;
    /** Known once it has met the database, as is how that quotes names. */
    private volatile Optional<Dialect> dialect = Optional.empty();

    private volatile Optional<UserError> unusableKey = Optional.empty();
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
        this.partOfPending = MappingKeys.part(mapping.getOrDefault(MappingKeys.HELD_PENDING, ""))
                .orElse(hasReserved(mapping) ? StockPart.RESERVED : StockPart.STOCK);
        this.partOfPaid = MappingKeys.part(mapping.getOrDefault(MappingKeys.HELD_PAID, ""))
                .orElse(StockPart.STOCK);
        this.heldByPending = held(partOfPending);
        this.heldByPaid = held(partOfPaid);
    }

    /** The schema of a database that {@code ylh db init} creates. */
    public static ShopSchema byDefault() {
        return of(SchemaPreset.DEFAULT, Map.of());
    }

    /**
     * A preset with what a configuration says otherwise.
     *
     * @param preset one of {@link SchemaPreset#words}
     * @param changes by the keys of {@link MappingKeys}; blank: the shop has no such table or column
     * @throws UserError if a key is unknown, a value unusable, or the whole ambiguous
     */
    public static ShopSchema of(String preset, Map<String, String> changes) {
        Map<String, String> mapping = new TreeMap<>(SchemaPreset.mapping(preset));
        changes.forEach((key, value) -> {
            check(key, value);
            mapping.put(key, value);
        });
        requireTables(changes, mapping);
        requireColumnOfWord(changes, mapping);
        requireReserved(mapping);
        requireOpenPayments(mapping);
        if (name(mapping, ShopTable.SKUS, ShopTable.TABLE).isEmpty()
                || name(mapping, ShopTable.ITEMS, "sku_id").isEmpty()
                || STOCK_COLUMNS.stream()
                        .allMatch(
                                column -> name(mapping, ShopTable.SKUS, column).isEmpty())) {
            // Where no SKU has a stock, an item's SKU says nothing about stock.
            List.of("items.sku_id", "inventory.sku_id", "skus." + ShopTable.TABLE)
                    .forEach(mapping::remove);
        }
        if (name(mapping, ShopTable.PAYMENTS, ShopTable.TABLE).isEmpty()) {
            List.of(MappingKeys.CLOSED_PAYMENTS, MappingKeys.VALUE + ShopValue.PAYMENT_UNDER_WAY.key())
                    .forEach(mapping::remove);
        }
        for (ShopTable table : ShopTable.values()) {
            requireComplete(table, mapping);
        }
        requireDifferentWords(mapping);
        requireWords(mapping);
        boolean changed = changes.keySet().stream().anyMatch(key -> !MappingKeys.namesNothing(key));
        return new ShopSchema(preset.equals(SchemaPreset.DEFAULT) && !changed, mapping);
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
            boolean isSaid = !changes.getOrDefault(word, "").isEmpty();
            if (isSaid
                    && value.isOfSupplier()
                    && name(mapping, ShopTable.ORDERS, "haier_status").isEmpty()) {
                throw UserError.usage("mapping.no-column", word, ShopTable.ORDERS.key() + ".haier_status");
            }
            if (isSaid
                    && value == ShopValue.PAYMENT_UNDER_WAY
                    && name(mapping, ShopTable.PAYMENTS, "status").isEmpty()) {
                throw UserError.usage("mapping.no-column", word, ShopTable.PAYMENTS.key() + ".status");
            }
        }
    }

    /** What is not counted anywhere cannot be held. */
    private static void requireReserved(Map<String, String> mapping) {
        for (String key : List.of(MappingKeys.HELD_PENDING, MappingKeys.HELD_PAID)) {
            boolean said = MappingKeys.part(mapping.getOrDefault(key, ""))
                    .filter(StockPart::isOfReserved)
                    .isPresent();
            if (said && !hasReserved(mapping)) {
                throw UserError.usage("mapping.no-reserved", key, mapping.get(key));
            }
        }
    }

    private static boolean hasReserved(Map<String, String> mapping) {
        return !name(mapping, ShopTable.SKUS, RESERVED).isEmpty()
                || !name(mapping, ShopTable.PRODUCTS, RESERVED).isEmpty();
    }

    /** A table that is mapped has its mandatory columns, and no column is filled twice. */
    private static void requireComplete(ShopTable table, Map<String, String> mapping) {
        if (name(mapping, table, ShopTable.TABLE).isEmpty()) {
            if (table.isMandatory()) {
                throw wrong(table.key() + "." + ShopTable.TABLE, "", Message.of("mapping.mandatory"));
            }
            return;
        }
        Map<String, String> filled = new LinkedHashMap<>();
        for (String column : table.columns()) {
            String name = name(mapping, table, column);
            if (name.isEmpty() && table.isMandatory(column)) {
                throw wrong(table.key() + "." + column, "", Message.of("mapping.mandatory"));
            }
            String other = name.isEmpty() ? null : filled.put(name.toLowerCase(Locale.ROOT), column);
            // Some shops tell their customers the key.
            boolean isKeyToo = table == ShopTable.ORDERS && column.equals("number") && "id".equals(other);
            if (other != null && !isKeyToo) {
                throw UserError.usage("mapping.twice", table.key() + "." + other, table.key() + "." + column, name);
            }
        }
        Map<String, String> set = new LinkedHashMap<>(filled);
        Map<String, String> setBack = new LinkedHashMap<>(filled);
        requireFilledOnce(table, MappingKeys.constants(table), mapping, filled);
        requireFilledOnce(table, MappingKeys.copies(table), mapping, filled);
        requireFilledOnce(table, MappingKeys.sets(table), mapping, set);
        requireFilledOnce(table, MappingKeys.setsBack(table), mapping, setBack);
        boolean saysNewState = !name(mapping, table, "to_status").isEmpty()
                || constants(mapping, table).values().stream()
                        .anyMatch(constant -> States.TO.matcher(constant).find());
        if (table == ShopTable.HISTORY && !saysNewState) {
            throw wrong(table.key() + ".to_status", "", Message.of("mapping.mandatory"));
        }
    }

    private static void requireFilledOnce(
            ShopTable table, String beginning, Map<String, String> mapping, Map<String, String> filled) {
        behind(mapping, beginning).keySet().forEach(column -> {
            String other = filled.put(column.toLowerCase(Locale.ROOT), beginning + column);
            if (other != null) {
                String key = other.contains(".") ? other : table.key() + "." + other;
                throw UserError.usage("mapping.twice", key, beginning + column, column);
            }
        });
    }

    /** Money that is there, or on its way, is never written off. */
    private static void requireOpenPayments(Map<String, String> mapping) {
        String said = mapping.getOrDefault(MappingKeys.CLOSED_PAYMENTS, "");
        Set<String> open = WordPairs.of(said).map(Map::keySet).orElse(Set.of());
        for (ShopValue value : List.of(ShopValue.PAYMENT_SUCCEEDED, ShopValue.PAYMENT_UNDER_WAY)) {
            WordList.of(mapping.getOrDefault(MappingKeys.VALUE + value.key(), "")).stream()
                    .filter(open::contains)
                    .findFirst()
                    .ifPresent(word -> {
                        throw UserError.usage(
                                "mapping.no-open-payment",
                                MappingKeys.CLOSED_PAYMENTS,
                                word,
                                MappingKeys.VALUE + value.key());
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

    /** What is compared, or written, has a word; where a shop is like none that is known nobody can guess it. */
    private static void requireWords(Map<String, String> mapping) {
        MappingKeys.NEEDED.forEach(key -> requireWord(mapping, key));
        for (ShopValue value : ShopValue.values()) {
            if (value.column().filter(column -> isMapped(mapping, column)).isPresent()) {
                requireWord(mapping, MappingKeys.VALUE + value.key());
            }
        }
    }

    private static boolean isMapped(Map<String, String> mapping, String column) {
        int dot = column.indexOf('.');
        ShopTable table = ShopTable.ofKey(column.substring(0, dot)).orElseThrow();
        return !name(mapping, table, ShopTable.TABLE).isEmpty()
                && !name(mapping, table, column.substring(dot + 1)).isEmpty();
    }

    private static void requireWord(Map<String, String> mapping, String key) {
        if (mapping.getOrDefault(key, "").isEmpty()) {
            throw wrong(key, "", Message.of("mapping.mandatory-word"));
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
            dialect = Optional.of(database.dialect());
            ColumnTypes types = ColumnTypes.of(database, this);
            flags = types.flags();
            unusableKey = types.unusableKey();
            times = Optional.of(types.times());
            rendered.clear();
        }
    }

    /**
     * After it has met the database.
     *
     * @throws UserError if a key of the shop's is no whole number
     */
    public void requireKeys() {
        unusableKey.ifPresent(why -> {
            throw why;
        });
    }

    /** How a statement names what the configuration calls so. */
    public String inSql(String written) {
        return dialect.map(known -> known.name(written)).orElse(written);
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

    /** What columns get that the tool does not know when an order is cancelled. */
    public Map<String, String> sets(ShopTable table) {
        return behind(mapping, MappingKeys.sets(table));
    }

    /** The same when it is put back. What counts the changes of a row counts this one, too. */
    public Map<String, String> setsBack(ShopTable table) {
        Map<String, String> back = new TreeMap<>(behind(mapping, MappingKeys.setsBack(table)));
        versions(table).forEach(column -> back.putIfAbsent(column, SetValue.PLUS_ONE));
        return back;
    }

    /** Whether a column of the table gets what is said of each order by itself. */
    public boolean setsWordsOfRequests(ShopTable table) {
        return sets(table).values().stream().anyMatch(SetValue::isOfRequest);
    }

    private List<String> versions(ShopTable table) {
        return sets(table).entrySet().stream()
                .filter(one -> one.getValue().equals(SetValue.PLUS_ONE))
                .map(Map.Entry::getKey)
                .toList();
    }

    /** With the time that the columns get whose configuration says {@code :now}, each as it holds times. */
    public Parameters bindSets(Parameters parameters, Instant now) {
        for (ShopTable table : ShopTable.values()) {
            if (table.takesSets()) {
                Stream.concat(
                                sets(table).entrySet().stream(),
                                table.takesSetsBack() ? setsBack(table).entrySet().stream() : Stream.of())
                        .filter(one -> one.getValue().equals(SetValue.NOW))
                        .map(Map.Entry::getKey)
                        .forEach(column -> parameters.and(
                                SetValue.time(table, column),
                                time(MappingKeys.sets(table) + column).written(now)));
            }
        }
        return parameters;
    }

    /** Which word a payment gets instead of which, if nobody has begun it when its order is cancelled. */
    public Map<String, String> closedPayments() {
        return WordPairs.of(mapping.getOrDefault(MappingKeys.CLOSED_PAYMENTS, ""))
                .orElse(Map.of());
    }

    /** What the columns of a row must hold for it to be one that the shop means; a list each, as the configuration says it. */
    public Map<String, String> conditions(ShopTable table) {
        return behind(mapping, MappingKeys.conditions(table));
    }

    /** What the columns of an order must hold for it to be cancelled; a list each, as the configuration says it. */
    public Map<String, String> cancellable() {
        return behind(mapping, MappingKeys.cancellable());
    }

    /** Whether a payment can be one for all orders of a check-out. */
    public boolean hasCheckouts() {
        return has(ShopTable.PAYMENTS, "checkout_id") && has(ShopTable.ORDERS, "checkout_id");
    }

    /** The column of an order that says that it is paid, and what it holds then; empty where there is none. */
    Map<String, String> paidFlag() {
        String column = column(ShopTable.ORDERS, "paid-flag");
        return column.isEmpty() ? Map.of() : Map.of(column, mapping.get(MappingKeys.VALUE + ShopValue.PAID_FLAG.key()));
    }

    /** Whether the shop's tables say, beside an order's state, whether there is money for it. */
    public boolean knowsMoney() {
        return has(ShopTable.PAYMENTS) || has(ShopTable.ORDERS, "paid-flag");
    }

    public boolean hasHindrances() {
        return !cancellable().isEmpty();
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

    /** The words that the shop stores for a state, of which the first is what is written; none where it has no such state. */
    public List<String> words(OrderStatus status) {
        return words(mapping, status);
    }

    private static List<String> words(Map<String, String> mapping, OrderStatus status) {
        String said = mapping.getOrDefault(MappingKeys.STATUS + status.word(), "");
        List<String> words = new ArrayList<>(said.isEmpty() ? List.of() : WordList.of(said));
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

    public boolean has(ShopValue value) {
        return !words(value).isEmpty();
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

    /** What an order in a state holds of its stock, and gives back when it is cancelled. What is not waiting for its payment is paid. */
    public StockHold held(OrderStatus status) {
        return status == OrderStatus.PENDING ? heldByPending : heldByPaid;
    }

    public StockHold held(StoredStatus status) {
        return held(status.known().orElse(OrderStatus.PAID));
    }

    private StockHold held(StockPart part) {
        return new StockHold(in(ShopTable.PRODUCTS, part), in(ShopTable.SKUS, part));
    }

    private StockPart in(ShopTable table, StockPart part) {
        return part.in(has(table, "stock"), has(table, RESERVED));
    }

    /** Whether what is reserved is in the stock still, so that only the rest of it can be had. */
    public boolean keepsReservedInStock() {
        return partOfPending == StockPart.RESERVED || partOfPaid == StockPart.RESERVED;
    }

    /** Whether an order in that state should hold goods of a table's rows, and these have no column for it. */
    boolean lacksColumnOfHeld(ShopTable table, OrderStatus status) {
        StockPart wanted = status == OrderStatus.PENDING ? partOfPending : partOfPaid;
        boolean has = STOCK_COLUMNS.stream().anyMatch(column -> has(table, column));
        return has && in(table, wanted) != wanted;
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

    /**
     * The statement that a template stands for of one that tells the history of a change: constants of a shop that keeps both states in one
     * column say where they stand there ({@code {"from":":from","to":":to"}}).
     */
    public String renderChange(String template, String from, String to) {
        return render(template).replace(FROM_MARK, inLiteral(from)).replace(TO_MARK, inLiteral(to));
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
        String key = part.substring(0, mark);
        String mapped = key.startsWith(MappingKeys.VALUE) ? mapping.getOrDefault(key, "") : shopsName(key);
        return mapped.isEmpty() ? "" : fill(part.substring(mark + 3));
    }

    private String place(String place) {
        int is = place.indexOf(IS);
        if (is > 0) {
            String column = place(place.substring(0, is));
            List<String> words = wordsOf(place.substring(is + IS.length()));
            String any = words.stream()
                    .map(word -> Dialect.exactly(column, literal(word)))
                    .collect(Collectors.joining(" OR "));
            return switch (words.size()) {
                case 0 -> "1 = 0";
                case 1 -> any;
                default -> "(" + any + ")";
            };
        }
        if (place.endsWith(THERE)) {
            return there(place.substring(0, place.length() - THERE.length()));
        }
        if (place.endsWith(CANCELLABLE)) {
            return all(MappingKeys.cancellable(), alias(place), cancellable());
        }
        if (place.endsWith(HINDRANCE)) {
            return hindrance(alias(place));
        }
        if (place.endsWith(OWN)) {
            String source = column(ShopTable.PRODUCTS, "stock_source");
            return source.isEmpty()
                    ? "1"
                    : "CASE WHEN COALESCE(" + alias(place) + inSql(source) + ", " + literal(ownStock()) + ") IN "
                            + place("all value.own-stock") + " THEN 1 ELSE 0 END";
        }
        if (place.endsWith(PAID)) {
            return paidFlag().entrySet().stream()
                    .map(one -> "CASE WHEN " + condition(PAID_FLAG, alias(place), one) + " THEN 1 ELSE 0 END")
                    .findFirst()
                    .orElse("0");
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
            return list(Stream.concat(constants(table).keySet().stream(), copies(table).keySet().stream())
                    .map(this::inSql));
        }
        if (place.equals(VERSIONS)) {
            return list(versions(ShopTable.ORDERS).stream()
                    .map(column -> assignment(ShopTable.ORDERS, column, SetValue.PLUS_ONE)));
        }
        int more = place.indexOf(MORE_SETS);
        if (more > 0) {
            return list(assignments(tableOf(place, more), place.endsWith(BACK)));
        }
        int sets = place.indexOf(SETS);
        if (sets > 0) {
            return assignments(tableOf(place, sets), place.endsWith(BACK)).collect(Collectors.joining(", "));
        }
        int of = place.indexOf(MORE_VALUES);
        if (of > 0) {
            ShopTable table = tableOf(place, of);
            String order = place.substring(of + MORE_VALUES.length());
            return list(Stream.concat(
                    constants(table).values().stream().map(constant -> constantOf(table, constant)),
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
        String key = place.substring(place.indexOf(':') + 1);
        ShopTable table =
                ShopTable.ofKey(key).filter(ShopTable::takesConditions).orElseThrow(() -> unknown(key));
        return all(MappingKeys.conditions(table), alias(place), conditions(table));
    }

    private static String alias(String place) {
        int colon = place.indexOf(':');
        return colon < 0 ? "" : place.substring(0, colon) + ".";
    }

    /** What holds together, each with AND before it. */
    private String all(String beginning, String alias, Map<String, String> conditions) {
        return conditions.entrySet().stream()
                .map(one -> "AND " + condition(beginning, alias, one))
                .collect(Collectors.joining(" "));
    }

    private String hindrance(String alias) {
        return hasHindrances()
                ? cancellable().entrySet().stream()
                        .map(one -> "CASE WHEN " + condition(MappingKeys.cancellable(), alias, one) + " THEN NULL ELSE "
                                + literal(one.getKey()) + " END")
                        .collect(Collectors.joining(", ", "COALESCE(", ")"))
                : "NULL";
    }

    private String condition(String beginning, String alias, Map.Entry<String, String> condition) {
        String column = alias + inSql(condition.getKey());
        boolean isFlag = flags.contains(beginning + condition.getKey());
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

    private Stream<String> assignments(ShopTable table, boolean back) {
        return (back ? setsBack(table) : sets(table))
                .entrySet().stream().map(one -> assignment(table, one.getKey(), one.getValue()));
    }

    private String assignment(ShopTable table, String column, String value) {
        boolean isFlag = flags.contains(MappingKeys.sets(table) + column);
        String constant = isFlag ? value : literal(value);
        String quantity = inSql(column(ShopTable.ITEMS, "quantity"));
        return inSql(column) + " = " + SetValue.sql(table, column, inSql(column), value, quantity, constant);
    }

    private String ofOrder(String column, String key) {
        return fill("(SELECT c." + inSql(column) + " FROM {orders} c WHERE {c:orders.id} = " + key + ")");
    }

    private String name(String key) {
        boolean optional = key.endsWith("?");
        String name = shopsName(optional ? key.substring(0, key.length() - 1) : key);
        if (!name.isEmpty()) {
            return inSql(name);
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
    private static String constantOf(ShopTable table, String constant) {
        String literal = literal(constant);
        return table == ShopTable.HISTORY
                ? States.TO
                        .matcher(States.FROM.matcher(literal).replaceAll(FROM_MARK))
                        .replaceAll(TO_MARK)
                : literal;
    }

    private static String literal(String value) {
        return "'" + inLiteral(value) + "'";
    }

    private static String inLiteral(String value) {
        return value.replace("'", "''");
    }
}
