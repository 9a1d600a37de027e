package io.github.ylhcancel.store;

import io.github.ylhcancel.base.Message;
import io.github.ylhcancel.base.UserError;
import io.github.ylhcancel.db.Access;
import io.github.ylhcancel.db.Database;
import io.github.ylhcancel.db.DatabaseAddress;
import io.github.ylhcancel.db.DatabaseClock;
import io.github.ylhcancel.db.Migrations;
import io.github.ylhcancel.domain.Finding;
import io.github.ylhcancel.schema.SchemaCheck;
import io.github.ylhcancel.schema.ShopSchema;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Creates and inspects tables: the shop's in an empty database, and the tool's own. */
public final class Tables implements AutoCloseable {
    /** The version that this program works with. */
    public static final int NEWEST = Migrations.NEWEST;

    /** What {@link #version} says when a migration failed half-way. */
    public static final int FAILED = Migrations.FAILED;

    private static final String OWN = Migrations.PREFIX + "…";
    private static final String COUNT_ORDERS = "SELECT COUNT(*) FROM {orders} o WHERE 1 = 1 {o:orders there}";
    private static final String COUNT_PRODUCTS = "SELECT COUNT(*) FROM {products} p WHERE 1 = 1 {p:products there}";

    private final Database database;
    private final ShopSchema schema;

    private Tables(Database database, ShopSchema schema) {
        this.database = database;
        this.schema = schema;
    }

    /** Opens a database whatever its version, and creates it if {@code access} says so. */
    public static Tables open(DatabaseAddress address, ShopSchema schema, Access access) {
        return new Tables(Database.connect(address, access), schema);
    }

    /** What the server calls itself, with its version. */
    public String product() {
        return database.product();
    }

    /** The version of the tool's own tables; empty when there are none. */
    public Optional<Integer> version() {
        return database.version();
    }

    /** Tells {@code clock} what time it is for the database. */
    public void tellTheTime(DatabaseClock clock) {
        clock.hear(database.now());
    }

    /**
     * Where the tool's tables are missing, before anybody is told to run {@code ylh db init}.
     *
     * @throws UserError if that would make a shop among tables of somebody else
     */
    public static void requireKnownShop(Database database, ShopSchema schema) {
        ShopPresence.require(database, schema);
    }

    /**
     * Before a shop is made.
     *
     * @param newShop whether one is wanted beside whatever is there
     * @throws UserError if there are tables of somebody else, or some of a shop's
     */
    public void requireRoomForShop(boolean newShop) {
        if (newShop) {
            ShopPresence.requireNotHalf(database, schema);
        } else {
            ShopPresence.require(database, schema);
        }
    }

    /** How many orders the shop has; empty when it has no table of them. */
    public Optional<Long> orders() {
        return count(COUNT_ORDERS);
    }

    /** How many products the shop has; empty when it has no table of them. */
    public Optional<Long> products() {
        return count(COUNT_PRODUCTS);
    }

    private Optional<Long> count(String template) {
        schema.meet(database);
        return database.read(sql -> sql.numberIfThere(schema.render(template)));
    }

    /** What is wrong with the tables, the shop's and the tool's. */
    public List<Finding> check() {
        List<Finding> findings = new ArrayList<>();
        Optional<Integer> version = version();
        Optional<Message> objection = ShopPresence.objection(database, schema);
        objection.ifPresent(why -> findings.add(Finding.error("schema.preset", why)));
        if (version.isEmpty()) {
            Finding bare = Finding.error(OWN, Message.of("check.not-initialised"));
            findings.add(objection.isPresent() ? bare : bare.withRemedy("ylh db init"));
        } else if (version.get() != NEWEST) {
            findings.add(Finding.error(OWN, Message.of("check.version", version.get(), NEWEST))
                    .withRemedy("ylh db upgrade"));
        }
        findings.addAll(SchemaCheck.of(database, schema));
        return findings;
    }

    /** What the shop's rows say about the mapping; whole tables are read for it. */
    public List<Finding> checkRows() {
        return RowsCheck.of(database, schema);
    }

    /** What there is to say of the server, and of what the user may do there. */
    public List<Finding> checkServer(Clock clock) {
        return ServerCheck.of(database, schema, clock);
    }

    public void createShop() {
        String script = Migrations.script(database.dialect(), "shop.sql");
        // One by one: not every server takes several statements at a time.
        for (String statement : script.split(";\\R+")) {
            database.statement(sql -> {
                sql.execute(statement);
                return null;
            });
        }
    }

    /** Before {@link #migrate}, which holds a lock of its session: throws where the session is not ours alone. */
    public void requireOwnSession() {
        database.requireOwnSession();
    }

    /** Brings the tool's own tables to {@link #NEWEST}; answers how many scripts that took. May be run again. */
    public int migrate() {
        return new Migrations(database).run();
    }

    /** The runs; only there after {@link #migrate}. */
    public Runs runs() {
        return new Runs(database);
    }

    /** Fills an empty shop with orders; the same seed gives the same shop, its dates relative to {@code now}. */
    public void writeSample(int orders, long seed, Instant now) {
        schema.meet(database);
        new SampleShop(database, schema, seed, now).write(orders);
    }

    /** The scripts of the tool's own tables, and of the shop's if wanted, for whoever wants to read or run them himself. */
    public static String sql(DatabaseAddress address, boolean withShop) {
        StringBuilder sql = new StringBuilder();
        if (withShop) {
            sql.append(Migrations.script(address.dialect(), "shop.sql"));
        }
        for (String script : Migrations.SCRIPTS) {
            sql.append(sql.isEmpty() ? "" : "\n")
                    .append("-- ")
                    .append(script)
                    .append('\n')
                    .append(Migrations.script(address.dialect(), script));
        }
        return sql.toString();
    }

    @Override
    public void close() {
        database.close();
    }
}
