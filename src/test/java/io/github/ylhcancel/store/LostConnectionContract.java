package io.github.ylhcancel.store;

import static io.github.ylhcancel.testing.Keys.key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ylhcancel.base.ExitCode;
import io.github.ylhcancel.base.Message;
import io.github.ylhcancel.base.UserError;
import io.github.ylhcancel.cancel.CancelItem;
import io.github.ylhcancel.cancel.CancelOrders;
import io.github.ylhcancel.cancel.CancelResult;
import io.github.ylhcancel.db.Access;
import io.github.ylhcancel.db.ConnectionLostException;
import io.github.ylhcancel.db.Database;
import io.github.ylhcancel.db.DatabaseAddress;
import io.github.ylhcancel.db.Endurance;
import io.github.ylhcancel.domain.Cancellation;
import io.github.ylhcancel.domain.DeliveryState;
import io.github.ylhcancel.domain.LookupBy;
import io.github.ylhcancel.domain.OperatorWord;
import io.github.ylhcancel.domain.Outcome;
import io.github.ylhcancel.domain.Reopening;
import io.github.ylhcancel.store.CancelAnswer.Cancelled;
import io.github.ylhcancel.store.CancelTransaction.Entry;
import io.github.ylhcancel.store.CancelTransaction.Guard;
import io.github.ylhcancel.store.CancelTransaction.Part;
import io.github.ylhcancel.store.PutBackAnswer.Back;
import io.github.ylhcancel.sync.Compensator;
import io.github.ylhcancel.sync.Intervened;
import io.github.ylhcancel.sync.Resolve;
import io.github.ylhcancel.sync.Retry;
import io.github.ylhcancel.testing.CuttingProxy;
import io.github.ylhcancel.testing.CuttingProxy.Lost;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A connection that is cut at every point of a cancellation: what is answered is what is there, and it is there once. */
abstract class LostConnectionContract extends SetsContract {
    private static final int SOME_NAPS = 7;

    private final List<Long> cancelled = new ArrayList<>();
    private final List<Duration> naps = new ArrayList<>();
    private final AtomicLong nanos = new AtomicLong();
    private final Endurance endurance = new Endurance(this::nanos, this::sleep, new Random(1), () -> false);
    private CuttingProxy proxy;
    private Database cut;
    private long orders;
    private Runnable afterTheCut = () -> {};
    private Runnable afterAWhile = () -> {};

    @BeforeEach
    void openThroughTheProxy() {
        proxy = CuttingProxy.before(address.url());
        cut = openThrough();
    }

    /** One more of the connections of the same run. */
    private Database openThrough() {
        return Database.open(throughTheProxy(), Access.WRITE).enduring(endurance);
    }

    private DatabaseAddress throughTheProxy() {
        return new DatabaseAddress(proxy.through(address.url()), address.username(), address.password(), false);
    }

    /** Asked before each statement, also of the connection that is new. */
    private long nanos() {
        if (!proxy.isToCut()) {
            afterTheCut.run();
            afterTheCut = () -> {};
        }
        return nanos.get();
    }

    private void sleep(Duration nap) {
        if (naps.size() == SOME_NAPS) {
            afterAWhile.run();
        }
        naps.add(nap);
        nanos.addAndGet(nap.toNanos());
    }

    @AfterEach
    void closeTheProxy() {
        cut.close();
        proxy.close();
    }

    // ---- what is cancelled

    /** A paid order that YLH knows, with a product, an SKU and a supplier's product. */
    private long paid() {
        long id = ++orders;
        shop.order(id, "PO" + id, "paid", "SO" + id, LONG_AGO);
        shop.line(10 * id, id, 1, null, 2);
        shop.line(10 * id + 1, id, 2, 1L, 3);
        shop.line(10 * id + 2, id, 3, null, 1);
        return id;
    }

