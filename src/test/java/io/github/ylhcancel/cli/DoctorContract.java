package io.github.ylhcancel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ylhcancel.sandbox.Sandbox;
import io.github.ylhcancel.sandbox.SandboxOptions;
import io.github.ylhcancel.store.Tables;
import io.github.ylhcancel.store.TestDatabases;
import io.github.ylhcancel.testing.TestShop;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Faults of a database server and of what stands in it: each is named with what to do, and hides no other. */
abstract class DoctorContract {
    @TempDir
    Path folder;

    private Sandbox sandbox;
    private TestDatabases databases;
    private TestShop shop;

    abstract TestDatabases databases() throws Exception;

    /** What the servers of the tests have that a shop's should not: they do not wait for the disk. */
    abstract String notDurable();

    @BeforeEach
    void open() throws Exception {
        sandbox = Sandbox.start(SandboxOptions.defaults(), Clock.systemUTC());
        databases = databases();
        shop = TestShop.create(folder, databases, 40, sandbox);
    }

    @AfterEach
    void close() {
        sandbox.close();
        databases.close();
    }

    final Diagnoses doctor(String... lines) {
        shop.writeConfig(sandbox.authUri(), sandbox.baseUri(), lines);
        return Diagnoses.by(shop.ylh());
    }

    @Test
    void aServerThatDoesNotWaitForTheDisk() {
        Diagnoses found = doctor();

        assertThat(found.wrong()).containsOnly("warning server not-durable");
        assertThat(found.remedy("warning server not-durable")).contains(notDurable());
        assertThat(found.lines()).contains("ok database database", "ok tables tables", "note server clock");
        assertThat(found.code()).isEqualTo(3);
    }

    @Test
    void aDatabaseThatIsAwayHidesNothingOfYlh() throws IOException {
        int nobody;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            nobody = socket.getLocalPort();
        }
        String away = shop.address().url().replaceAll(":[0-9]+/", ":" + nobody + "/");

        Diagnoses found = doctor("db.url = " + away, "ylh.password = invented-and-wrong");

        assertThat(found.wrong()).containsExactly("bad database refused", "bad authentication no-token");
        assertThat(found.remedy("bad database refused")).contains("server runs", "12");
        assertThat(found.lines())
                .contains(
                        "ok network network",
                        "skipped tables needs-first",
                        "skipped server needs-first",
                        "skipped deliveries needs-first");
        assertThat(found.code()).isEqualTo(12);
    }

    @Test
    void tablesOfAnOlderVersion() {
        shop.execute("DELETE FROM ylh_schema_history WHERE version = '" + Tables.NEWEST + "'");

        Diagnoses found = doctor();

        assertThat(found.wrong()).contains("bad tables version");
        assertThat(found.remedy("bad tables version")).contains("ylh db upgrade");
        assertThat(found.lines()).contains("skipped deliveries needs-first", "ok authentication token");
        assertThat(found.code()).isEqualTo(2);
    }

    @Test
    void noTablesAtAll() {
        try (TestDatabases others = databases) {
            shop = TestShop.in(others.empty(), folder, sandbox);

            Diagnoses found = doctor();

            assertThat(found.wrong()).contains("bad tables no-table", "bad tables not-initialised");
            assertThat(found.remedy("bad tables not-initialised")).contains("ylh db init");
        }
    }

    /** Two mistakes of the mapping, an index that is missing, a clock that is wrong: all of them are named. */
    @Test
    void mappingIndexAndClockAtOnce() {
        shop.execute("DROP INDEX " + index("orders", "status") + onTable("orders"));
        shop.writeConfig(
                sandbox.authUri(),
                sandbox.baseUri(),
                "schema.orders.cancel_reason = why_it_was",
                "schema.inventory.table = nowhere");

        Diagnoses found = Diagnoses.by(shop.ylh().clock(Clock.offset(Clock.systemUTC(), Duration.ofHours(1))));

        assertThat(found.wrong())
                .contains(
                        "bad tables no-column",
                        "bad tables no-table",
                        "warning tables no-index",
                        "warning server clock-apart",
                        "warning server not-durable",
                        "warning ylh-clock clock-apart");
        assertThat(found.message("bad tables no-column")).contains("why_it_was");
        assertThat(found.remedy("warning tables no-index")).contains("CREATE INDEX");
        assertThat(found.remedy("warning server clock-apart")).contains("NTP");
    }

    private String index(String table, String column) {
        return shop.value(firstIndex(table, column));
    }

    /** A query for the name of an index that begins with that column. */
    abstract String firstIndex(String table, String column);

    /** What follows an index's name where an index has its name within its table. */
    abstract String onTable(String table);
}
