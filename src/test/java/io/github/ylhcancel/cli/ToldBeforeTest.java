package io.github.ylhcancel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ylhcancel.sandbox.Endpoint;
import io.github.ylhcancel.sandbox.ReceivedRequest;
import io.github.ylhcancel.sandbox.Sandbox;
import io.github.ylhcancel.sandbox.SandboxOptions;
import io.github.ylhcancel.testing.EmptyHome;
import io.github.ylhcancel.testing.Ran;
import io.github.ylhcancel.testing.TestShop;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A backup of the database is put back, which has forgotten what YLH was told since; this machine's journal has not. */
class ToldBeforeTest {
    private static final int TOLD = 3;

    @RegisterExtension
    private final EmptyHome home = new EmptyHome();

    @TempDir
    private Path folder;

    private Sandbox sandbox;
    private TestShop shop;
    private List<String> orders;

    @BeforeEach
    void start() throws IOException {
        sandbox = Sandbox.start(SandboxOptions.defaults(), Clock.systemUTC());
        open();
    }

    private void open(String... lines) {
        shop = TestShop.create(folder, 30, sandbox, lines);
        orders = shop.orders("paid", true).subList(0, TOLD);
    }

    @AfterEach
    void end() {
        sandbox.close();
    }

    private Path database() {
        return folder.resolve("shop.mv.db");
    }

    private Ran cancel(String reason, String... options) {
        return run("cancel", reason, options);
    }

    private Ran run(String command, String reason, String... options) {
        String[] all = new String[4 + TOLD + options.length];
        System.arraycopy(new String[] {command, "--reason", reason, "--yes"}, 0, all, 0, 4);
        System.arraycopy(orders.toArray(new String[0]), 0, all, 4, TOLD);
        System.arraycopy(options, 0, all, 4 + TOLD, options.length);
        return shop.ylh().run(all);
    }

    private void tellAndForget() throws IOException {
        tellAndForget("缺货");
    }

    private void tellAndForget(String reason, String... options) throws IOException {
        Path backup = folder.resolve("backup");
        Files.copy(database(), backup);
        assertThat(cancel(reason, options).code()).isZero();
        Files.copy(backup, database(), StandardCopyOption.REPLACE_EXISTING);
    }

    private void assertNothingDifferentWasSent() {
        assertThat(sandbox.cancellations()).hasSize(TOLD);
        assertThat(sandbox.cancellations().values()).allMatch(held -> !held.different() && held.requests() == 1);
    }

    @Test
    void whatWasToldAndForgottenIsNotCancelledAnew() throws IOException {
        tellAndForget();
        Map<String, List<String>> before = shop.everythingButRuns();

        Ran again = cancel("another reason", "-o", "json");

        assertThat(again.code()).as(again.err()).isEqualTo(3);
        for (int i = 0; i < TOLD; i++) {
            assertThat(again.json().path("results").path(i).path("outcome").asText())
                    .isEqualTo("refused");
            assertThat(again.json().path("results").path(i).path("code").asText())
                    .isEqualTo("told-before");
            assertThat(again.json().path("results").path(i).path("message").asText())
                    .contains("缺货", "ylh reconcile --journal", orders.get(i));
        }
        assertThat(shop.everythingButRuns()).isEqualTo(before);
        assertNothingDifferentWasSent();
    }

    /** The journal has it as it was sent; nobody else repeats it. */
    @Test
    void theNumberOfAPersonInItIsMaskedWhereItIsRepeated() throws IOException {
        tellAndForget("客户13800005678", "--allow-personal-data");

        Ran again = cancel("缺货");
        assertThat(cancel("缺货", "--no-sync").code()).isZero();
        shop.ylh().run("sync");

        assertThat(again.out()).contains("客户138****5678").doesNotContain("13800005678");
        assertThat(shop.rows("SELECT last_error FROM ylh_cancellation"))
                .hasSize(TOLD)
                .allMatch(error -> error.contains("'客户138****5678'"));
    }

