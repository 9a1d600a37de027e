package io.github.ylhcancel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ylhcancel.db.DatabaseAddress;
import io.github.ylhcancel.store.PostgresqlDatabases;
import io.github.ylhcancel.store.TestDatabases;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class PostgresqlTablesOfOthersTest extends TablesOfOthersContract {
    @Override
    TestDatabases databases() throws Exception {
        return PostgresqlDatabases.started();
    }

    /** The shop is in a schema of its own, and the one that a session gets is empty. */
    @Test
    void aShopInAnotherSchemaIsSeenToo() throws IOException {
        String name = "whole_" + System.nanoTime();
        execute("CREATE DATABASE " + name);
        DatabaseAddress server = address;
        address = new DatabaseAddress(
                server.url().replaceAll("/postgres\\?.*", "/" + name), server.username(), "", false);
        try {
            // What an extension brings is no shop.
            execute("CREATE VIEW pg_stat_something AS SELECT 1 AS id");
            assertThat(ylh("schema.preset = django").run("db", "init").code()).isZero();
            execute("CREATE SCHEMA sales", "CREATE TABLE sales.t_order (id INTEGER)");

            assertLeadsToTheMapping(ylh().run("db", "init"));

            address = new DatabaseAddress(address.url() + "?currentSchema=public", address.username(), "", false);
            assertThat(ylh().run("db", "init").code()).isZero();
        } finally {
            address = server;
            execute("DROP DATABASE " + name);
        }
    }
}