    private long unpaid() {
        long id = ++orders;
        shop.order(id, "PO" + id, "pending", null, LONG_AGO);
        shop.line(10 * id, id, 1, null, 1);
        return id;
    }

    private long cancelledElsewhere() {
        long id = ++orders;
        shop.order(id, "PO" + id, "cancelled", null, LONG_AGO);
        return id;
    }

    private interface Trial {
        /** Cancels orders of its own, and answers what it was told of them, without their numbers. */
        List<String> run();
    }

    private List<String> single() {
        return cancel(List.of(paid()));
    }

    private List<String> chunk() {
        return cancel(List.of(paid(), unpaid(), cancelledElsewhere(), paid()));
    }

    private List<String> cancel(List<Long> ids) {
        List<CancelItem> items = ids.stream().map(id -> item("PO" + id)).toList();
        List<CancelResult> results = cancelling(cut, schema).cancel(items);
        for (int i = 0; i < results.size(); i++) {
            if (results.get(i).outcome() == Outcome.CANCELLED) {
                cancelled.add(ids.get(i));
            }
        }
        return results.stream().map(LostConnectionContract::text).toList();
    }

    private static String text(CancelResult result) {
        return result.outcome() + " " + result.from() + "→" + result.to() + " " + result.sync() + " "
                + result.message().map(message -> message.key()).orElse("") + " "
                + result.released().stream()
                        .map(release -> release.row() + "+" + release.quantity())
                        .toList()
                + " " + result.untouched().size();
    }

    private List<String> sweep() {
        List<Long> ids = List.of(unpaid(), unpaid(), unpaid());
        List<Part> parts = sweep(ids);
        List<CancelAnswer> answers =
                parts.stream().flatMap(part -> part.answers().stream()).toList();
        answers.stream()
                .filter(Cancelled.class::isInstance)
                .forEach(answer ->
                        cancelled.add(Long.valueOf(answer.entry().key().toString())));
        return List.of(
                "units " + parts.stream().mapToLong(Part::units).sum(),
                answers.stream()
                        .map(answer -> answer.getClass().getSimpleName())
                        .sorted()
                        .toList()
                        .toString());
    }

    private List<Part> sweep(List<Long> ids) {
        List<Entry> entries = ids.stream()
                .map(id -> new Entry(
                        key(id),
                        Cancelling.unpaid("超时未支付", Optional.empty(), "cron", Optional.of("TEST")),
                        Optional.empty()))
                .toList();
        return new Cancelling(cut, schema, false, checkpoint -> {}).parts(entries, Guard.UNPAID, NOW);
    }

    // ---- cut everywhere

    @Test
    void ofASingleOrder() {
        isCutEverywhere(this::single);
    }

    @Test
    void ofAChunkOfAFile() {
        isCutEverywhere(this::chunk);
    }

    @Test
    void ofAChunkOfASweep() {
        isCutEverywhere(this::sweep);
    }

    private void isCutEverywhere(Trial trial) {
        trial.run(); // So that what is asked once is known.
        proxy.count();
        List<String> undisturbed = trial.run();
        int turns = proxy.turns();
        assertThat(turns).isGreaterThan(10);
        for (int turn = 1; turn <= turns; turn++) {
            for (Lost lost : Lost.values()) {
                proxy.cutAt(turn, lost);
                assertThat(trial.run()).as(lost + " " + turn + " of " + turns).isEqualTo(undisturbed);
                assertThat(proxy.isToCut()).as("was cut").isFalse();
                assertThat(rows("SELECT order_key FROM ylh_transition ORDER BY order_key"))
                        .as(lost + " " + turn + " of " + turns)
                        .isEqualTo(cancelled.stream().map(String::valueOf).toList());
            }
        }
        assertCancelledOnce(cancelled);
        assertStockIsThatOfTheLedger();
    }

    // ---- a person's word

    private long dead() {
        long id = paid();
        shop.cancellation(id, id, 1, "dead", null);
        return id;
    }

