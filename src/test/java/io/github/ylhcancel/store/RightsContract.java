package io.github.ylhcancel.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.ylhcancel.db.DatabaseAddress;
import io.github.ylhcancel.sandbox.Sandbox;
import io.github.ylhcancel.sandbox.SandboxOptions;
import io.github.ylhcancel.testing.Ran;
import io.github.ylhcancel.testing.TestShop;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A user of a server who may read and no more, from one host of several: what he lacks is said, and how he gets it. */
abstract class RightsContract {
    private static final String USER = "reader@'127.0.0.1'";

    @TempDir
    Path folder;

    private ServerDatabases databases;
    private ShopRows owner;
    private Sandbox sandbox;
    private TestShop shop;

    /** Of a server that asks who somebody is. */
    abstract ServerDatabases databases() throws Exception;

    @BeforeEach
    void makeUser() throws Exception {
        databases = databases();
        DatabaseAddress owners = databases.shop();
        owner = new ShopRows(owners);
        String room = owners.url().replaceFirst(".*/([^/?]*).*", "$1");
        owner.execute("CREATE USER " + USER, "GRANT SELECT ON " + room + ".* TO " + USER);
        sandbox = Sandbox.start(SandboxOptions.defaults(), Clock.systemUTC());
        shop = TestShop.in(new DatabaseAddress(owners.url(), "reader", "", false), folder, sandbox);
        owner.execute(
                "INSERT INTO products (id, name, stock_source, stock) VALUES (1, 'P', 'own', 0)",
                "INSERT INTO orders (id, order_number, status, haier_so_id, created_at, updated_at) VALUES"
                        + " (1, 'PO1', 'paid', 'SO-1', '2026-01-01', '2026-01-01'), (2, 'PO2', 'pending', NULL, '2026-01-01', '2026-01-01')",
                "INSERT INTO order_items (order_id, product_id, quantity) VALUES (1, 1, 1), (2, 1, 1)");
    }

    @AfterEach
    void tidyUp() {
        sandbox.close();
        owner.execute("DROP USER " + USER);
        owner.close();
        databases.close();
    }

    @Test
    void whoLacksARightIsToldWhich() {
        Ran ran = shop.ylh().run("cancel", "PO1", "--reason", "r", "--yes");

        assertThat(ran.code()).as(ran.out() + ran.err()).isEqualTo(2);
        assertThat(ran.err()).contains("the user \"reader\" lacks a right", "ylh db check");
        assertThat(sandbox.requests()).isEmpty();
    }

    /** Whoever does what it asks for can use the program. */
    @Test
    void theCheckPrintsTheGrantsThatAreMissingAndNoMoreAreNeeded() {
        Ran checked = shop.ylh().run("db", "check", "-o", "json");
        assertThat(checked.code()).as(checked.out() + checked.err()).isEqualTo(3);
        List<String> remedies = new ArrayList<>();
        for (JsonNode finding : checked.json().path("results")) {
            if (finding.path("severity").asText().equals("error")) {
                remedies.add(finding.path("remedy").asText());
            }
        }
        assertThat(remedies).contains("GRANT UPDATE ON orders TO 'reader'@'127.0.0.1';");
        owner.execute(remedies.toArray(String[]::new));

        for (List<String> command : List.of(
                List.of("db", "check"),
                List.of("cancel", "PO1", "--reason", "r", "--yes"),
                List.of("cancel-unpaid", "--yes", "--max-percent", "100"),
                List.of("sync"))) {
            Ran ran = shop.ylh().run(command.toArray(String[]::new));
            assertThat(ran.code()).as(command + ran.err() + ran.out()).isZero();
        }
        assertThat(owner.rows("SELECT DISTINCT status FROM orders")).containsExactly("cancelled");
    }
}
