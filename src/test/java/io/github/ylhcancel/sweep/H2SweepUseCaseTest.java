package io.github.ylhcancel.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ylhcancel.db.DatabaseAddress;
import io.github.ylhcancel.domain.SkippedOrder.Reason;
import io.github.ylhcancel.store.H2Databases;
import io.github.ylhcancel.store.TestDatabases;
import io.github.ylhcancel.sweep.Sweep.Ended;
import io.github.ylhcancel.sweep.Sweep.Result;
import io.github.ylhcancel.testing.CapturedLog;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class H2SweepUseCaseTest extends SweepUseCaseContract {
    @Override
    TestDatabases databases() {
        return new H2Databases(folder);
    }

    /** Only here, because a URL can say how long H2 waits for a lock; on the servers it is seconds each time. */
    @Test
    void givesUpWhenAStockRowIsHeldAllTheTimeAndGoesOnAnotherTime() throws SQLException {
        address = new DatabaseAddress(address.url() + ";LOCK_TIMEOUT=20", "", "", false);
        overdue(45);
        try (Connection holder = DriverManager.getConnection(address.url(), "", "");
                Statement statement = holder.createStatement()) {
            holder.setAutoCommit(false);
            statement.execute("UPDATE products SET stock = stock WHERE id = 1");

            Result blocked = sweep(10, 1);

            assertThat(blocked.ended()).isEqualTo(Ended.BLOCKED);
            assertThat(blocked.totals()).isEqualTo(new SweepCounts(0, 0, 10, 0, 0, 0, 0));
            assertThat(why).hasSize(10).containsOnly(Reason.LOCKED);
            holder.rollback();
        }

        assertThat(sweep(10, 1).totals()).isEqualTo(new SweepCounts(45, 0, 0, 0, 0, 45, 0));
        assertThat(shop.number("SELECT stock FROM products WHERE id = 1")).isEqualTo(145);
    }

    /** Five in a row need product 2, which is more than end a run that gets nowhere. */
    @Test
    void goesOnWithTheOthersWhereTheStockRowOfSomeIsHeldAllTheTime() throws SQLException {
        address = new DatabaseAddress(address.url() + ";LOCK_TIMEOUT=20", "", "", false);
        overdue(45);
        shop.execute(
                "INSERT INTO products (id, name, stock_source, stock) VALUES (2, 'P2', 'own', 7)",
                "UPDATE order_items SET product_id = 2 WHERE order_id BETWEEN 32 AND 36");
        try (Connection holder = DriverManager.getConnection(address.url(), "", "");
                Statement statement = holder.createStatement()) {
            holder.setAutoCommit(false);
            statement.execute("UPDATE products SET stock = stock WHERE id = 2");

            assertThat(sweep(10, 1).totals()).isEqualTo(new SweepCounts(40, 0, 5, 0, 0, 40, 0));

            assertThat(left).containsExactlyInAnyOrder(32L, 33L, 34L, 35L, 36L);
            assertThat(why).containsOnly(Reason.LOCKED);
            holder.rollback();
        }

        assertThat(sweep(10, 1).totals()).isEqualTo(new SweepCounts(5, 0, 0, 0, 0, 5, 0));
    }

    @Test
    void logsHowFarItIsOnceAMinute() {
        overdue(40);
        Clock fast = new Clock() {
            private final AtomicInteger looks = new AtomicInteger();

            @Override
            public Instant instant() {
                return Instant.EPOCH.plusSeconds(7L * looks.incrementAndGet());
            }

            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }
        };
        List<Integer> seconds;
        try (CapturedLog log = new CapturedLog()) {
            sweep(new SweepOptions(Long.MAX_VALUE, 1, 1, Optional.empty()), fast);
            seconds = log.lines().stream()
                    .filter(line -> line.contains(" event=sweep.progress "))
                    .map(line -> Integer.valueOf(line.replaceFirst(".* seconds=", "")))
                    .toList();
        }

        assertThat(seconds).hasSizeBetween(3, 39);
        for (int i = 1; i < seconds.size(); i++) {
            assertThat(seconds.get(i) - seconds.get(i - 1)).isGreaterThanOrEqualTo(60);
        }
    }
}