    /** Of a run of its own. */
    private Interventions interventions() {
        return new Interventions(cut, schema, "kefu", "run-" + orders);
    }

    private PutBackTransaction puttingBack() {
        return new PutBackTransaction(cut, schema, "run-" + orders, "kefu", true, checkpoint -> {});
    }

    private static String text(Intervened what) {
        return what.outcome() + " " + what.to().orElseThrow();
    }

    private List<String> resolve() {
        String order = "PO" + dead();
        Resolve use = new Resolve(
                new Orders(cut, schema),
                new Cancellations(cut),
                interventions(),
                new Compensator(cut, puttingBack(), Clock.systemUTC(), checkpoint -> {}),
                Clock.systemUTC());
        return List.of(text(use.resolve(order, LookupBy.NUMBER, OperatorWord.REJECTED, "note")));
    }

    private Retry retrying() {
        return new Retry(
                new Orders(cut, schema),
                new Cancellations(cut),
                new Backlog(cut),
                interventions(),
                new Reopening(true),
                Clock.systemUTC());
    }

    private List<String> retry() {
        String order = "PO" + dead();
        return List.of(text(retrying().retry(order, LookupBy.NUMBER, "note")));
    }

    private List<String> retryAllDead() {
        dead();
        dead();
        return List.of(retrying().all(Set.of(DeliveryState.DEAD), "note").toString());
    }

    /** An order that was cancelled over a connection that nobody cuts. */
    private long cancelledBefore() {
        long id = ++orders;
        shop.order(id, "PO" + id, "pending", "SO" + id, LONG_AGO);
        shop.line(10 * id, id, 1, null, 1);
        shop.line(10 * id + 1, id, 2, 1L, 2);
        assertThat(cancelling(database, schema)
                        .cancel(List.of(item("PO" + id)))
                        .get(0)
                        .outcome())
                .isEqualTo(Outcome.CANCELLED);
        return id;
    }

    private List<String> undo() {
        return List.of(text(puttingBack().undo(key(cancelledBefore()), "note", NOW)));
    }

    private List<String> compensate() {
        long order = cancelledBefore();
        shop.execute("UPDATE ylh_cancellation SET state = 'rejected' WHERE order_id = " + order);
        long delivery = shop.number("SELECT id FROM ylh_cancellation WHERE order_id = " + order);
        return List.of(text(puttingBack().compensate(delivery, NOW)));
    }

    private static String text(PutBackAnswer answer) {
        Back back = (Back) answer;
        return back.order().status().word() + " "
                + back.delivery().map(Cancellation::state).orElseThrow() + " "
                + back.taken().stream()
                        .map(taken -> taken.row() + "-" + taken.quantity())
                        .toList();
    }

    private void isCutEverywhereAndPutBackOnce(Trial trial, int each) {
        List<String> stock = rows("SELECT stock FROM products ORDER BY id");
        isCutEverywhereAndWrittenOnce(trial, each);
        assertThat(rows("SELECT id FROM orders WHERE status <> 'pending'")).isEmpty();
        assertThat(rows("SELECT stock FROM products ORDER BY id")).isEqualTo(stock);
        assertThat(rows("SELECT order_id FROM order_status_history WHERE to_status = 'pending'"))
                .doesNotHaveDuplicates()
                .hasSize(rows("SELECT id FROM orders").size());
    }

    @Test
    void ofAnUndo() {
        isCutEverywhereAndPutBackOnce(this::undo, 1);
    }

    @Test
    void ofACompensation() {
        isCutEverywhereAndPutBackOnce(this::compensate, 0);
    }

    /** What was said counts once, and is said to be done by whoever did it. */
    private void isCutEverywhereAndWrittenOnce(Trial trial, int each) {
        trial.run();
        proxy.count();
        List<String> undisturbed = trial.run();
        int turns = proxy.turns();
        int trials = 2;
        for (int turn = 1; turn <= turns; turn++) {
            for (Lost lost : Lost.values()) {
                proxy.cutAt(turn, lost);
                assertThat(trial.run()).as(lost + " " + turn + " of " + turns).isEqualTo(undisturbed);
                assertThat(proxy.isToCut()).as("was cut").isFalse();
                trials++;
            }
        }
        assertWrittenOnce(trials * each);
    }

