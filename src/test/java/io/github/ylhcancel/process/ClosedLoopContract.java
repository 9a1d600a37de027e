package io.github.ylhcancel.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ylhcancel.base.Checkpoint;
import io.github.ylhcancel.sandbox.Endpoint;
import io.github.ylhcancel.sandbox.ReceivedRequest;
import io.github.ylhcancel.testing.Ran;
import io.github.ylhcancel.testing.SignedCallback;
import io.github.ylhcancel.testing.TestShop;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Some orders and everything that can happen to them, in random order: commands of people and of cron, answers of YLH of every kind, its
 * callbacks, the shop's own changes, and processes that are killed. After each step the five promises of the closed loop are looked at in the
 * database and in what YLH received. {@code -Dylh.loop-steps=…} takes more steps, {@code -Dylh.seed=…} repeats a run's choices.
 */
abstract class ClosedLoopContract extends ProcessTest {
    private static final int STEPS = Integer.getInteger("ylh.loop-steps", 40);
    private static final int ORDERS = 6;
    private static final List<String> FAULTS = List.of(
            "refuse",
            "409",
            "500",
            "500-after",
            "504-after",
            "drop-before",
            "drop-after",
            "empty",
            "html",
            "429",
            "401");

    /** What nothing but a person, or YLH itself, may change. */
    private static final Set<String> SETTLED = Set.of("confirmed", "compensated", "withdrawn", "partial", "abandoned");

    private final long seed = Long.getLong("ylh.seed", System.nanoTime());
    private final Random random = new Random(seed);
    /** What was done so far, for the report of a failure. */
    private final Deque<String> steps = new ArrayDeque<>();
    /** By so-id: whether YLH holds a cancellation of it, by all that it has taken and said. */
    private final Map<String, Boolean> held = new HashMap<>();
    /** By so-id: the callback with which YLH ended it, to be sent again as it was. */
    private final Map<String, String> last = new HashMap<>();

    private final Set<String> ended = new HashSet<>();

    private List<String> orders;
    private long requestsSeen;
    private long units;
    private Map<String, String> deliveries = new TreeMap<>();
    private Set<String> putBack = new HashSet<>();

    abstract TestShop shopOf(int orders, String... lines) throws Exception;

    @Test
    void whateverHappensTheFivePromisesHold() throws Exception {
        try {
            open(shopOf(
                    60,
                    SignedCallback.config(
                            "ylh.timeout = 2s",
                            "ylh.attempts-max = 4",
                            "ylh.retry.initial = 1ms",
                            "ylh.retry.cap = 5ms")));
            shop.execute("UPDATE orders SET haier_so_id = CONCAT('SO-', order_number)"
                    + " WHERE status = 'pending' AND haier_so_id IS NULL");
            orders = new ArrayList<>(shop.orders("pending", true).subList(0, ORDERS / 2));
            orders.addAll(shop.orders("paid", true).subList(0, ORDERS / 2));
            units = unitsEverywhere();
            for (int step = 0; step < STEPS; step++) {
                step();
                assertPromises();
            }
            calm();
        } catch (AssertionError | RuntimeException failure) {
            throw new AssertionError(
                    failure.getMessage() + "\nafter:\n" + String.join("\n", steps) + "\nagain with -Dylh.loop-steps="
                            + STEPS + " -Dylh.seed=" + seed,
                    failure);
        }
    }

    private void step() {
        String order = orders.get(random.nextInt(orders.size()));
        switch (random.nextInt(12)) {
            case 0, 1 -> operate("cancel", order, "--reason", "缺货");
            case 2 -> operate("cancel", order, "--reason", "客户要求取消", "--no-sync");
            case 3, 4 -> operate("sync", "--now");
            case 5, 6 -> callback(order);
            case 7 -> operate("undo", order, "--note", "误取消", "--yes");
            case 8 -> operate("resolve", order, "--as", word(order), "--note", "问过");
            case 9 -> operate("retry", order, "--note", "再试");
            case 10 -> fault();
            default -> shopChanges(order);
        }
    }

    /** Who says what YLH did has asked it. */
    private String word(String order) {
        boolean cancelled = held.getOrDefault(shop.soId(order), false);
        return random.nextInt(3) == 0 ? "abandoned" : cancelled ? "confirmed" : "rejected";
    }

    private void fault() {
        String fault = FAULTS.get(random.nextInt(FAULTS.size())) + "*" + (1 + random.nextInt(3));
        steps.add("fault " + fault);
        sandbox.addFault(fault);
    }

    /** The same command as people type it, in one of seven killed somewhere. */
    private void operate(String... arguments) {
        if (random.nextInt(7) == 0) {
            Checkpoint deadly = Checkpoint.values()[random.nextInt(Checkpoint.values().length)];
            steps.add(String.join(" ", arguments) + "  killed at " + deadly);
            Job job = shell.startUntil(
                    deadly, Shell.words(List.of("-c", shop.config().toString()), arguments));
            job.kill();
            job.ended();
            leaveNoLease();
            return;
        }
        Ran ran = shop.ylh().run(arguments);
        steps.add(String.join(" ", arguments) + "  → " + ran.code());
        assertThat(ran.code()).as(ran.out() + ran.err()).isIn(0, 3, 4, 6);
        assertThat(ran.err()).doesNotContain("\tat ", "unexpected failure");
    }

    /** What a dead process holds is free when its lease is over; here at once. */
    private void leaveNoLease() {
        shop.execute(
                "UPDATE ylh_lease SET lease_until = '2026-01-01 00:00:00' WHERE owner IS NOT NULL",
                "UPDATE ylh_cancellation SET lease_until = '2026-01-01 00:00:00', next_attempt_at = '2026-01-01 00:00:00'"
                        + " WHERE state = 'sending'");
    }

