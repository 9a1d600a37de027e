package io.github.ylhcancel.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ylhcancel.db.DatabaseAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was said to be committed is there after the process was killed at a moment of no choosing, and whole. */
class H2DurabilityTest {
    private static final int KILLS = 5;
    private static final int ORDERS = 1_000;
    private static final Pattern COMMITTED = Pattern.compile("committed (\\d+)\\.");

    @TempDir
    private Path folder;

    @Test
    void keepsEveryCommitThatWasReported() throws Exception {
        long seed = System.nanoTime();
        System.out.println("H2DurabilityTest: the moments of the kills have seed " + seed);
        Random random = new Random(seed);
        DatabaseAddress address = new H2Databases(folder).shop();
        fill(address);
        TreeSet<Long> reported = new TreeSet<>();

        for (int kill = 1; kill <= KILLS; kill++) {
            reported.addAll(cancelUntilKilled(address, 1 + random.nextInt(40)));
            assertThat(cancelled(address)).as("seed " + seed + ", kill " + kill).containsAll(reported);
            assertWhole(address);
        }
        assertThat(reported).hasSizeGreaterThanOrEqualTo(KILLS);
    }

    private static void fill(DatabaseAddress address) {
        try (ShopRows rows = new ShopRows(address)) {
            rows.product(1, "冰箱 A-1", "own", 0);
            rows.execute(
                    "INSERT INTO orders (id, order_number, status, haier_so_id, created_at, updated_at)"
                            + " SELECT x, 'PO' || x, 'paid', 'SO' || x, LOCALTIMESTAMP, LOCALTIMESTAMP"
                            + " FROM SYSTEM_RANGE(1, " + ORDERS + ")",
                    "INSERT INTO order_items (order_id, product_id, quantity) SELECT id, 1, 1 FROM orders");
        }
    }

    /** Kills the process after it has reported some commits; it goes on while it is being killed. */
    private static List<Long> cancelUntilKilled(DatabaseAddress address, int commits) throws Exception {
        List<Long> reported = new ArrayList<>();
        try (ChildJvm child = ChildJvm.start(CancelUntilKilled.class, address.url())) {
            for (String line = child.line(); line != null; line = child.line()) {
                Matcher committed = COMMITTED.matcher(line);
                assertThat(committed.matches()).as(line).isTrue();
                reported.add(Long.valueOf(committed.group(1)));
                if (reported.size() == commits) {
                    child.kill();
                }
            }
            assertThat(child.exitCode()).isNotZero();
        }
        return reported;
    }

    private static List<Long> cancelled(DatabaseAddress address) {
        try (ShopRows rows = new ShopRows(address)) {
            return rows.rows("SELECT id FROM orders WHERE status = 'cancelled'").stream()
                    .map(Long::valueOf)
                    .toList();
        }
    }

    /** Each table has as many rows as there are cancelled orders. */
    private static void assertWhole(DatabaseAddress address) {
        try (ShopRows rows = new ShopRows(address)) {
            long cancelled = rows.number("SELECT COUNT(*) FROM orders WHERE status = 'cancelled'");
            assertThat(rows.number("SELECT stock FROM products")).isEqualTo(cancelled);
            for (String table : List.of(
                    "order_status_history",
                    "inventory_log",
                    "ylh_stock_ledger",
                    "ylh_transition",
                    "ylh_cancellation")) {
                String key = List.of("ylh_stock_ledger", "ylh_transition").contains(table) ? "order_key" : "order_id";
                assertThat(rows.number("SELECT COUNT(DISTINCT " + key + ") FROM " + table + " WHERE " + key + " IN"
                                + " (SELECT id FROM orders WHERE status = 'cancelled')"))
                        .as(table)
                        .isEqualTo(cancelled);
                assertThat(rows.number("SELECT COUNT(*) FROM " + table))
                        .as(table)
                        .isEqualTo(cancelled);
            }
        }
    }
}
