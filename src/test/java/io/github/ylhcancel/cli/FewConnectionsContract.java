package io.github.ylhcancel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.ylhcancel.sandbox.Sandbox;
import io.github.ylhcancel.sandbox.SandboxOptions;
import io.github.ylhcancel.store.TestDatabases;
import io.github.ylhcancel.testing.Ran;
import io.github.ylhcancel.testing.TestShop;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A sweep whose user may have fewer connections than it has workers, and one to look with. */
abstract class FewConnectionsContract {
    @TempDir
    Path folder;

    private TestDatabases databases;
    private Sandbox sandbox;
    private TestShop shop;
    private String user;

    abstract TestDatabases databases() throws Exception;

    /** Statements that make a user who may have so many connections and do everything with the tables of the shop at hand. */
    abstract List<String> user(String name, int connections, String room);

    /** Statements that remove it. */
    abstract List<String> without(String name);

    /** The part of the address that names the database, or the schema, of a test. */
    abstract String room(String url);

    @BeforeEach
    void openShop() throws Exception {
        databases = databases();
        sandbox = Sandbox.start(SandboxOptions.defaults(), Clock.systemUTC());
        shop = TestShop.create(folder, databases, 200, sandbox);
        user = "few_" + System.nanoTime();
    }

    @AfterEach
    void closeAll() {
        shop.execute(without(user).toArray(String[]::new));
        sandbox.close();
        databases.close();
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "2, 1", "3, 2", "4, 3"})
    void goesOnWithTheWorkersThatThereAreConnectionsFor(int connections, int workers) {
        shop.execute(user(user, connections, room(shop.address().url())).toArray(String[]::new));
        shop.writeConfig(sandbox.authUri(), sandbox.baseUri(), "db.username = " + user, "db.password = " + user);
        long stock = shop.stock();

        Ran ran = shop.ylh()
                .run(
                        "cancel-unpaid",
                        "--max-percent",
                        "100",
                        "--workers",
                        "3",
                        "--batch-size",
                        "3",
                        "--no-sync",
                        "-o",
                        "json");

        assertThat(ran.code()).as(ran.err()).isZero();
        if (workers < 3) {
            assertThat(ran.err())
                    .startsWith("ylh: the sweep goes on with " + workers + " of 3 workers: the database")
                    .contains("has no connection left for \"" + user + "\"")
                    .hasLineCount(1);
        } else {
            assertThat(ran.err()).isEmpty();
        }
        JsonNode summary = ran.json().path("summary");
        assertThat(summary.path("cancelled").asLong())
                .isPositive()
                .isEqualTo(summary.path("matched").asLong());
        assertThat(shop.value("SELECT COUNT(*) FROM ylh_transition"))
                .isEqualTo(summary.path("cancelled").asText());
        assertThat(shop.stock() - stock)
                .isEqualTo(summary.path("stock_released").asLong());
    }
}
