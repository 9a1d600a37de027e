package io.github.ylhcancel.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ylhcancel.db.RefusedRowException;
import io.github.ylhcancel.db.Times;
import io.github.ylhcancel.domain.OsUser;
import io.github.ylhcancel.domain.Run;
import io.github.ylhcancel.domain.RunFilter;
import io.github.ylhcancel.store.Runs.Deeds;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The commands that wrote. */
abstract class RunsContract extends StoreContract {
    private static final OsUser USER = new OsUser("ylh", Optional.empty());

    private static final String COUNTS = "{\"cancelled\":3,\"note\":\"“𠮷野家”\"}";

    private Runs runs;

    @BeforeEach
    void openRuns() {
        runs = new Runs(database);
    }

    @Test
    void readsWhatHasBegun() {
        Run run = run(RUN, "cancel", NOW);

        runs.begin(run);

        assertThat(runs.byId(RUN)).contains(run);
        assertThat(runs.byId("another")).isEmpty();
    }

    @Test
    void readsWhatHasEnded() {
        Run run = run(RUN, "cancel", NOW);
        runs.begin(run);
        Instant end = NOW.plusNanos(7_000);

        assertThat(runs.end(RUN, end, 3, Optional.of(COUNTS))).isTrue();

        assertThat(runs.byId(RUN)).contains(run.ended(end, 3, Optional.of(COUNTS)));
        assertThat(shop.rows("SELECT started_at, ended_at, exit_code FROM ylh_run"))
                .containsExactly("2026-03-08T02:30:00.123456 | 2026-03-08T02:30:00.123463 | 3");
    }

    @Test
    void recordsOneThatIsOverAlready() {
        Run over = run(RUN, "db init", NOW).ended(NOW.plusSeconds(4), 0, Optional.empty());

        runs.begin(over);

        assertThat(runs.byId(RUN)).contains(over);
    }

    @Test
    void theFirstEndStandsAndWhatNeverBeganDoesNotEnd() {
        runs.begin(run(RUN, "cancel", NOW));
        runs.end(RUN, NOW.plusSeconds(1), 0, Optional.empty());

        assertThat(runs.end(RUN, NOW.plusSeconds(2), 1, Optional.of(COUNTS))).isFalse();
        assertThat(runs.end("another", NOW, 0, Optional.empty())).isFalse();

        assertThat(runs.byId(RUN).orElseThrow().endedAt()).contains(NOW.plusSeconds(1));
        assertThat(shop.rows("SELECT id, exit_code, counts FROM ylh_run")).containsExactly(RUN + " | 0 | null");
    }

    @Test
    void noRunBeginsTwice() {
        runs.begin(run(RUN, "cancel", NOW));

        assertThatThrownBy(() -> runs.begin(run(RUN, "sync", NOW))).isInstanceOf(RefusedRowException.class);

        assertThat(shop.rows("SELECT id, command FROM ylh_run")).containsExactly(RUN + " | cancel");
    }

    @Test
    void holdsAsMuchAsItsColumns() {
        Run full = Run.begun(
                        RUN,
                        "c".repeat(40),
                        "家".repeat(2000),
                        "张".repeat(64),
                        new OsUser("账".repeat(64), Optional.of("登".repeat(64))),
                        "h".repeat(64),
                        Long.MAX_VALUE,
                        NOW)
                .ended(NOW, 130, Optional.of("数".repeat(4000)));

        runs.begin(full);

        assertThat(runs.byId(RUN)).contains(full);
    }

    @Test
    void aRunOfAnEarlierVersionHasNoUser() {
        runs.begin(run("a", "cancel", NOW));
        shop.execute("UPDATE ylh_run SET os_user = NULL, login_user = NULL");

        assertThat(runs.byId("a").orElseThrow().osUser()).isEmpty();
    }

    @Test
    void listsTheLatestFirst() {
        runs.begin(run("b", "cancel", NOW));
        runs.begin(run("c", "cancel", NOW.minusSeconds(9)));
        runs.begin(run("a", "sync", NOW));
        runs.begin(run("d", "sync", NOW.plusSeconds(1)));

        assertThat(latest(RunFilter.ALL, 10)).containsExactly("d", "b", "a", "c");
        assertThat(latest(RunFilter.ALL, 2)).containsExactly("d", "b");
    }

