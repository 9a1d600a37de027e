package io.github.ylhcancel.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.ylhcancel.base.Checkpoint;
import io.github.ylhcancel.sandbox.Endpoint;
import io.github.ylhcancel.testing.Ran;
import io.github.ylhcancel.testing.TestShop;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A file and a plan in chunks whose process is killed (SIGKILL) at the worst moments, and then the same command again. {@code
 * -Dylh.other-way=true} kills a plan where a file was killed, and the other way round.
 */
abstract class KillInChunksContract extends ProcessTest {
    private static final int CHUNK = 6;
    private static final boolean OTHER_WAY = Boolean.getBoolean("ylh.other-way");

    private List<String> productsAtFirst;
    private List<String> skusAtFirst;

    abstract TestShop shopOf(int orders) throws Exception;

    /** Whether it is a file that is killed at the first moment; then a plan at the second, and so on. */
    abstract boolean beginsWithFile();

    /** Whether the right to deliver stays with the dead until it has run out: nobody can know that he is dead. */
    abstract boolean leaseOutlivesItsHolder();

    /** Every moment on each database: on two of the four under a file, on the other two under a plan. */
    @ParameterizedTest
    @EnumSource(from = "BEFORE_COMMIT", to = "AFTER_ANSWER")
    void theSameCommandAgainFinishesIt(Checkpoint checkpoint) throws Exception {
        String way = (checkpoint.ordinal() % 2 == 0) == (beginsWithFile() ^ OTHER_WAY) ? "--file" : "--plan";
        open(shopOf(60));
        List<String> orders = paid(14);
        productsAtFirst = shop.rows("SELECT id, stock FROM products ORDER BY id");
        skusAtFirst = shop.rows("SELECT id, stock FROM product_skus ORDER BY id");
        String[] command = prepared(way, orders);

        killAt(checkpoint, command);

        List<String> done = checkpoint == Checkpoint.BEFORE_COMMIT ? List.of() : orders.subList(0, CHUNK);
        assertRecordedOnce(done);
        boolean leftToTheDead = leaseOutlivesItsHolder()
                && checkpoint != Checkpoint.BEFORE_COMMIT
                && checkpoint != Checkpoint.AFTER_COMMIT;
        if (leftToTheDead) {
            assertGoesOnWithoutTelling(orders, command);
            shop.execute("UPDATE ylh_lease SET lease_until = '2026-01-01 00:00:00' WHERE owner IS NOT NULL");
            done = orders;
        }
        Ran again = again(command);

        assertThat(again.code()).as(again.err()).isZero();
        assertNamesEach(orders, done.size(), again);
        assertThat(again.json().path("results"))
                .allMatch(result -> result.path("sync").asText().equals("accepted"));
        assertRecordedOnce(orders);
        assertCancelledOnce(orders);
    }

    /**
     * All that is the shop's own is finished. Of a chunk that only the holder of the lease may tell, YLH hears when the lease of the dead
     * has run out; the last chunk is so small that it needs none.
     */
    private void assertGoesOnWithoutTelling(List<String> orders, String... command) {
        Ran goesOn = again(command);

        assertThat(goesOn.code()).as(goesOn.err()).isEqualTo(6);
        assertNamesEach(orders, CHUNK, goesOn);
        assertRecordedOnce(orders);
        assertThat(orders.subList(CHUNK, 2 * CHUNK))
                .allSatisfy(order -> assertThat(received(order)).isEmpty());
    }

    private static void assertNamesEach(List<String> orders, int done, Ran ran) {
        assertThat(ran.json().path("results"))
                .extracting(result -> result.path("order").asText() + " "
                        + result.path("outcome").asText())
                .containsExactlyElementsOf(Stream.concat(
                                orders.subList(0, done).stream().map(order -> order + " already-cancelled"),
                                orders.subList(done, orders.size()).stream().map(order -> order + " cancelled"))
                        .toList());
    }

    private String[] prepared(String way, Collection<String> orders) throws IOException {
        Path file = Files.writeString(
                folder.resolve("orders.csv"),
                orders.stream().collect(Collectors.joining(",缺货\n", "order,reason\n", ",缺货\n")));
        Path plan = folder.resolve("plan.json");
        if (way.equals("--plan")) {
            Ran planned =
                    shop.ylh().run("cancel", "--file", file.toString(), "--dry-run", "--plan-out", plan.toString());
            assertThat(planned.code()).as(planned.err()).isZero();
        }
        Path input = way.equals("--file") ? file : plan;
        return new String[] {"cancel", way, input.toString(), "--batch-size", String.valueOf(CHUNK)};
    }

