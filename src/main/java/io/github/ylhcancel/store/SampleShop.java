package io.github.ylhcancel.store;

import io.github.ylhcancel.db.Database;
import io.github.ylhcancel.db.Parameters;
import io.github.ylhcancel.db.Sql;
import io.github.ylhcancel.domain.OrderStatus;
import io.github.ylhcancel.schema.ShopSchema;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;

/**
 * Orders that look like a shop's, to try the program on. The same seed gives the same shop; only the dates move along with
 * {@code now}, because an order is "older than a day" relative to today.
 */
final class SampleShop {
    private static final int BATCH = 1000;
    private static final int PRODUCTS = 40;
    private static final List<String> ARTICLES =
            List.of("冰箱", "洗衣机", "空调", "热水器", "电视", "冰柜", "洗碗机", "油烟机", "燃气灶", "烘干机", "净水器", "消毒柜");
    private static final List<String> COLOURS = List.of("WHITE", "SILVER", "GREY");
    private static final Duration DAY = Duration.ofDays(1);

    private record Product(long id, boolean own, List<Long> skus) {}

    /** What a transaction writes. */
    private record Rows(List<Parameters> orders, List<Parameters> items, List<Parameters> history) {}

    private static final String INSERT_PRODUCT = """
            INSERT INTO {products} ({products.id}, {products.name}, {products.stock_source}, {products.stock})
            VALUES (:id, :name, :source, :stock)
            """;
    private static final String INSERT_SKU = """
            INSERT INTO {skus} ({skus.id}, product_id, {skus.sku_code}, {skus.stock}) VALUES (:id, :product_id, :code, :stock)
            """;
    private static final String INSERT_ORDER = """
            INSERT INTO {orders} ({orders.id}, {orders.number}, {orders.status}, {orders.haier_so_id},
                                  {orders.haier_order_no}, {orders.haier_status}, {orders.cancel_reason},
                                  {orders.cancelled_at}, {orders.created_at}, {orders.updated_at})
            VALUES (:id, :number, :status, :so_id, :supplier_number, :supplier_status, :reason, :cancelled_at, :created_at,
                    :updated_at)
            """;
    private static final String INSERT_ITEM = """
            INSERT INTO {items} ({items.order_id}, {items.product_id}, {items.sku_id}, {items.quantity})
            VALUES (:order_id, :product_id, :sku_id, :quantity)
            """;
    private static final String INSERT_HISTORY = """
            INSERT INTO {history} ({history.order_id}, {history.from_status}, {history.to_status}, {history.operator},
                                   {history.note}, {history.created_at})
            VALUES (:order_id, :from, :to, 'shop', :note, :at)
            """;
    /** Keys were given by hand, so the counters behind them have to be moved on. */
    private static final List<String> TABLES_WITH_KEYS = List.of("products", "skus", "orders");

    /** YLH has these two before there is any money, and they are too young for the sweep. */
    private static final Set<Integer> PAID_ON_DELIVERY = Set.of(213, 253);

    private final Database database;
    private final ShopSchema schema;
    private final Random random;
    private final Instant now;

    SampleShop(Database database, ShopSchema schema, long seed, Instant now) {
        this.database = database;
        this.schema = schema;
        this.random = new Random(seed);
        this.now = now.truncatedTo(ChronoUnit.SECONDS);
    }