    /** YLH says how a request ended that it holds, once; afterwards it only repeats itself. It refuses only what it does not carry out. */
    private void callback(String order) {
        String soId = shop.soId(order);
        String body = last.get(soId);
        if (body == null || !ended.contains(soId) && random.nextInt(3) > 0) {
            if (!held.getOrDefault(soId, false)) {
                return;
            }
            int state = random.nextInt(3);
            body = SignedCallback.cancel(Instant.now(), order, state).text();
            last.put(soId, body);
            held.put(soId, state != 0);
            if (state != 0) {
                ended.add(soId);
            }
            steps.add("callback " + order + " State " + state);
        } else {
            steps.add("callback " + order + " again");
        }
        Ran ran = shop.ylh().in(body).run("callback");
        assertThat(ran.code()).as(ran.out() + ran.err()).isZero();
    }

    private void shopChanges(String order) {
        switch (random.nextInt(4)) {
            case 0 -> change(order, "pending", "paid");
            case 1 -> change(order, "paid", "shipped");
            case 2 -> {
                steps.add("somebody buys all that is there");
                units -= shop.stock();
                shop.execute("UPDATE products SET stock = 0", "UPDATE product_skus SET stock = 0");
            }
            default -> {
                steps.add("new stock comes in");
                long before = shop.stock();
                shop.execute("UPDATE products SET stock = stock + 50", "UPDATE product_skus SET stock = stock + 50");
                units += shop.stock() - before;
            }
        }
    }

    private void change(String order, String from, String to) {
        steps.add("the shop: " + order + " " + from + " → " + to);
        shop.execute("UPDATE orders SET status = '" + to + "' WHERE status = '" + from + "' AND order_number = '"
                + order + "'");
    }

    /** What is in stock, and what the orders have that are not cancelled. */
    private long unitsEverywhere() {
        long all = shop.stock();
        for (String order : orders) {
            if (!shop.status(order).equals("cancelled")) {
                all += shop.ownUnits(order);
            }
        }
        return all;
    }

    private void assertPromises() {
        String done = steps.isEmpty() ? "" : steps.getLast();
        hearWhatYlhTook();
        assertThat(unitsEverywhere()).as("stock once").isEqualTo(units);
        assertOneRequest();
        assertNoGuess();
        assertSettledStays(done);
    }

    private void hearWhatYlhTook() {
        for (ReceivedRequest request : sandbox.requests()) {
            if (request.number() > requestsSeen && request.endpoint() == Endpoint.CANCEL && request.applied()) {
                held.put(request.soId().orElseThrow(), true);
            }
            requestsSeen = Math.max(requestsSeen, request.number());
        }
    }

    private void assertOneRequest() {
        Map<String, Set<String>> bodies = new HashMap<>();
        sandbox.requests().stream()
                .filter(request -> request.endpoint() == Endpoint.CANCEL)
                .forEach(request -> request.soId()
                        .ifPresent(soId -> bodies.computeIfAbsent(soId, id -> new HashSet<>())
                                .add(request.text())));
        Map<String, Integer> requests = new HashMap<>();
        for (String row : shop.rows("SELECT so_id, state FROM ylh_cancellation ORDER BY so_id, cancellation_no DESC")) {
            String[] cells = row.split(" \\| ");
            boolean latest = requests.merge(cells[0], 1, Integer::sum) == 1;
            assertThat(latest || Set.of("compensated", "withdrawn").contains(cells[1]))
                    .as("one request: " + row)
                    .isTrue();
        }
        bodies.forEach((soId, different) -> assertThat(different)
                .as("one request: " + soId)
                .hasSizeLessThanOrEqualTo(requests.getOrDefault(soId, 0)));
    }

    private void assertNoGuess() {
        Set<String> now = new HashSet<>();
        for (String row : shop.rows(
                "SELECT order_number, cancellation_no, so_id FROM ylh_transition WHERE kind IN ('compensate', 'undo')")) {
            now.add(row);
            if (!putBack.contains(row)) {
                String soId = row.split(" \\| ")[2];
                assertThat(held.getOrDefault(soId, false))
                        .as("no guess: put back what YLH has cancelled: " + row)
                        .isFalse();
            }
        }
        putBack = now;
    }

    private void assertSettledStays(String done) {
        Map<String, String> now = new TreeMap<>();
        for (String row : shop.rows("SELECT id, state FROM ylh_cancellation ORDER BY id")) {
            String[] cells = row.split(" \\| ");
            now.put(cells[0], cells[1]);
        }
        boolean byPersonOrYlh = done.startsWith("callback")
                || done.startsWith("resolve")
                || done.startsWith("retry")
                || done.startsWith("undo");
        deliveries.forEach((id, state) -> {
            if (SETTLED.contains(state) && !byPersonOrYlh
                    || Set.of("confirmed", "compensated", "withdrawn").contains(state)) {
                assertThat(now.get(id)).as("settled stays: delivery " + id).isEqualTo(state);
            }
        });
        deliveries = now;
    }

    /** No dead end: when everything works again, what needs no person comes to an end by itself. */
    private void calm() {
        sandbox.clearFaults();
        steps.add("calm");
        leaveNoLease();
        for (int sync = 0; sync < 5; sync++) {
            Ran ran = shop.ylh().run("sync", "--now");
            steps.add("sync --now  → " + ran.code());
            assertThat(ran.code()).as(ran.out() + ran.err()).isIn(0, 3, 6);
        }
        assertPromises();
        assertThat(shop.rows("SELECT order_number, state FROM ylh_cancellation"
                        + " WHERE state IN ('pending', 'sending', 'unknown', 'rejected')"))
                .as("no dead end")
                .isEmpty();
    }
}
