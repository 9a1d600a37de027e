package io.github.ylhcancel.store;

import io.github.ylhcancel.db.Access;
import io.github.ylhcancel.db.Database;
import io.github.ylhcancel.db.DatabaseAddress;
import io.github.ylhcancel.domain.LookupBy;
import io.github.ylhcancel.domain.Order;
import io.github.ylhcancel.schema.ShopSchema;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a store promises on every database. A subclass says on which; it gets a new database with a shop's tables and the tool's
 * own for each test.
 */
@ExtendWith(OddTimeZone.class)
abstract class StoreContract {
    /** As a local time of {@link OddTimeZone} it does not exist: the clocks go from two to three that night. */
    static final Instant NOW = Instant.parse("2026-03-08T02:30:00.123456Z");

    static final Instant LONG_AGO = Instant.parse("2026-02-01T08:00:00Z");
    /** The run in which all this happens. */
    static final String RUN = "20260308T023000Z-1a2b3";

    static final Duration LEASE = Duration.ofMinutes(2);

    @TempDir
    Path folder;

    final ShopSchema schema = ShopSchema.byDefault();
    TestDatabases databases;
    DatabaseAddress address;
    Database database;
    ShopRows shop;

    abstract TestDatabases databases() throws Exception;

    @BeforeEach
    void open() throws Exception {
        databases = databases();
        address = shopOf(databases);
        database = Database.open(address, Access.WRITE);
        shop = new ShopRows(address);
    }

    DatabaseAddress shopOf(TestDatabases from) {
        return from.shop();
    }

    @AfterEach
    void close() {
        shop.close();
        database.close();
        databases.close();
    }

    Order order(long id) {
        return new Orders(database, schema)
                .find(String.valueOf(id), LookupBy.ID)
                .get(0);
    }
}
