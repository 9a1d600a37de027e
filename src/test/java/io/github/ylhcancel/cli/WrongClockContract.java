package io.github.ylhcancel.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.ylhcancel.db.Access;
import io.github.ylhcancel.db.Database;
import io.github.ylhcancel.db.Parameters;
import io.github.ylhcancel.sandbox.Sandbox;
import io.github.ylhcancel.sandbox.SandboxOptions;
import io.github.ylhcancel.store.TestDatabases;
import io.github.ylhcancel.testing.Ran;
import io.github.ylhcancel.testing.TestShop;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A machine whose clock is an hour ahead or behind does everything as the others do: by the database's clock. */
abstract class WrongClockContract {
    private static final Duration ABOUT = Duration.ofSeconds(50);

    @TempDir
    Path folder;

    private Sandbox sandbox;
    private TestDatabases databases;
    private TestShop shop;
    private List<String> orders;

    abstract TestDatabases databases() throws Exception;

    @BeforeEach
    void open() throws Exception {
        sandbox = Sandbox.start(SandboxOptions.defaults(), Clock.systemUTC());
        databases = databases();
        shop = TestShop.create(folder, databases, 40, sandbox);
        orders = shop.orders("paid", true);
    }

    @AfterEach
    void close() {
        sandbox.close();
        databases.close();
    }

    private Ran ylh(long hoursAhead, String... arguments) {
        return shop.ylh()
                .clock(Clock.offset(Clock.systemUTC(), Duration.ofHours(hoursAhead)))
                .run(arguments);
    }

    /** Each time in that column. */
    private List<Instant> times(String table, String column) {
        try (Database database = Database.open(shop.address(), Access.READ)) {
            return database.read(sql -> sql.list(
                    "SELECT " + column + " AS at FROM " + table + " WHERE " + column + " IS NOT NULL",
                    row -> row.instant("at")));
        }
    }

    private void set(String change, Instant at) {
        try (Database database = Database.open(shop.address(), Access.WRITE)) {
            assertThat(database.<Integer>statement(sql -> sql.update(change, Parameters.of("at", at))))
                    .isPositive();
        }
    }

    private void assertIsNow(String table, String column) {
        assertThat(times(table, column))
                .as(table + "." + column)
                .isNotEmpty()
                .allSatisfy(
                        at -> assertThat(at).isCloseTo(Instant.now(), within(ABOUT.toSeconds(), ChronoUnit.SECONDS)));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, -1})
    void everyTimeThatIsKeptIsTheDatabases(long hoursAhead) {
        set("DELETE FROM ylh_run WHERE started_at < :at", Instant.now().plusSeconds(7200)); // That of db init.
        sandbox.addFault("503*2@cancel");

        assertThat(ylh(hoursAhead, "cancel", orders.get(0), "--reason", "缺货").code())
                .isEqualTo(6);

        assertIsNow("ylh_cancellation", "cancel_time");
        assertIsNow("ylh_cancellation", "created_at");
        assertIsNow("ylh_cancellation", "updated_at");
        assertIsNow("ylh_cancellation", "next_attempt_at");
        assertIsNow("ylh_call", "started_at");
        assertIsNow("ylh_transition", "created_at");
        assertIsNow("ylh_run", "started_at");
        assertIsNow("ylh_run", "ended_at");
        String sent = new String(sandbox.requests().get(1).body(), UTF_8);
        assertThat(Instant.ofEpochMilli(Long.parseLong(sent.replaceAll(".*\"cancelTime\":\"(\\d+)\".*", "$1"))))
                .isCloseTo(Instant.now(), within(ABOUT.toSeconds(), ChronoUnit.SECONDS));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, -1})
    void whatIsDueIsDelivered(long hoursAhead) {
        ylh(0, "cancel", orders.get(0), "--reason", "缺货", "--no-sync");

        assertThat(ylh(hoursAhead, "sync").code()).isZero();

        assertThat(shop.delivery(orders.get(0))).isEqualTo("accepted");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, -1})
    void whatIsNotDueYetIsNot(long hoursAhead) {
        ylh(0, "cancel", orders.get(0), "--reason", "缺货", "--no-sync");
        set("UPDATE ylh_cancellation SET next_attempt_at = :at", Instant.now().plus(Duration.ofMinutes(30)));

        ylh(hoursAhead, "sync");

        assertThat(shop.delivery(orders.get(0))).isEqualTo("pending");
        assertThat(sandbox.requests()).isEmpty();
    }

    /** Of a database that one process has to itself everybody else is dead. */
    @ParameterizedTest
    @ValueSource(longs = {1, -1})
    void whatAnotherIsSendingIsLeftToHimWhileHisLeaseHolds(long hoursAhead) {
        ylh(0, "cancel", orders.get(0), "--reason", "缺货", "--no-sync");
        set("""
                UPDATE ylh_cancellation SET state = 'sending', lease_owner = 'another', lease_until = :at, next_attempt_at = :at""", Instant.now().plus(Duration.ofMinutes(30)));

        ylh(hoursAhead, "sync");
        ylh(hoursAhead, "cancel", orders.get(0), "--reason", "缺货");

        boolean alone = shop.address().isEmbedded();
        assertThat(sandbox.cancellations()).hasSize(alone ? 1 : 0);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, -1})
    void theSweepTakesWhatIsOldForTheDatabase(long hoursAhead) {
        List<String> pending = shop.orders("pending", false);
        set(
                "UPDATE orders SET created_at = :at WHERE status = 'pending'",
                Instant.now().minus(Duration.ofMinutes(20)));
        set(
                "UPDATE orders SET created_at = :at WHERE order_number = '" + pending.get(0) + "'",
                Instant.now().minus(Duration.ofMinutes(40)));

        assertThat(ylh(hoursAhead, "cancel-unpaid", "--older-than", "30m", "--no-sync")
                        .code())
                .isZero();

        assertThat(shop.rows("SELECT order_number FROM ylh_transition")).containsExactly(pending.get(0));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, -1})
    void aTimeIsInTheFutureIfItIsSoForTheDatabase(long hoursAhead) {
        String soon = Instant.now().plus(Duration.ofMinutes(30)).toString();
        String before = Instant.now().minus(Duration.ofMinutes(1)).toString();

        Ran refused = ylh(hoursAhead, "cancel", orders.get(0), "--reason", "缺货", "--no-sync", "--cancel-time", soon);
        Ran taken = ylh(hoursAhead, "cancel", orders.get(1), "--reason", "缺货", "--no-sync", "--cancel-time", before);

        assertThat(refused.code()).isEqualTo(2);
        assertThat(refused.err()).contains("lies in the future");
        assertThat(shop.status(orders.get(0))).isEqualTo("paid");
        assertThat(taken.code()).isZero();
    }

    @Test
    void isToldToItsOwnerInOneLine() {
        assertThat(ylh(1, "status").err())
                .matches("ylh: this machine's clock is (59|60) min ahead of the database's\\."
                        + " The database's is used; set this one right\\.\n");
        assertThat(ylh(-1, "cancel", orders.get(0), "--reason", "缺货", "--no-sync", "--lang", "zh")
                        .err())
                .matches("ylh: 本机时钟比数据库慢 (59|60) min。时间一律以数据库为准；请校准本机时钟。\n");
        assertThat(ylh(0, "status").err()).isEmpty();
    }
}
