package io.github.ylhcancel.store;

import io.github.ylhcancel.domain.UserError;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.Optional;

/** Creates the tables: the shop's in an empty database, and the tool's own. */
public final class ShopSetup {
    private static final String COUNT_ORDERS = "SELECT COUNT(*) FROM {orders}";

    /**
     * What was done.
     *
     * @param shopCreated whether the shop's tables were created; false when they were there
     * @param migrations how many scripts brought the tool's tables to {@code version}
     * @param orders how many sample orders were written
     */
    public record Done(boolean shopCreated, int migrations, int version, int orders) {}

    private ShopSetup() {}

    /**
     * Creates what is missing. May be run again: then it changes nothing.
     *
     * @param sample how many believable orders to make, 0 for none; refused where the shop has orders already
     */
    public static Done init(DatabaseAddress address, ShopSchema schema, int sample, long seed, Instant now) {
        try (Database database = Database.connect(address, Access.CREATE)) {
            refuseNewer(database);
            Optional<Long> orders = countOrders(database, schema);
            if (sample > 0 && orders.filter(count -> count > 0).isPresent()) {
                throw UserError.usage("db.sample-in-shop", address, orders.get());
            }
            boolean create = orders.isEmpty();
            if (create) {
                run(database, Migrations.script(database.dialect(), "shop.sql"));
            }
            int migrations = new Migrations(database).run();
            int written = sample > 0 ? new SampleShop(database, schema, seed, now).write(sample) : 0;
            return new Done(create, migrations, SchemaVersion.NEWEST, written);
        }
    }

    /** Brings the tool's own tables to the newest version. May be run again: then it changes nothing. */
    public static Done upgrade(DatabaseAddress address) {
        try (Database database = Database.connect(address, Access.WRITE)) {
            if (database.version().isEmpty()) {
                throw UserError.usage("db.not-initialised", address);
            }
            refuseNewer(database);
            return new Done(false, new Migrations(database).run(), SchemaVersion.NEWEST, 0);
        }
    }

    private static void refuseNewer(Database database) {
        database.version().filter(version -> version > SchemaVersion.NEWEST).ifPresent(version -> {
            throw UserError.usage("db.newer", database.address(), version, SchemaVersion.NEWEST);
        });
    }

    /** Every script, for a database administrator who wants to read or run them himself. */
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

    private static Optional<Long> countOrders(Database database, ShopSchema schema) {
        return database.read(connection -> {
            try {
                return Query.first(connection, schema.render(COUNT_ORDERS), row -> row.getLong(1));
            } catch (SQLException e) {
                if (database.dialect().isMissingTable(e)) {
                    return Optional.empty();
                }
                throw e;
            }
        });
    }

    private static void run(Database database, String script) {
        database.read(connection -> {
            try (Statement statement = connection.createStatement()) {
                return statement.execute(script);
            }
        });
    }
}