    @Test
    void whatWasDecidedAnewIsHeldWhenItIsToBeTold() throws IOException {
        tellAndForget();
        assertThat(cancel("another reason", "--no-sync").code()).isZero();

        Ran sync = shop.ylh().run("sync");

        assertThat(sync.code()).as(sync.out() + sync.err()).isEqualTo(3);
        assertThat(sync.out()).contains("缺货");
        assertNothingDifferentWasSent();
        assertThat(orders).allSatisfy(order -> assertThat(shop.delivery(order)).isEqualTo("held"));
        Ran undo = shop.ylh().run("undo", orders.get(0), "--note", "n", "--yes");
        assertThat(undo.code()).as("YLH may have cancelled it: " + undo.out()).isEqualTo(3);
        Ran deliveries = shop.ylh().run("deliveries", "--state", "held");
        assertThat(deliveries.out()).contains("ylh reconcile --journal FILE --order " + orders.get(0));
        Ran again = cancel("a third reason");
        assertThat(again.code()).isEqualTo(3);
        assertThat(again.out()).contains("nothing was sent", "缺货").doesNotContain("refused it");
        shop.ylh().run("retry", orders.get(0), "--note", "n", "--yes");
        assertThat(shop.delivery(orders.get(0)))
                .as("a person's word does not send other bytes")
                .isEqualTo("held");
        assertNothingDifferentWasSent();
    }

    /** One of them was decided anew since, in other words, and is held. */
    @Test
    void whatWasForgottenIsTakenOverFromTheJournalAndSentInTheSameBytes() throws IOException {
        long stock = shop.stock();
        long units = orders.stream().mapToLong(shop::ownUnits).sum();
        tellAndForget();
        List<String> told = sentToCancel();
        String anew = orders.get(0);
        assertThat(shop.ylh()
                        .run("cancel", anew, "--reason", "another reason", "--no-sync", "--yes")
                        .code())
                .isZero();
        assertThat(shop.ylh().run("sync").code()).isEqualTo(3);
        assertThat(shop.delivery(anew)).isEqualTo("held");
        Map<String, List<String>> before = shop.everything();

        Ran listed = shop.ylh().run("reconcile", "--journal", "--only", "forgotten", "-o", "json");

        assertThat(listed.code()).as(listed.out() + listed.err()).isEqualTo(3);
        assertThat(rows(listed)).containsExactlyInAnyOrderElementsOf(forgottenAnd("found"));
        assertThat(shop.everything()).isEqualTo(before);

        Ran applied = shop.ylh().run("reconcile", "--journal", "--apply", "--yes", "-o", "json");

        assertThat(applied.code()).as(applied.out() + applied.err()).isZero();
        assertThat(rows(applied)).containsExactlyInAnyOrderElementsOf(forgottenAnd("repaired"));
        assertThat(shop.stock()).isEqualTo(stock + units);
        assertThat(shop.rows("SELECT DISTINCT cancel_reason, state FROM ylh_cancellation"))
                .containsExactly("缺货 | unknown");
        assertThat(sentToCancel()).as("reconcile calls nobody").isEqualTo(told);

        Ran sync = shop.ylh().run("sync");

        assertThat(sync.code()).as(sync.out() + sync.err()).isZero();
        assertThat(sentToCancel())
                .as("each once more, in the same bytes")
                .hasSize(2 * TOLD)
                .hasSameElementsAs(told);
        assertThat(sandbox.cancellations().values())
                .hasSize(TOLD)
                .allMatch(held -> held.requests() == 2 && held.held() == 1 && !held.different());
        assertThat(orders).allSatisfy(order -> {
            assertThat(shop.status(order)).isEqualTo("cancelled");
            assertThat(shop.delivery(order)).isEqualTo("accepted");
        });
        Map<String, List<String>> after = shop.everythingButRuns();
        assertThat(shop.ylh().run("reconcile", "--journal")).isEqualTo(new Ran(0, "", ""));
        assertThat(shop.everythingButRuns()).isEqualTo(after);
        assertThat(shop.ylh().run("reconcile", "--journal", "--apply", "--yes")).isEqualTo(new Ran(0, "", ""));
        assertThat(shop.stock()).isEqualTo(stock + units);
    }

