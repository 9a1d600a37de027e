package io.github.ylhcancel.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ylhcancel.base.Checkpoint;
import io.github.ylhcancel.domain.Account;
import io.github.ylhcancel.domain.CancellationRequest;
import io.github.ylhcancel.domain.RowKey;
import io.github.ylhcancel.domain.ToldRequest;
import io.github.ylhcancel.domain.Verdict;
import io.github.ylhcancel.domain.Verdict.Kind;
import io.github.ylhcancel.journal.ToldFile;
import io.github.ylhcancel.journal.ToldJournal;
import io.github.ylhcancel.sandbox.SandboxOptions;
import io.github.ylhcancel.testing.TestAccess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the journal has to do with a delivery. */
class ToldTest {
    private static Ledger ledger;

    @BeforeAll
    static void makeLedger(@TempDir Path folder) {
        ledger = new Ledger(folder);
    }

    @AfterAll
    static void closeLedger() {
        ledger.close();
    }

    @TempDir
    private Path folder;

    private Path file;
    private Dispatch dispatch;
    private final List<ToldJournal> opened = new ArrayList<>();

    @BeforeEach
    void prepare() throws IOException {
        file = folder.resolve("told.ndjson");
        dispatch = new Dispatch(ledger, SandboxOptions.defaults()).journal(this::open);
    }

    @AfterEach
    void close() throws IOException {
        dispatch.close();
        for (ToldJournal journal : opened) {
            journal.close();
        }
    }