    /** Writes {@code count} orders and what they need; answers how many there are now. */
    int write(int count) {
        List<Product> products = database.transaction(this::writeProducts);
        // Before the orders: whoever stops this half-way has a smaller shop, and not one that refuses its next order.
        restartKeys(products, count);
        for (int first = 1; first <= count; first += BATCH) {
            Rows rows = new Rows(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
            for (int id = first; id <= Math.min(count, first + BATCH - 1); id++) {
                addOrder(rows, products, id, count);
            }
            database.transaction(sql -> {
                sql.insert(schema.render(INSERT_ORDER), rows.orders());
                sql.insert(schema.render(INSERT_ITEM), rows.items());
                sql.insert(schema.render(INSERT_HISTORY), rows.history());
                return null;
            });
        }
        return count;
    }

    private void restartKeys(List<Product> products, int count) {
        long skus =
                products.stream().mapToLong(product -> product.skus().size()).sum();
        List<Long> used = List.of((long) products.size(), skus, (long) count);
        for (int i = 0; i < TABLES_WITH_KEYS.size(); i++) {
            String table = schema.render("{" + TABLES_WITH_KEYS.get(i) + "}");
            String id = schema.render("{" + TABLES_WITH_KEYS.get(i) + ".id}");
            String restart = String.format(Locale.ROOT, database.dialect().restartKeys(), table, id, used.get(i) + 1);
            database.statement(sql -> {
                sql.execute(restart);
                return null;
            });
        }
    }

    private List<Product> writeProducts(Sql sql) {
        List<Product> products = new ArrayList<>();
        List<Parameters> rows = new ArrayList<>();
        List<Parameters> skuRows = new ArrayList<>();
        long nextSku = 1;
        for (int id = 1; id <= PRODUCTS; id++) {
            boolean own = id % 3 != 0;
            String article = ARTICLES.get(random.nextInt(ARTICLES.size()));
            String model = String.format(Locale.ROOT, "%s-%03d", (char) ('A' + id % 26), 100 + random.nextInt(900));
            rows.add(Parameters.of("id", id)
                    .and("name", article + " " + model)
                    .and("source", own ? schema.ownStock() : "supplier")
                    .and("stock", 20 + random.nextInt(480)));
            List<Long> skus = new ArrayList<>();
            for (int i = 0; i < (id % 2 == 0 ? 1 + random.nextInt(COLOURS.size()) : 0); i++) {
                skuRows.add(Parameters.of("id", nextSku)
                        .and("product_id", id)
                        .and("code", model + "-" + COLOURS.get(i))
                        .and("stock", 5 + random.nextInt(195)));
                skus.add(nextSku++);
            }
            products.add(new Product(id, own, skus));
        }
        sql.insert(schema.render(INSERT_PRODUCT), rows);
        sql.insert(schema.render(INSERT_SKU), skuRows);
        return products;
    }

    private void addOrder(Rows rows, List<Product> products, int id, int count) {
        OrderStatus status = status(id);
        Instant created = created(id, count, status);
        List<OrderStatus> path = path(status);
        boolean atSupplier = path.contains(OrderStatus.PAID) && random.nextInt(100) < 85;
        boolean cancelled = status == OrderStatus.CANCELLED;
        boolean hasSoId = atSupplier || PAID_ON_DELIVERY.contains(id);
        boolean known = atSupplier && status != OrderStatus.PAID && !cancelled;
        Instant changed = created.plus(Duration.ofMinutes(7L * (path.size() - 1)));
        rows.orders()
                .add(Parameters.of("id", id)
                        .and("number", "PO" + (10_000_000 + id))
                        .and("status", schema.word(status))
                        .and("so_id", hasSoId ? "SO" + (10_000_000 + id) + "-1" : null)
                        .and("supplier_number", known ? "HE." + (500_000 + id) : null)
                        .and("supplier_status", known ? "confirmed" : null)
                        .and("reason", cancelled ? "超时未支付" : null)
                        .and("cancelled_at", cancelled ? time("orders.cancelled_at", changed) : null)
                        .and("created_at", time("orders.created_at", created))
                        .and("updated_at", time("orders.updated_at", changed)));
        int lines = 1 + random.nextInt(3);
        for (int line = 0; line < lines; line++) {
            Product product = products.get(random.nextInt(products.size()));
            List<Long> skus = product.skus();
            rows.items()
                    .add(Parameters.of("order_id", id)
                            .and("product_id", product.id())
                            .and("sku_id", skus.isEmpty() ? null : skus.get(random.nextInt(skus.size())))
                            .and("quantity", 1 + random.nextInt(3)));
        }
        for (int step = 1; step < path.size(); step++) {
            rows.history()
                    .add(Parameters.of("order_id", id)
                            .and("from", schema.word(path.get(step - 1)))
                            .and("to", schema.word(path.get(step)))
                            .and("note", "")
                            .and("at", time("history.created_at", created.plus(Duration.ofMinutes(7L * step)))));
        }
    }

    private Object time(String column, Instant at) {
        return schema.time(column).written(at);
    }

    /** Of ten orders in a row four are pending and four paid; the other two take turns. */
    private static OrderStatus status(int id) {
        List<OrderStatus> others =
                List.of(OrderStatus.SHIPPED, OrderStatus.COMPLETED, OrderStatus.REFUNDED, OrderStatus.CANCELLED);
        return switch (id % 10) {
            case 1, 3, 5, 7 -> OrderStatus.PENDING;
            case 2, 4, 6, 8 -> OrderStatus.PAID;
            default -> others.get((id / 5) % others.size());
        };
    }

    /** Older orders have smaller numbers. Of the pending ones every other is older than a day, also where they are few. */
    private Instant created(int id, int count, OrderStatus status) {
        if (status == OrderStatus.PENDING && id % 4 == 1) {
            return now.minus(Duration.ofMinutes(1 + random.nextInt(20 * 60))).minusSeconds(random.nextInt(60));
        }
        long age = Duration.ofDays(30).minus(DAY).toSeconds() * (count - id) / Math.max(1, count);
        return now.minus(DAY).minusSeconds(age + 60 + random.nextInt(3600));
    }

    private static List<OrderStatus> path(OrderStatus status) {
        return switch (status) {
            case PENDING -> List.of(OrderStatus.PENDING);
            case PAID -> List.of(OrderStatus.PENDING, OrderStatus.PAID);
            case SHIPPED -> List.of(OrderStatus.PENDING, OrderStatus.PAID, OrderStatus.SHIPPED);
            case COMPLETED ->
                List.of(OrderStatus.PENDING, OrderStatus.PAID, OrderStatus.SHIPPED, OrderStatus.COMPLETED);
            case REFUNDED -> List.of(OrderStatus.PENDING, OrderStatus.PAID, OrderStatus.REFUNDED);
            case CANCELLED -> List.of(OrderStatus.PENDING, OrderStatus.CANCELLED);
        };
    }
}