    private List<String> sentToCancel() {
        return sandbox.requests().stream()
                .filter(request -> request.endpoint() == Endpoint.CANCEL)
                .map(ReceivedRequest::text)
                .toList();
    }

    private List<String> forgottenAnd(String outcome) {
        return orders.stream().map(order -> order + " forgotten " + outcome).toList();
    }

    private static List<String> rows(Ran ran) {
        List<String> rows = new ArrayList<>();
        ran.json()
                .path("results")
                .forEach(row -> rows.add(row.path("order").asText() + " "
                        + row.path("kind").asText() + " " + row.path("outcome").asText()));
        return rows;
    }

    @Test
    void whatWasDecidedBeforeTheBackupIsSentInTheSameBytes() throws IOException {
        assertThat(cancel("缺货", "--no-sync").code()).isZero();
        Path backup = folder.resolve("backup");
        Files.copy(database(), backup);
        assertThat(shop.ylh().run("sync").code()).isZero();
        Files.copy(backup, database(), StandardCopyOption.REPLACE_EXISTING);

        assertThat(shop.ylh().run("sync").code()).isZero();

        assertThat(sandbox.cancellations().values()).hasSize(TOLD).allMatch(held -> !held.different());
    }

    @Test
    void withoutAJournalNobodyKnows() throws IOException {
        open("ylh.journal =");
        tellAndForget();

        assertThat(cancel("another reason").code()).isZero();

        assertThat(sandbox.cancellations().values()).allMatch(held -> held.different());
        assertThat(folder.resolve("told.ndjson")).doesNotExist();
        assertThat(home.path().resolve(".local")).doesNotExist();
    }

    // ---- where it is

    @Test
    void byDefaultItIsInTheHome() {
        shop.writeConfig(sandbox.authUri(), sandbox.baseUri());
        open("ylh.journal = ~/.local/state/ylh/told.ndjson");

        assertThat(cancel("缺货").code()).isZero();

        assertThat(home.path().resolve(".local/state/ylh/told.ndjson")).isNotEmptyFile();
    }

    @Test
    void aJournalThatIsNamedAndCannotBeWrittenEndsTheRunBeforeAnythingIsDone() throws IOException {
        Files.writeString(folder.resolve("file"), "");
        open("ylh.journal = " + folder.resolve("file/told.ndjson"));
        Map<String, List<String>> before = shop.everythingButRuns();

        Ran cancel = cancel("缺货");

        assertThat(cancel.code()).isEqualTo(2);
        assertThat(cancel.err()).hasLineCount(1).contains("ylh.journal = " + folder.resolve("file/told.ndjson"));
        assertThat(shop.everythingButRuns()).isEqualTo(before);
        assertThat(cancel("缺货", "--no-sync").code()).as("nobody is told").isZero();
        Ran sync = shop.ylh().run("sync");
        assertThat(sync.code()).isEqualTo(2);
        assertThat(sync.err()).hasLineCount(1).contains("ylh.journal");
        assertThat(sandbox.requests()).isEmpty();
    }

    @Test
    void withoutAHomeThatCanBeWrittenTheRunGoesOnAndSaysSo() throws IOException {
        Files.writeString(home.path().resolve(".local"), "");
        shop.writeConfig(sandbox.authUri(), sandbox.baseUri());
        List<String> lines = Files.readAllLines(shop.config()).stream()
                .filter(line -> !line.startsWith("ylh.journal"))
                .toList();
        Files.write(shop.config(), lines);

        Ran cancel = cancel("缺货", "-q");

        assertThat(cancel.code()).isZero();
        assertThat(cancel.err()).hasLineCount(1).contains(".local/state/ylh/told.ndjson", "goes on without it");
        assertThat(sandbox.cancellations()).hasSize(TOLD);
    }

    @Test
    void whoTellsNobodyOpensNone() {
        for (String[] command : new String[][] {
            {"status", orders.get(0)}, {"sync"}, {"deliveries"}, {"cancel", orders.get(0), "--reason", "r", "--dry-run"}
        }) {
            assertThat(shop.ylh().run(command).code()).isZero();
        }

        assertThat(folder.resolve("told.ndjson")).doesNotExist();
    }
}