    private Ran again(String... command) {
        return shop.ylh().run(Shell.words(List.of(command), "-o", "json"));
    }

    private void killAt(Checkpoint checkpoint, String... command) {
        Job job = shell.startUntil(
                checkpoint, Shell.words(List.of("-c", shop.config().toString()), command));
        if (checkpoint == Checkpoint.AFTER_SENDING) {
            await().atMost(Duration.ofSeconds(60)).until(() -> sandbox.received(Endpoint.CANCEL) > 0);
        }
        assertThat(job.isAlive()).isTrue();
        job.kill();
    }

    /** Each of these orders, and no other, has all that belongs to a cancellation, once, and all of it says the same. */
    private void assertRecordedOnce(Collection<String> orders) {
        shop.keepOpen(() -> assertRecordedOnceNow(orders));
    }

    private void assertRecordedOnceNow(Collection<String> orders) {
        String ours = "(SELECT order_key FROM ylh_transition WHERE kind = 'cancel')";
        assertThat(shop.rows("SELECT order_number, cancellation_no FROM ylh_transition"))
                .containsExactlyInAnyOrderElementsOf(
                        orders.stream().map(order -> order + " | 1").toList());
        assertThat(shop.rows("SELECT o.order_number FROM orders o WHERE o.status = 'cancelled' AND o.id IN " + ours))
                .hasSize(orders.size());
        // Those that were cancelled when the shop was made have no row of the tool's.
        assertThat(shop.value("SELECT COUNT(*) FROM orders WHERE cancel_reason = '缺货'"))
                .isEqualTo(String.valueOf(orders.size()));
        String decided =
                " t.order_key, t.from_status, t.operator FROM ylh_transition t WHERE kind = 'cancel' ORDER BY 1";
        assertThat(
                        shop.rows(
                                "SELECT order_id, from_status, operator FROM order_status_history WHERE to_status = 'cancelled' AND note LIKE '缺货%' ORDER BY 1"))
                .isEqualTo(shop.rows("SELECT" + decided));
        assertThat(shop.rows("SELECT order_id, cancellation_no, so_id, from_status, cancel_reason, cancel_time, run_id"
                        + " FROM ylh_cancellation ORDER BY 1"))
                .isEqualTo(
                        shop.rows(
                                "SELECT t.order_key, t.cancellation_no, o.haier_so_id, t.from_status, t.reason,"
                                        + " t.cancel_time, t.run_id FROM ylh_transition t JOIN orders o ON o.id = t.order_key ORDER BY 1"));
        assertThat(shop.rows("SELECT order_key, line_key, cancellation_no, direction, product_key, quantity"
                        + " FROM ylh_stock_ledger ORDER BY 2"))
                .isEqualTo(
                        shop.rows("SELECT i.order_id, i.id, 1, 'release', i.product_id, i.quantity FROM order_items i"
                                + " JOIN products p ON p.id = i.product_id WHERE p.stock_source = 'own' AND i.order_id IN "
                                + ours + " ORDER BY 2"));
        assertThat(shop.rows(
                        "SELECT order_id, product_id, SUM(quantity) FROM inventory_log WHERE change_type = 'release'"
                                + " AND order_id IN " + ours + " GROUP BY order_id, product_id ORDER BY 1, 2"))
                .isEqualTo(shop.rows("SELECT order_key, product_key, SUM(quantity) FROM ylh_stock_ledger"
                        + " GROUP BY order_key, product_key ORDER BY 1, 2"));
        assertThat(withoutWhatCameBack("products", "product")).isEqualTo(productsAtFirst);
        assertThat(withoutWhatCameBack("product_skus", "sku")).isEqualTo(skusAtFirst);
    }

    private List<String> withoutWhatCameBack(String table, String kind) {
        return shop.rows(
                "SELECT id, stock - COALESCE((SELECT SUM(quantity) FROM ylh_stock_ledger l WHERE l.stock_kind = '"
                        + kind + "' AND l.stock_key = s.id), 0) FROM " + table + " s ORDER BY id");
    }
}
