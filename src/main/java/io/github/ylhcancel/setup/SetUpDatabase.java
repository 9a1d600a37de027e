package io.github.ylhcancel.setup;

import io.github.ylhcancel.base.UserError;
import io.github.ylhcancel.db.Access;
import io.github.ylhcancel.db.DatabaseAddress;
import io.github.ylhcancel.db.DatabaseClock;
import io.github.ylhcancel.run.RunContext;
import io.github.ylhcancel.run.RunDatabase;
import io.github.ylhcancel.schema.MappingKeys;
import io.github.ylhcancel.schema.ShopSchema;
import io.github.ylhcancel.store.Runs;
import io.github.ylhcancel.store.Tables;
import java.util.Optional;
import java.util.function.Consumer;

/** {@code db init}, {@code db upgrade} and {@code db print-sql}. Each may be run again and then changes nothing. */
public final class SetUpDatabase {
    /**
     * What was done.
     *
     * @param shopCreated whether the shop's tables were created; false when they were there
     * @param migrations how many scripts brought the tool's tables to {@code version}
     * @param orders how many sample orders were written
     * @param setting a line that the configuration needs now and has not
     */
    public record Done(
            String database, boolean shopCreated, int migrations, int version, int orders, Optional<String> setting) {}

    private static final String UTC = "schema." + MappingKeys.TIME_ZONE + " = UTC";

    private final DatabaseAddress address;
    private final ShopSchema schema;
    private final DatabaseClock clock;
    private final Consumer<Runs> run;

    /**
     * @param run is told when there is a table for runs, so that this one can be recorded; what is wrong with that it keeps to itself
     */
    public SetUpDatabase(DatabaseAddress address, ShopSchema schema, DatabaseClock clock, Consumer<Runs> run) {
        this.address = address;
        this.schema = schema;
        this.clock = clock;
        this.run = run;
    }

    public static SetUpDatabase from(RunContext context) {
        RunDatabase run = context.database();
        return new SetUpDatabase(run.address(), run.schema(), run.clock(), context.run()::begin);
    }

    /**
     * Creates what is missing, the database included; of a shop whose tables are mapped only the tool's own tables.
     *
     * @param sample how many orders to make up, 0 for none
     * @param newShop whether a shop is wanted where there are tables of somebody else
     * @throws UserError if there are tables of somebody else and no new shop is wanted beside them, or some of a shop's, or if sample
     *     orders are wanted where there are orders or products already
     */
    public Done init(int sample, long seed, boolean newShop) {
        if (!createsShop() && (sample > 0 || newShop)) {
            throw UserError.usage("db.shop-of-its-own", sample > 0 ? "--sample" : "--new-shop");
        }
        try (Tables tables = Tables.open(address, schema, Access.CREATE)) {
            tables.requireOwnSession();
            requireMigratable(tables);
            if (createsShop()) {
                tables.requireRoomForShop(newShop);
            }
            boolean create = createsShop() && tables.orders().isEmpty();
            if (sample > 0) {
                requireEmptyShop(tables);
            }
            if (create) {
                tables.createShop();
            }
            int migrations = migrate(tables);
            if (sample > 0) {
                tables.writeSample(sample, seed, clock.instant());
            }
            return new Done(address.toString(), create, migrations, Tables.NEWEST, sample, setting(create));
        }
    }

    /** The times of the tables that were made are in UTC, and on a server nobody else can know that. */
    private Optional<String> setting(boolean created) {
        return Optional.of(UTC).filter(line -> created && !address.isEmbedded() && !schema.saysTimeZone());
    }

    /** Whether the shop's tables are those of this program's own; those of another shop are never created or changed. */
    public boolean createsShop() {
        return schema.isDefault();
    }

    private void requireEmptyShop(Tables tables) {
        tables.orders().filter(count -> count > 0).ifPresent(count -> {
            throw UserError.usage("db.sample-in-shop", address, count);
        });
        tables.products().filter(count -> count > 0).ifPresent(count -> {
            throw UserError.usage("db.sample-among-products", address, count);
        });
    }

    public Done upgrade() {
        try (Tables tables = Tables.open(address, schema, Access.WRITE)) {
            if (tables.version().isEmpty()) {
                tables.requireRoomForShop(false);
                throw UserError.usage("db.not-initialised", address);
            }
            tables.requireOwnSession();
            requireMigratable(tables);
            return new Done(address.toString(), false, migrate(tables), Tables.NEWEST, 0, Optional.empty());
        }
    }

    private int migrate(Tables tables) {
        int migrations = tables.migrate();
        tables.tellTheTime(clock);
        run.accept(tables.runs());
        return migrations;
    }

    private void requireMigratable(Tables tables) {
        int version = tables.version().orElse(0);
        if (version == Tables.FAILED) {
            throw UserError.usage("db.migration-failed", address);
        }
        if (version > Tables.NEWEST) {
            throw UserError.usage("db.newer", address, version, Tables.NEWEST);
        }
    }

    /** What the two above would run. Needs no database. */
    public String sql(boolean withShop) {
        return Tables.sql(address, withShop && createsShop());
    }
}