    private void assertWrittenOnce(int count) {
        assertThat(rows("SELECT cancellation_id FROM ylh_intervention"))
                .doesNotHaveDuplicates()
                .hasSize(count);
        assertThat(rows("SELECT id FROM ylh_cancellation WHERE state = 'dead'")).isEmpty();
    }

    @Test
    void ofAPersonsWord() {
        isCutEverywhereAndWrittenOnce(this::resolve, 1);
    }

    @Test
    void ofASecondChance() {
        isCutEverywhereAndWrittenOnce(this::retry, 1);
    }

    @Test
    void ofASecondChanceForAll() {
        isCutEverywhereAndWrittenOnce(this::retryAllDead, 2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"resolve", "retry", "all"})
    void whatTheLostSessionOfAPersonsWordHoldsIsWaitedFor(String which) {
        Trial trial =
                which.equals("resolve") ? this::resolve : which.equals("retry") ? this::retry : this::retryAllDead;
        List<String> undisturbed = trial.run();
        proxy.cutAll();
        proxy.holdAt(LostConnectionContract::isCommit, request -> request.contains("FOR UPDATE"));

        assertThat(trial.run()).isEqualTo(undisturbed);

        assertThat(proxy.hasHeld()).as("was held, and let go; " + proxy).isTrue();
        assertWrittenOnce(which.equals("all") ? 4 : 2);
    }

    private static boolean isCommit(String request) {
        return request.contains("COMMIT") && !request.contains("COMMITTED");
    }

    /** The session that was lost still has everything, and commits when it is waited for. */
    private void commitsWhileItIsWaitedFor(Trial trial) {
        List<String> undisturbed = trial.run();
        proxy.cutAll(); // A statement that a connection has had before is not spelled out again.
        proxy.holdAt(
                LostConnectionContract::isCommit,
                request -> request.contains("FOR UPDATE") && !request.contains("SKIP LOCKED"));

        assertThat(trial.run()).isEqualTo(undisturbed);

        assertThat(proxy.hasHeld()).as("was held, and let go; " + proxy).isTrue();
        assertCancelledOnce(cancelled);
        assertStockIsThatOfTheLedger();
    }

    @Test
    void whatTheLostSessionOfASingleOrderHoldsIsWaitedFor() {
        commitsWhileItIsWaitedFor(this::single);
    }

    @Test
    void whatTheLostSessionOfAChunkHoldsIsWaitedForAndNotSkipped() {
        commitsWhileItIsWaitedFor(() -> cancel(List.of(paid(), unpaid(), paid())));
    }

    @Test
    void whatTheLostSessionOfASweepHoldsIsWaitedForAndNotSkipped() {
        commitsWhileItIsWaitedFor(this::sweep);
    }

    /** What is there is there, whoever has it in hand by now. */
    @Test
    void whatIsFoundToBeDoneIsNotWaitedFor() throws SQLException {
        long id = unpaid();
        proxy.cutAt(LostConnectionContract::isCommit, Lost.ANSWER);
        try (Connection customer = DriverManager.getConnection(address.url(), address.username(), "");
                Statement statement = customer.createStatement()) {
            customer.setAutoCommit(false);
            afterTheCut = () -> lock(statement, id);

            List<CancelResult> results = cancelling(cut, schema).cancel(List.of(item("PO" + id)));

            assertThat(outcomes(results)).containsExactly(Outcome.CANCELLED);
            customer.rollback();
        }
        assertCancelledOnce(List.of(id));
    }

