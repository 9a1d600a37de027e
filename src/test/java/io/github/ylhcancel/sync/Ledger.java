package io.github.ylhcancel.sync;

import io.github.ylhcancel.db.Access;
import io.github.ylhcancel.db.Database;
import io.github.ylhcancel.db.DatabaseAddress;
import io.github.ylhcancel.store.TestDatabases;
import io.github.ylhcancel.testing.TestShop;
import java.net.URI;
import java.nio.file.Path;

/** An open database of a shop without orders. One serves all tests of a class, because making one takes longer than they do. */
final class Ledger implements AutoCloseable {
    private static final URI UNUSED = URI.create("http://127.0.0.1:1/");

    final TestShop shop;
    final Database database;

    Ledger(Path folder) {
        shop = TestShop.create(folder, 0, UNUSED, UNUSED);
        database = Database.open(
                new DatabaseAddress("jdbc:h2:file:" + folder.resolve("shop"), "", "", false), Access.WRITE);
    }

    /** In a database that other processes use as well. */
    Ledger(Path folder, TestDatabases databases) {
        DatabaseAddress address = databases.shop();
        shop = TestShop.in(address, folder, UNUSED, UNUSED);
        database = Database.open(address, Access.WRITE);
    }

    void clear() {
        shop.execute(
                "DELETE FROM ylh_call",
                "DELETE FROM ylh_cancellation",
                "UPDATE ylh_lease SET owner = NULL, acquired_at = NULL, lease_until = NULL, quiet_until = NULL",
                "UPDATE ylh_circuit SET failures = 0, probes = 0, opened_at = NULL, probe_at = NULL",
                "ALTER TABLE ylh_cancellation ALTER COLUMN id RESTART WITH 1");
    }

    @Override
    public void close() {
        database.close();
    }
}