    @Test
    void findsTheRunsOfACommandAndThoseThatFailed() {
        ended("a", "cancel", 0);
        ended("b", "cancel", 3);
        ended("c", "sync", 6);
        ended("d", "sync", 0);
        runs.begin(run("e", "sync", NOW.plusSeconds(5)));

        assertThat(latest(RunFilter.ALL.ofCommand("sync"), 10)).containsExactly("e", "d", "c");
        assertThat(latest(RunFilter.ALL.onlyFailed(), 10)).containsExactly("e", "c", "b");
        assertThat(latest(RunFilter.ALL.ofCommand("cancel").onlyFailed(), 10)).containsExactly("b");
        assertThat(latest(RunFilter.ALL.ofCommand("resolve"), 10)).isEmpty();
    }

    @Test
    void findsTheRunsOfAnOperator() {
        ended("a", "cancel", 0);
        runs.begin(Run.begun("b", "cancel", "cancel", "李娜", USER, "shop-1", 4711, NOW));

        assertThat(latest(RunFilter.ALL.ofOperator("李娜"), 10)).containsExactly("b");
        assertThat(latest(RunFilter.ALL.ofOperator("张伟"), 10)).containsExactly("a");
        assertThat(latest(RunFilter.ALL.ofOperator("李娜").onlyFailed().ofCommand("sync"), 10))
                .isEmpty();
    }

    /** From the first instant on, and not at the last one, so that a night follows a day without a gap and without a run twice. */
    @Test
    void findsTheRunsThatBeganInASpanOfTime() {
        runs.begin(run("a", "sync", NOW));
        runs.begin(run("b", "sync", NOW.plusMillis(1)));
        runs.begin(run("c", "sync", NOW.plusSeconds(60)));

        assertThat(latest(RunFilter.ALL.between(NOW.plusMillis(1), NOW.plusSeconds(60)), 10))
                .containsExactly("b");
        assertThat(latest(RunFilter.ALL.between(NOW, NOW.plusSeconds(61)), 2)).containsExactly("c", "b");
        assertThat(latest(RunFilter.ALL.between(Instant.MIN, Instant.MAX), 10)).containsExactly("c", "b", "a");
    }

    @Test
    void countsWhatARunDecidedAndWhichCallsItMade() {
        Run run = run(RUN, "cancel", NOW);
        runs.begin(run);
        assertThat(runs.deeds(run)).isEqualTo(new Deeds(0, Map.of()));
        for (long id = 1; id <= 4; id++) {
            shop.cancellation(id, id, 1, "accepted", null);
        }
        shop.execute(
                "UPDATE ylh_cancellation SET run_id = '" + RUN + "' WHERE id < 3",
                "UPDATE ylh_cancellation SET run_id = 'another' WHERE id = 4");
        call(RUN, NOW, "token");
        call(RUN, NOW.plusSeconds(1), "accepted");
        call(RUN, NOW.plusSeconds(1), "accepted");
        call(RUN, NOW.plusSeconds(2), "unknown");
        call("another", NOW.plusSeconds(2), "rejected");

        Deeds deeds = new Deeds(2, Map.of("accepted", 2L, "token", 1L, "unknown", 1L));
        assertThat(runs.deeds(run)).isEqualTo(deeds);
        runs.end(RUN, NOW.plusSeconds(3), 0, Optional.empty());
        assertThat(runs.deeds(runs.byId(RUN).orElseThrow())).isEqualTo(deeds);
    }

    /** A machine's clock may be set while a run is under way. */
    @Test
    void findsCallsThatSeemToBeOutsideOfTheRun() {
        Run run = run(RUN, "sync", NOW).ended(NOW.plusSeconds(3), 0, Optional.empty());
        runs.begin(run);
        call(RUN, NOW.minusSeconds(3600), "accepted");
        call(RUN, NOW.plusSeconds(3600), "accepted");

        assertThat(runs.deeds(run).calls()).isEqualTo(Map.of("accepted", 2L));
    }

    private static Run run(String id, String command, Instant startedAt) {
        return Run.begun(id, command, "-c 'my shop.properties' " + command, "张伟", USER, "shop-1", 4711, startedAt);
    }

    private void ended(String id, String command, int exitCode) {
        Instant at = NOW.plusSeconds(id.charAt(0) - 'a');
        runs.begin(run(id, command, at).ended(at.plusSeconds(60), exitCode, Optional.empty()));
    }

    private List<String> latest(RunFilter filter, int limit) {
        return runs.latest(filter, limit).stream().map(Run::id).toList();
    }

    private void call(String run, Instant at, String outcome) {
        shop.execute(
                "INSERT INTO ylh_call (cancellation_id, run_id, endpoint, started_at, duration_ms, outcome, detail)"
                        + " VALUES (1, '" + run + "', 'cancel', '" + Times.column(at) + "', 5, '" + outcome + "', '')");
    }
}