    private static void lock(Statement statement, long id) {
        try {
            statement.execute("UPDATE orders SET updated_at = updated_at WHERE id = " + id);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    /** It may commit any time, so that nobody can say what becomes of the order. */
    @Test
    void whatTheLostSessionDoesNotLetGoOfIsNeitherDoneNorLeftAsItWas() {
        long id = unpaid();
        cut.close();
        cut = databases.waiting(throughTheProxy(), Duration.ofMillis(50)).enduring(endurance);
        proxy.holdAt(LostConnectionContract::isCommit, request -> false);

        List<CancelResult> results = cancelling(cut, schema).cancel(List.of(item("PO" + id)));

        assertThat(proxy.hasSuccessor()).as("is held").isTrue();
        assertThat(results.get(0).outcome()).isEqualTo(Outcome.FAILED);
        assertThat(results.get(0).message().orElseThrow().key()).isEqualTo("order.end-open");
        assertThat(rows("SELECT order_key FROM ylh_transition")).isEmpty();
    }

    // ---- the database stays away

    @Test
    void whatIsNotKnownWhenTheDatabaseStaysAwayIsSaidSo() {
        long id = unpaid();
        proxy.cutAt(LostConnectionContract::isCommit, Lost.ANSWER);

        assertThatThrownBy(() -> new Cancelling(cut, schema, true, checkpoint -> {
                            // From here on there is only the connection that it has.
                            proxy.takeNobody();
                        })
                        .write(new Entry(key(id), item("PO" + id).request(), Optional.empty())))
                .isInstanceOf(ConnectionLostException.class)
                .hasMessageContaining("db.lost-at-commit");

        assertThat(naps).as("for a minute").hasSizeBetween(59, 62);
        assertThat(rows("SELECT order_key FROM ylh_transition")).containsExactly(String.valueOf(id));
    }

    /** Then each of its statements is its own, and fails at once. */
    @Test
    void whoHasWaitedInVainOnceDoesNotWaitAgain() {
        proxy.goAway();
        assertThatThrownBy(() -> cut.now()).isInstanceOf(ConnectionLostException.class);
        int waited = naps.size();

        assertThatThrownBy(() -> cut.now()).isInstanceOf(ConnectionLostException.class);
        assertThat(naps).hasSize(waited);
        assertThat(cut.gone()).isPresent();
        proxy.comeBack();

        assertThat(cut.now()).isNotNull();
        assertThat(cut.gone()).isEmpty();
    }

    /** Or a run with several would wait for as long as patience lasts with each of them, one after the other. */
    @Test
    void whatOneConnectionHasWaitedForInVainTheOthersOfTheRunDoNotWaitFor() {
        try (Database other = openThrough()) {
            proxy.goAway();
            assertThatThrownBy(() -> cut.now()).isInstanceOf(ConnectionLostException.class);
            int waited = naps.size();

            assertThatThrownBy(other::now).isInstanceOf(ConnectionLostException.class);
            assertThat(naps).hasSize(waited);
            assertThat(other.gone()).isPresent();
            proxy.comeBack();

            assertThat(other.now()).isNotNull();
            assertThat(cut.gone()).isEmpty();
        }
    }

    // ---- its owner freezes it

    @Override
    abstract ServerDatabases databases() throws Exception;

    /** As far as the session at hand hears of it, and whoever begins another. */
    private void freeze() {
        ServerDatabases server = (ServerDatabases) databases;
        server.freeze();
        cut.read(sql -> {
            sql.execute(server.freezingTheSession());
            return null;
        });
    }

    /** It is not the connection that is at fault, and everybody knows what became of the orders. */
    @Test
    void whatIsFrozenInMidRunIsSaidToTakeNoWrites() {
        long before = unpaid();
        long after = unpaid();
        CancelOrders cancelling = cancelling(cut, schema);
        assertThat(outcomes(cancelling.cancel(List.of(item("PO" + before))))).containsExactly(Outcome.CANCELLED);
        freeze();

        List<CancelResult> results = cancelling.cancel(List.of(item("PO" + after)));

        assertThat(outcomes(results)).containsExactly(Outcome.FAILED);
        assertThat(results.get(0).message().orElseThrow().key()).isEqualTo("order.database-away");
        assertThat(naps).as("for a minute").hasSizeBetween(59, 62);
        assertSaysThatItIsFrozen(cancelling.lost().orElseThrow());
        assertThat(cut.gone()).isPresent();
        assertCancelledOnce(List.of(before));
    }

    private static void assertSaysThatItIsFrozen(UserError said) {
        assertThat(said.exitCode()).isEqualTo(ExitCode.DATABASE);
        assertThat(said.text().key()).isIn("db.frozen", "db.takes-no-writes");
        assertThat(said.text().arguments()).contains(Message.of("db.committed-stays"));
    }

    /** Also where the connection is lost first, but for orders whose COMMIT was. */
    @Test
    void whatIsFrozenWhenAConnectionIsLostIsSaidToTakeNoWrites() {
        ((ServerDatabases) databases).freeze();
        proxy.cutAll();

        assertThatThrownBy(() -> cut.statement(sql -> sql.update("UPDATE orders SET status = status")))
                .isInstanceOfSatisfying(
                        ConnectionLostException.class, LostConnectionContract::assertSaysThatItIsFrozen);
    }

    @Test
    void whatTakesWritesAgainGoesOn() {
        long id = unpaid();
        freeze();
        afterAWhile = ((ServerDatabases) databases)::thaw;

        List<CancelResult> results = cancelling(cut, schema).cancel(List.of(item("PO" + id)));

        assertThat(outcomes(results)).containsExactly(Outcome.CANCELLED);
        assertThat(naps).hasSizeBetween(SOME_NAPS, SOME_NAPS + 1);
        assertCancelledOnce(List.of(id));
    }

    /** There is one who opens it anew: whatever is lost in the middle of such work, what has to be put right afterwards is. */
    @Test
    void whatIsPartOfWorkThatIsDoneAgainIsDoneAgainWithAllOfIt() {
        List<String> done = new ArrayList<>();
        cut.afterReconnecting(() -> done.add("put right"));

        cut.again(() -> {
            done.add("begun");
            if (done.size() == 1) {
                proxy.cutAll();
            }
            cut.now();
            done.add("through");
        });

        assertThat(done).containsExactly("begun", "put right", "begun", "through");
    }

    /** It may be what breaks the connection. */
    @Test
    void anOrderWhoseConnectionBreaksEachTimeCostsNoOther() {
        long id = unpaid();
        long other = unpaid();
        proxy.cutEach(LostConnectionContract::isCommit, Lost.REQUEST, 3);

        List<CancelResult> results = cancelling(cut, schema).cancel(List.of(item("PO" + id)));
        List<CancelResult> next = cancelling(cut, schema).cancel(List.of(item("PO" + other)));

        assertThat(outcomes(results)).containsExactly(Outcome.FAILED);
        assertThat(results.get(0).message().orElseThrow().key()).isEqualTo("order.connection-breaks");
        assertThat(outcomes(next)).containsExactly(Outcome.CANCELLED);
        assertCancelledOnce(List.of(other));
    }

    /** A run that goes on gets there, however often its connection breaks. */
    @Test
    void aConnectionThatBreaksAgainAndAgainCostsNothingButTime() {
        List<Long> ids = LongStream.range(0, 8).map(i -> unpaid()).boxed().toList();
        proxy.cutEach(LostConnectionContract::isCommit, Lost.REQUEST, 5);

        List<CancelResult> results = cancelling(cut, schema)
                .cancel(ids.stream().map(id -> item("PO" + id)).toList());

        assertThat(outcomes(results)).containsOnly(Outcome.CANCELLED);
        assertCancelledOnce(ids);
        assertStockIsThatOfTheLedger();
    }
}
