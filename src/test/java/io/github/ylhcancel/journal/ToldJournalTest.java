package io.github.ylhcancel.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.github.ylhcancel.base.RefusedFile;
import io.github.ylhcancel.domain.Account;
import io.github.ylhcancel.domain.ToldRequest;
import io.github.ylhcancel.testing.AnotherUser;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class ToldJournalTest {
    private static final long SMALL = 2_000;

    @TempDir
    private Path folder;

    private Path file;
    private final List<ToldJournal> open = new ArrayList<>();

    @BeforeEach
    void name() {
        file = folder.resolve("state/ylh/told.ndjson");
    }

    @AfterEach
    void close() throws IOException {
        for (ToldJournal journal : open) {
            journal.close();
        }
    }

    private ToldJournal journal() throws IOException {
        return journal(ToldJournal.MOST_BYTES, ToldJournal.KEEP);
    }

    private ToldJournal journal(long mostBytes, int keep) throws IOException {
        ToldJournal journal = ToldJournal.at(file, System::nanoTime, mostBytes, keep);
        open.add(journal);
        return journal;
    }

    private static void write(ToldJournal journal, String soId, String reason) {
        journal.write(Lines.line(soId, reason)).join();
    }

    private static Optional<String> reason(ToldJournal journal, String soId) throws IOException {
        return journal.last(Lines.DATABASE, Lines.ACCOUNT, soId)
                .map(line -> line.request().cancelReason());
    }

    // ---- what is found

    @Test
    void theLastLineAboutASoIdIsFound() throws IOException {
        ToldJournal journal = journal();

        assertThat(reason(journal, "SO-1")).isEmpty();
        write(journal, "SO-1", "first");
        assertThat(reason(journal, "SO-1")).contains("first");
        write(journal, "SO-2", "other");
        write(journal, "SO-1", "second");

        assertThat(journal.last(Lines.DATABASE, Lines.ACCOUNT, "SO-1")).contains(Lines.line("SO-1", "second"));
        assertThat(reason(journal, "SO-2")).contains("other");
        assertThat(reason(journal, "SO-3")).isEmpty();
        assertThat(reason(journal(), "SO-1")).as("by another process").contains("second");
    }

    /** The first line may come from a thread of a client that is ended with all that belong to its group. */
    @Test
    void whoWroteTheFirstLineMayEnd() throws Exception {
        ToldJournal journal = journal();
        ThreadGroup client = new ThreadGroup("client");
        Thread first = new Thread(client, () -> write(journal, "SO-1", "first"));
        first.start();
        first.join();

        client.interrupt();

        journal.write(Lines.line("SO-2", "second")).get(20, TimeUnit.SECONDS);
        assertThat(reason(journal, "SO-2")).contains("second");
    }

    @Test
    void linesOfAnotherDatabaseOrAccountDoNotCount() throws IOException {
        ToldJournal journal = journal();
        Instant at = Instant.parse("2026-03-01T08:00:00Z");
        journal.write(Lines.line(at, "another", Lines.ACCOUNT, "SO-1", "r")).join();
        journal.write(Lines.line(at, Lines.DATABASE, new Account("another"), "SO-1", "r"))
                .join();

        assertThat(reason(journal, "SO-1")).isEmpty();
        assertThat(journal.last("another", Lines.ACCOUNT, "SO-1")).isPresent();
    }

    @Test
    void whatWasWrittenLastIsTheLastWhateverTheClockSays() throws IOException {
        ToldJournal journal = journal();
        for (String day : List.of("2026-03-02", "2026-03-01")) {
            Instant at = Instant.parse(day + "T08:00:00Z");
            journal.write(Lines.line(at, Lines.DATABASE, Lines.ACCOUNT, "SO-1", day))
                    .join();
        }

        assertThat(reason(journal, "SO-1")).contains("2026-03-01");
    }

    // ---- the files

    @Test
    void nobodyElseCanReadIt() throws IOException {
        write(journal(), "SO-1", "r");
        reason(journal(), "SO-1");

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.getParent())))
                .isEqualTo("rwx------");
        try (var files = Files.list(file.getParent())) {
            assertThat(files)
                    .hasSize(3)
                    .allSatisfy(one -> assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(one)))
                            .isEqualTo("rw-------"));
        }
    }

    @Test
    void aFullFileGetsTheNextNumberAndIsLookedThroughAsWell() throws IOException {
        ToldJournal journal = journal(SMALL, 100);
        for (int i = 1; i <= 50; i++) {
            write(journal, "SO-" + i, "reason " + i);
        }

        assertThat(ToldFiles.old(file)).hasSizeGreaterThan(5);
        assertThat(ToldFiles.old(file).get(0)).hasFileName("told.ndjson.1");
        assertThat(Lines.all(file)).hasSize(50);
        ToldJournal another = journal(SMALL, 100);
        for (int i = 1; i <= 50; i++) {
            assertThat(reason(journal, "SO-" + i)).contains("reason " + i);
            assertThat(reason(another, "SO-" + i)).contains("reason " + i);
        }
    }

    @Test
    void theOldestGoWithTheirIndex() throws IOException {
        ToldJournal journal = journal(SMALL, 2);
        for (int i = 1; i <= 50; i++) {
            write(journal, "SO-" + i, "r");
            reason(journal, "SO-none");
        }

        List<Path> old = ToldFiles.old(file);
        assertThat(old).hasSize(2);
        try (var files = Files.list(file.getParent())) {
            assertThat(files.map(one -> one.getFileName().toString()))
                    .containsExactlyInAnyOrder(
                            "told.ndjson",
                            "told.ndjson.index",
                            "told.ndjson.lock",
                            old.get(0).getFileName().toString(),
                            old.get(0).getFileName() + ".index",
                            old.get(1).getFileName().toString(),
                            old.get(1).getFileName() + ".index");
        }
        assertThat(reason(journal, "SO-1")).isEmpty();
        assertThat(reason(journal, "SO-50")).isPresent();
    }

    @Test
    void whatAnotherProcessRollsIsFollowed() throws IOException {
        ToldJournal one = journal(SMALL, 100);
        ToldJournal two = journal(SMALL, 100);
        for (int i = 1; i <= 60; i++) {
            write(i % 3 == 0 ? one : two, "SO-" + i % 7, "reason " + i);
            assertThat(reason(i % 2 == 0 ? one : two, "SO-" + i % 7)).contains("reason " + i);
        }

        assertThat(Lines.all(file)).hasSize(60);
    }

    @Test
    void aFileThatIsMovedAwayIsBegunAnew() throws IOException {
        ToldJournal journal = journal();
        write(journal, "SO-1", "r");
        Files.move(file, folder.resolve("taken"));
        write(journal, "SO-2", "r");

        assertThat(Lines.all(file)).containsExactly(Lines.line("SO-2", "r"));
        assertThat(reason(journal, "SO-1")).isEmpty();
        assertThat(reason(journal, "SO-2")).isPresent();
    }

    @Test
    void aLineWithoutAnEndIsEndedBeforeOurs() throws IOException {
        ToldJournal journal = journal();
        write(journal, "SO-1", "r");
        Files.writeString(file, "{\"at\":\"2026-", StandardOpenOption.APPEND);

        assertThat(reason(journal, "SO-1")).contains("r");
        write(journal, "SO-2", "r");

        assertThat(reason(journal, "SO-2")).contains("r");
        assertThat(Files.readAllLines(file)).hasSize(3);
        List<ToldRequest> lines = new ArrayList<>();
        assertThat(ToldFile.read(file, lines::add)).isEqualTo(1);
        assertThat(lines).containsExactly(Lines.line("SO-1", "r"), Lines.line("SO-2", "r"));
    }

    /** A stopped process has the lock, and nobody can take it from it. */
    @Test
    void whoHasTheLockForEverHoldsUpNobody() throws IOException {
        ToldJournal journal = journal(SMALL, 100);
        write(journal, "SO-1", "first");
        try (FileChannel lock = FileChannel.open(ToldFiles.lockOf(file), StandardOpenOption.WRITE);
                FileLock held = lock.lock()) {
            assertThat(held.isValid()).isTrue();
            for (int i = 2; i <= 20; i++) {
                write(journal, "SO-" + i, "r");
            }
            assertThat(reason(journal, "SO-1")).contains("first");
            assertThat(reason(journal, "SO-20")).contains("r");
            assertThat(ToldFiles.old(file)).isEmpty();
        }
        write(journal, "SO-21", "r");

        assertThat(ToldFiles.old(file)).hasSize(1);
        assertThat(Lines.all(file)).hasSize(21);
    }

    // ---- the index

    @ParameterizedTest
    @ValueSource(ints = {0, 10, 64, 5_000})
    void anIndexThatIsTooShortIsMadeAnew(int length) throws IOException {
        fill(40);
        try (FileChannel index = FileChannel.open(ToldFiles.indexOf(file), StandardOpenOption.WRITE)) {
            index.truncate(length);
        }

        assertAllFound(40);
    }

    @Test
    void anIndexThatIsMissingIsMadeAnew() throws IOException {
        fill(40);
        Files.delete(ToldFiles.indexOf(file));

        assertAllFound(40);
        assertThat(ToldFiles.indexOf(file)).exists();
    }

    @Test
    void anIndexThatIsDamagedIsMadeAnew() throws IOException {
        for (int seed = 1; seed <= 20; seed++) {
            Random random = new Random(seed);
            fill(40);
            try (RandomAccessFile index =
                    new RandomAccessFile(ToldFiles.indexOf(file).toFile(), "rw")) {
                byte[] bytes = new byte[(int) index.length()];
                index.readFully(bytes);
                for (int i = 0; i < bytes.length; i++) {
                    if (bytes[i] != 0 && random.nextInt(10) == 0) {
                        bytes[i] ^= (byte) (1 + random.nextInt(255));
                    }
                }
                index.seek(0);
                index.write(bytes);
            }

            assertAllFound(40);
        }
    }

    @Test
    void anIndexOfAnotherFileIsMadeAnew() throws IOException {
        fill(40);
        byte[] index = Files.readAllBytes(ToldFiles.indexOf(file));
        Files.delete(file);
        ToldJournal other = journal();
        for (int i = 39; i >= 0; i--) {
            write(other, "SO-" + i, "reason " + i);
        }
        Files.write(ToldFiles.indexOf(file), index);

        assertAllFound(40);
    }

    /** What was not forced to the disk before the machine lost its power may be there in part. */
    @Test
    void anIndexFromBeforeTheMachineStartedIsMadeAnew() throws IOException {
        fill(40);
        ToldIndex.Head head = head();
        try (ToldIndex index = index()) {
            index.write(new ToldIndex.Head(head.of(), new ToldKey(1, 2), head.covered(), 0));
        }

        assertAllFound(40);
        assertThat(head().entries()).isEqualTo(40);
    }

    private ToldIndex index() throws IOException {
        return new ToldIndex(
                FileChannel.open(ToldFiles.indexOf(file), StandardOpenOption.READ, StandardOpenOption.WRITE));
    }

    private ToldIndex.Head head() throws IOException {
        try (ToldIndex index = index()) {
            return index.head();
        }
    }

    /** And an old file's is forced when it is looked into, so that it need not be made anew after every start. */
    @Test
    void theIndexOfAnOldFileOutlivesAStart() throws IOException {
        ToldJournal journal = journal(SMALL, 100);
        for (int i = 1; i <= 20; i++) {
            write(journal, "SO-" + i, "r");
        }
        reason(journal, "SO-none");

        Path old = ToldFiles.old(file).get(0);
        try (ToldIndex index = new ToldIndex(FileChannel.open(ToldFiles.indexOf(old)))) {
            assertThat(index.head().boot()).isEqualTo(ToldKey.NONE);
        }
    }

    private void fill(int lines) throws IOException {
        Files.deleteIfExists(file);
        Files.deleteIfExists(ToldFiles.indexOf(file));
        ToldJournal journal = journal();
        for (int i = 0; i < lines; i++) {
            write(journal, "SO-" + i, "reason " + i);
        }
        reason(journal, "SO-none");
        assertThat(head().entries()).isEqualTo(lines);
        assertThat(head().covered()).isEqualTo(Files.size(file));
    }

    private void assertAllFound(int lines) throws IOException {
        ToldJournal journal = journal();
        for (int i = 0; i < lines; i++) {
            assertThat(reason(journal, "SO-" + i)).contains("reason " + i);
        }
        assertThat(reason(journal, "SO-none")).isEmpty();
    }

    // ---- several at once

    @Test
    void linesOfManyThreadsDoNotMix() throws Exception {
        ToldJournal journal = journal(20_000, 1000);
        ExecutorService threads = Executors.newFixedThreadPool(8);
        List<Future<?>> all = new ArrayList<>();
        for (int thread = 0; thread < 8; thread++) {
            int name = thread;
            all.add(threads.submit(() -> {
                for (int i = 0; i < 200; i++) {
                    write(journal, "SO-" + name + "-" + i, "缺货 ".repeat(1 + i % 9));
                    if (i % 20 == 0) {
                        assertThat(reason(journal, "SO-" + name + "-" + i)).isPresent();
                    }
                }
                return null;
            }));
        }
        for (Future<?> one : all) {
            one.get();
        }
        threads.shutdown();

        assertThat(Lines.all(file)).hasSize(1600).doesNotHaveDuplicates();
        assertThat(ToldFiles.old(file)).isNotEmpty();
    }

    @Test
    void linesOfTwoProcessesDoNotMixWhileBothRoll() throws Exception {
        Process one = start("one", 2000);
        Process two = start("two", 2000);
        go(one);
        go(two);
        assertThat(last(one)).isEqualTo("done");
        assertThat(last(two)).isEqualTo("done");

        assertThat(Lines.all(file)).hasSize(4000).doesNotHaveDuplicates();
        assertThat(ToldFiles.old(file)).hasSizeGreaterThan(10);
    }

    @Test
    void whatWasWrittenIsThereAfterAKill() throws Exception {
        Process one = start("one", 100_000);
        Process two = start("two", 1000);
        go(one);
        go(two);
        String at = one.inputReader().readLine();
        for (int lines = 1; lines < 30 && at != null; lines++) {
            at = one.inputReader().readLine();
        }
        one.destroyForcibly().waitFor();
        assertThat(last(two)).isEqualTo("done");

        ToldJournal journal = journal(30_000, 1000);
        for (int i = 0; i <= Integer.parseInt(at); i++) {
            assertThat(reason(journal, "SO-one-" + i)).as("SO-one-" + i).isPresent();
        }
        for (int i = 0; i < 1000; i++) {
            assertThat(reason(journal, "SO-two-" + i)).as("SO-two-" + i).isPresent();
        }
    }

    private Process start(String name, int lines) throws IOException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Dfile.encoding=UTF-8",
                        "-cp",
                        System.getProperty("java.class.path"),
                        WritingProcess.class.getName(),
                        file.toString(),
                        "30000",
                        name,
                        String.valueOf(lines))
                .redirectError(folder.resolve(name + ".err").toFile())
                .start();
        String ready = process.inputReader().readLine();
        assertThat(ready).as(Files.readString(folder.resolve(name + ".err"))).isEqualTo("ready");
        return process;
    }

    private static void go(Process process) throws IOException {
        process.getOutputStream().close();
    }

    private static String last(Process process) throws IOException {
        String last = null;
        for (String line = process.inputReader().readLine();
                line != null;
                line = process.inputReader().readLine()) {
            last = line;
        }
        return last;
    }

    // ---- what it refuses

    @Test
    void aFileIntoWhichOthersCanWriteIsNotBelieved() throws IOException {
        ToldJournal journal = journal();
        write(journal, "SO-1", "r");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));

        assertThatThrownBy(() -> reason(journal, "SO-1")).isInstanceOf(RefusedFile.class);
    }

    @Test
    void somebodyElsesFileIsNotWritten() throws IOException {
        assumeThat(AnotherUser.canGiveAway()).as("only root gives files away").isTrue();
        ToldJournal journal = journal();
        write(journal, "SO-1", "r");
        Files.delete(file);
        Files.writeString(file, "");
        AnotherUser.own(file);

        assertThatThrownBy(() -> write(journal, "SO-2", "r"))
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(RefusedFile.class);
        assertThat(file).isEmptyFile();
        assertThatThrownBy(this::journal).isInstanceOf(RefusedFile.class);
    }

    @Test
    void aLinkThatIsPutInItsPlaceIsNotFollowed() throws IOException {
        ToldJournal journal = journal();
        write(journal, "SO-1", "r");
        Path elsewhere = Files.writeString(folder.resolve("elsewhere"), "");
        Files.delete(file);
        Files.createSymbolicLink(file, elsewhere);

        assertThatThrownBy(() -> write(journal, "SO-2", "r"))
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(RefusedFile.class);
        assertThat(elsewhere).isEmptyFile();
    }

    /** The folder is our own, and so is the link: it is where the file is kept. */
    @Test
    void aFolderThatIsALinkIsWhereItLeads() throws IOException {
        Path real = Files.createDirectories(folder.resolve("real"));
        Files.createSymbolicLink(folder.resolve("state"), real);

        write(journal(), "SO-1", "r");

        assertThat(real.toRealPath().resolve("ylh/told.ndjson")).exists();
        assertThat(reason(journal(), "SO-1")).isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/dev/null", "/", "/proc/told.ndjson"})
    void whatIsNoFileIsRefused(String other) {
        file = Path.of(other);

        assertThatThrownBy(this::journal).isInstanceOf(IOException.class);
    }

    // ---- a disk without room

    /** On a file system of its own, which only root can make. */
    @Test
    void withoutRoomNothingIsWrittenAndWithRoomAgainItGoesOn() throws Exception {
        Path small = Files.createDirectories(folder.resolve("small"));
        assumeThat(new ProcessBuilder("mount", "-t", "tmpfs", "-o", "size=64k,mode=700", "tmpfs", small.toString())
                        .start()
                        .waitFor())
                .as("mount")
                .isZero();
        try {
            file = small.resolve("told.ndjson");
            ToldJournal journal = journal();
            int written = 0;
            Throwable problem = null;
            while (problem == null && written < 1000) {
                try {
                    write(journal, "SO-" + written, "r");
                    written++;
                } catch (CompletionException e) {
                    problem = e.getCause();
                }
            }
            assertThat(problem).isInstanceOf(IOException.class).hasMessageContaining("No space");
            assertThat(reason(journal, "SO-0"))
                    .as("there is no room for an index")
                    .contains("r");
            assertThat(reason(journal, "SO-" + (written - 1))).contains("r");

            run("mount", "-o", "remount,size=64m", small.toString());
            write(journal, "SO-more", "r");

            assertThat(reason(journal, "SO-more")).contains("r");
            assertThat(reason(journal, "SO-" + (written - 1))).contains("r");
            close();
            open.clear();
        } finally {
            run("umount", small.toString());
        }
    }

    private static void run(String... command) throws Exception {
        assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
    }

    @Test
    void whatIsClosedWritesNothing() throws IOException {
        ToldJournal journal = journal();
        CompletableFuture<Void> before = journal.write(Lines.line("SO-1", "r"));
        journal.close();

        assertThat(before).isCompleted();
        assertThat(journal.write(Lines.line("SO-2", "r"))).isCompletedExceptionally();
        assertThat(new String(Files.readAllBytes(file), StandardCharsets.UTF_8)).hasLineCount(1);
    }
}