    private Optional<ToldJournal> open() {
        try {
            opened.add(ToldJournal.at(file, System::nanoTime));
            return Optional.of(opened.get(opened.size() - 1));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<ToldRequest> lines() throws IOException {
        List<ToldRequest> lines = new ArrayList<>();
        assertThat(ToldFile.read(file, lines::add)).isZero();
        return lines;
    }

    private String database() {
        return dispatch.shop.value("SELECT id FROM ylh_database");
    }

    /** As an earlier run would have left it. */
    private void wasTold(String database, Account account, String soId, String reason) {
        ToldJournal journal = open().orElseThrow();
        journal.write(new ToldRequest(
                        Instant.parse("2026-02-28T10:00:00Z"),
                        database,
                        Optional.of(account),
                        RowKey.ofText("1").orElseThrow(),
                        "PO-" + soId,
                        new CancellationRequest(soId, reason, "SHOP", Instant.parse("2026-02-28T09:59:00Z")),
                        "an-earlier-run"))
                .join();
    }

    private OutboxDispatcher.Ended sync() {
        return dispatch.outboxDispatcher().run(DispatchOptions.DUE, report -> {});
    }

    // ---- written before each call

    @Test
    void aLineIsThereBeforeTheCall() throws IOException {
        List<Long> calls = new ArrayList<>();
        dispatch.checkpoints(checkpoint -> {
            if (checkpoint == Checkpoint.AFTER_JOURNAL) {
                calls.add(dispatch.cancelCalls());
            }
        });
        long id = dispatch.add("SO-1");

        dispatch.delivery().once(id);

        assertThat(calls).containsExactly(0L);
        assertThat(lines()).hasSize(1);
        ToldRequest line = lines().get(0);
        assertThat(line.request())
                .isEqualTo(
                        new CancellationRequest("SO-1", "客户要求取消", "SHOP", Instant.parse("2026-03-01T07:00:00.123Z")));
        assertThat(line.database()).isEqualTo(database());
        assertThat(line.account()).contains(TestAccess.ACCOUNT);
        assertThat(line.orderNumber()).isEqualTo("PO-SO-1");
        assertThat(line.runId()).isEqualTo("run-1");
    }

    @Test
    void eachCallOfASyncHasItsLine() throws IOException {
        IntStream.range(0, 120).forEach(n -> dispatch.add("SO-" + n));

        sync();

        assertThat(dispatch.cancelCalls()).isEqualTo(120);
        assertThat(lines())
                .extracting(line -> line.request().soId())
                .hasSize(120)
                .doesNotHaveDuplicates();
    }

    @Test
    void aSyncWithNothingToDoMakesNoJournal() {
        sync();

        assertThat(file).doesNotExist();
        assertThat(opened).isEmpty();
    }

    // ---- looked up before

    @Test
    void theSameBytesGoOutAgain() throws IOException {
        long id = dispatch.add("SO-1");
        dispatch.sandbox.addFault("500*1");

        dispatch.delivery().once(id);
        dispatch.delivery().once(id);

        assertThat(dispatch.row(id)).startsWith("accepted");
        assertThat(lines()).hasSize(2);
        assertThat(lines().get(0).request()).isEqualTo(lines().get(1).request());
    }

    @Test
    void nothingIsSentThatDiffersFromWhatTheDatabaseHasForgotten() throws IOException {
        long id = dispatch.add("SO-1");
        wasTold(database(), TestAccess.ACCOUNT, "SO-1", "another reason");

        Delivery.Report report = dispatch.delivery().once(id);

        assertThat(report.verdict().map(Verdict::kind)).contains(Kind.FORGOTTEN);
        assertHeld(id);
        assertThat(lines()).hasSize(1);
    }

    @Test
    void aSyncHoldsItAndGoesOnWithTheOthers() {
        long id = dispatch.add("SO-1");
        long other = dispatch.add("SO-2");
        wasTold(database(), TestAccess.ACCOUNT, "SO-1", "another reason");

        OutboxDispatcher.Ended ended = sync();

        assertHeld(id);
        assertThat(dispatch.row(other)).isEqualTo("accepted 1");
        assertThat(ended.stoppedBy()).isEmpty();
    }

    private void assertHeld(long id) {
        assertThat(dispatch.row(id)).isEqualTo("held 0");
        assertThat(dispatch.shop.rows("SELECT hold, maybe_applied FROM ylh_cancellation WHERE id = " + id))
                .containsExactly("told-before | TRUE");
        assertThat(dispatch.nextAttempt(id)).isEmpty();
        assertThat(dispatch.lastError(id))
                .contains("another reason", "2026-02-28T10:00:00Z", "2026-02-28T09:59:00Z", file.toString());
        assertThat(dispatch.sandbox.cancellations()).doesNotContainKey("SO-1");
    }

    @Test
    void ofWhatTheDatabaseKnowsItsOwnRulesDecide() throws IOException {
        long first = dispatch.add("SO-1");
        dispatch.delivery().once(first);
        dispatch.shop.execute("UPDATE ylh_cancellation SET state = 'compensated'");
        long second = dispatch.add("SO-1");
        dispatch.shop.execute("UPDATE ylh_cancellation SET cancel_reason = 'anew' WHERE id = " + second);

        dispatch.delivery().once(second);

        assertThat(dispatch.row(second)).isEqualTo("accepted 1");
        assertThat(lines()).hasSize(2);
    }

    @Test
    void linesOfOtherDatabasesAndAccountsDoNotCount() {
        long id = dispatch.add("SO-1");
        wasTold("another", TestAccess.ACCOUNT, "SO-1", "another reason");
        wasTold(database(), new Account("another"), "SO-1", "another reason");

        dispatch.delivery().once(id);

        assertThat(dispatch.row(id)).isEqualTo("accepted 1");
    }

    // ---- trouble

    @Test
    void withoutAJournalThatCanBeReadNothingIsSentAndTheRunEnds() throws IOException {
        long id = dispatch.add("SO-1");
        dispatch.add("SO-2");
        wasTold(database(), TestAccess.ACCOUNT, "SO-3", "r");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));

        OutboxDispatcher.Ended ended = sync();

        assertThat(ended.stoppedBy().map(Verdict::kind)).contains(Kind.JOURNAL);
        assertThat(ended.circuit().isOpen()).isFalse();
        assertThat(ended.waiting().count()).isEqualTo(2);
        assertThat(dispatch.row(id)).isEqualTo("pending 0");
        assertThat(dispatch.cancelCalls()).isZero();
    }

    /** The name of the file is taken by something else once the run has begun. */
    @Test
    void withoutAJournalThatCanBeWrittenNothingIsSentAndTheRunEnds() {
        IntStream.range(0, 20).forEach(n -> dispatch.add("SO-" + n));
        dispatch.limits(99, 50, Duration.ofSeconds(10)).checkpoints(checkpoint -> {
            if (checkpoint == Checkpoint.AFTER_CLAIM && !Files.isDirectory(file)) {
                try {
                    Files.delete(file);
                    Files.createDirectory(file);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        });

        OutboxDispatcher.Ended ended = sync();

        assertThat(ended.stoppedBy().map(Verdict::kind)).contains(Kind.JOURNAL);
        assertThat(ended.waiting().count()).isEqualTo(20);
        assertThat(dispatch.cancelCalls()).isZero();
    }
}
