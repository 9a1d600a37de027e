package io.github.ylhcancel.plan;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.ylhcancel.sandbox.Credentials;
import io.github.ylhcancel.sandbox.Sandbox;
import io.github.ylhcancel.sandbox.SandboxOptions;
import io.github.ylhcancel.testing.Ran;
import io.github.ylhcancel.testing.TestShop;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.h2.api.Trigger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** From the dry run to the cancelled orders, with the whole program and a database. */
class ApplyPlanTest {
    @TempDir
    Path folder;

    private Sandbox sandbox;
    private TestShop shop;
    private List<String> orders;
    private Path plan;

    @BeforeEach
    void open() throws IOException {
        sandbox = Sandbox.start(SandboxOptions.defaults(), Clock.systemUTC());
        shop = TestShop.create(folder, 60, sandbox);
        orders = shop.orders("paid", true).subList(0, 4);
        plan = folder.resolve("plan.json");
    }

    @AfterEach
    void close() {
        sandbox.close();
    }

    private Ran planned(String... more) {
        List<String> arguments = new ArrayList<>(List.of("cancel", "--dry-run", "--plan-out", plan.toString()));
        arguments.addAll(List.of(more));
        return shop.ylh().run(arguments.toArray(String[]::new));
    }

    private Ran plannedOrders() {
        List<String> arguments = new ArrayList<>(List.of("--reason", "客户要求取消"));
        arguments.addAll(orders);
        return planned(arguments.toArray(String[]::new));
    }

    private Ran applied(String... more) {
        List<String> arguments = new ArrayList<>(List.of("cancel", "--plan", plan.toString(), "-o", "json"));
        arguments.addAll(List.of(more));
        return shop.ylh().run(arguments.toArray(String[]::new));
    }

    /** Order and outcome of each result, with the message of those that have one. */
    private static List<String> outcomes(Ran ran) {
        List<String> outcomes = new ArrayList<>();
        for (JsonNode result : ran.json().path("results")) {
            outcomes.add(
                    result.path("order").asText() + " " + result.path("outcome").asText()
                            + (result.path("message").isNull()
                                    ? ""
                                    : ": " + result.path("message").asText()));
        }
        return outcomes;
    }

    @Test
    void planningChangesNothingAndApplyingDoesWhatWasPlanned() {
        Map<String, List<String>> before = shop.everything();
        long units = orders.stream().mapToLong(shop::ownUnits).sum();
        long stock = shop.stock();

        Ran planning = plannedOrders();

        assertThat(planning.code()).isZero();
        assertThat(planning.err())
                .startsWith("ylh: plan with 4 orders, " + units + " units, written to " + plan + ", expires ")
                .contains("'ylh -c " + shop.config() + " cancel --plan " + plan + "'")
                .hasLineCount(1);
        assertThat(shop.everything()).isEqualTo(before);
        assertThat(sandbox.requests()).isEmpty();

        Ran applying = applied();

        assertThat(applying.code()).isZero();
        assertThat(outcomes(applying))
                .containsExactlyElementsOf(
                        orders.stream().map(order -> order + " cancelled").toList());
        assertThat(shop.stock()).isEqualTo(stock + units);
        assertThat(shop.rows("SELECT DISTINCT cancel_reason, state FROM ylh_cancellation"))
                .containsExactly("客户要求取消 | accepted");
    }

    @Test
    void doingItAgainIsHarmless() {
        plannedOrders();
        applied();
        Map<String, List<String>> before = shop.everythingButRuns();
        int calls = sandbox.requests().size();

        Ran again = applied();

        assertThat(again.code()).isZero();
        assertThat(outcomes(again)).allMatch(outcome -> outcome.endsWith("already-cancelled: it was cancelled before"));
        assertThat(shop.everythingButRuns()).isEqualTo(before);
        assertThat(sandbox.requests()).hasSize(calls);
    }

    @Test
    void doingItAgainFinishesWhatYlhHasNotHeard() {
        plannedOrders();
        assertThat(applied("--no-sync").code()).isZero();
        assertThat(sandbox.requests()).isEmpty();

        Ran again = applied();

        assertThat(again.code()).isZero();
        assertThat(again.json().path("summary").path("already_cancelled").asInt())
                .isEqualTo(4);
        assertThat(sandbox.cancellations()).hasSize(4);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "status = 'shipped'                     | its state was paid when the plan was made and is shipped now",
                "status = 'returning'                   | its state was paid when the plan was made and is returning now",
                "haier_so_id = 'SO-NEW'                 | and is SO-NEW now",
                "haier_so_id = NULL                     | and is none now",
                "order_number = 'PO-NEW'                | it is another order now: its number was",
                "updated_at = '2026-11-01 00:00:00.001' | it was changed at",
            })
    void anOrderThatChangedIsSkippedAndNamed(String change, String why) {
        plannedOrders();
        String changed = orders.get(1);
        String id = shop.value("SELECT id FROM orders WHERE order_number = '" + changed + "'");
        shop.execute("UPDATE orders SET " + change + " WHERE id = " + id);
        String row = shop.rows("SELECT * FROM orders WHERE id = " + id).get(0);

        Ran ran = applied();

        assertThat(ran.code()).isZero();
        assertThat(ran.json().path("summary").path("cancelled").asInt()).isEqualTo(3);
        assertThat(outcomes(ran).get(1)).contains(" skipped: ", why, "so it was left alone");
        assertThat(shop.rows("SELECT * FROM orders WHERE id = " + id)).containsExactly(row);
        assertThat(shop.rows("SELECT order_key FROM ylh_stock_ledger WHERE order_key = " + id))
                .isEmpty();
        assertThat(shop.rows("SELECT order_id FROM ylh_cancellation WHERE order_id = " + id))
                .isEmpty();
    }

    @Test
    void whatChangedIsNamedEvenInAQuietRun() {
        plannedOrders();
        shop.execute("UPDATE orders SET status = 'shipped' WHERE order_number = '" + orders.get(2) + "'");

        Ran ran = shop.ylh().run("-q", "cancel", "--plan", plan.toString());

        assertThat(ran.out()).contains(orders.get(2), "is shipped now").doesNotContain(orders.get(0));
    }

    @Test
    void anOrderThatIsGoneIsNotFoundAndTheRestGoesOn() {
        plannedOrders();
        shop.execute(
                "DELETE FROM order_items WHERE order_id = (SELECT id FROM orders WHERE order_number = '" + orders.get(0)
                        + "')",
                "DELETE FROM order_status_history WHERE order_id = (SELECT id FROM orders WHERE order_number = '"
                        + orders.get(0) + "')",
                "DELETE FROM orders WHERE order_number = '" + orders.get(0) + "'");

        Ran ran = applied();

        assertThat(ran.code()).isEqualTo(3);
        assertThat(outcomes(ran).get(0)).startsWith(orders.get(0) + " not-found");
        assertThat(ran.json().path("summary").path("cancelled").asInt()).isEqualTo(3);
    }

    @Test
    void aDryRunOfAPlanSaysWhatWouldHappenNow() {
        plannedOrders();
        shop.execute("UPDATE orders SET status = 'shipped' WHERE order_number = '" + orders.get(2) + "'");
        Map<String, List<String>> before = shop.everything();

        Ran ran = applied("--dry-run");

        assertThat(ran.code()).isZero();
        assertThat(outcomes(ran).get(0)).isEqualTo(orders.get(0) + " would-cancel");
        assertThat(outcomes(ran).get(2)).startsWith(orders.get(2) + " skipped");
        assertThat(shop.everything()).isEqualTo(before);
    }

    /** What a row of the file says for itself reaches the shop and YLH, through the plan. */
    @Test
    void aFileOfWhichOnlyTheGoodRowsAreInThePlan() throws IOException {
        String shipped = shop.orders("shipped", true).get(0);
        Path file = Files.writeString(
                folder.resolve("orders.csv"), """
                order,reason,cancel_time,source_system
                %s,缺货,2026-01-01T08:00:00+08:00,OTHER
                %s,,,
                %s,,,
                1.23E+17,,,
                %s,,,
                """.formatted(orders.get(0), orders.get(1), shipped, orders.get(1)));

        Ran planning = planned("--file", file.toString(), "--reason", "客户要求取消", "-o", "json");

        assertThat(planning.code()).isEqualTo(3);
        assertThat(planning.err()).contains("plan with 2 orders");
        assertThat(outcomes(planning).get(4))
                .isEqualTo(orders.get(1)
                        + " already-cancelled: it was named before in this run and would be cancelled by now");
        assertThat(planning.json().path("summary").path("stock_released").asLong())
                .isEqualTo(shop.ownUnits(orders.get(0)) + shop.ownUnits(orders.get(1)));

        assertThat(applied().code()).isZero();

        assertThat(shop.rows("SELECT order_number, cancel_reason, source_system FROM ylh_cancellation ORDER BY id"))
                .containsExactly(orders.get(0) + " | 缺货 | OTHER", orders.get(1) + " | 客户要求取消 | TEST");
        assertThat(shop.value("SELECT cancel_time FROM ylh_cancellation WHERE order_number = '" + orders.get(0) + "'"))
                .startsWith("2026-01-01 00:00:00");
    }

    /** The configuration may change between the two; what was reviewed holds. */
    @Test
    void whatThePlanFixesHoldsWhateverTheConfigurationSaysLater() {
        plannedOrders();
        shop.writeConfig(sandbox.authUri(), sandbox.baseUri(), "cancel.reason = another", "operator = applier");

        shop.ylh().environment(Map.of()).run("cancel", "--plan", plan.toString());

        assertThat(shop.rows("SELECT DISTINCT cancel_reason, source_system, operator FROM ylh_cancellation"))
                .containsExactly("客户要求取消 | TEST | applier");
    }

    @Test
    void expiresWhenItWasSaid() {
        plannedToExpireAfter("1ms");
        Map<String, List<String>> before = shop.everythingButRuns();

        Ran late = shop.ylh().run("cancel", "--plan", plan.toString());

        assertThat(late.code()).isEqualTo(2);
        assertThat(late.out()).isEmpty();
        assertThat(late.err())
                .startsWith("ylh: the plan " + plan + " expired at ")
                .contains("make a new one")
                .hasLineCount(1);
        assertThat(shop.everythingButRuns()).isEqualTo(before);
    }

    /** The machine that carries a plan out may be another than the one that made it. */
    @Test
    void expiresByTheClockOfTheDatabase() {
        plannedToExpireAfter("4h");
        Clock ahead = Clock.offset(Clock.systemUTC(), Duration.ofHours(5));

        assertThat(shop.ylh()
                        .clock(ahead)
                        .run("cancel", "--plan", plan.toString(), "--no-sync")
                        .code())
                .isZero();
    }

    private void plannedToExpireAfter(String life) {
        Ran planned = shop.ylh()
                .run(
                        "cancel",
                        orders.get(0),
                        "--reason",
                        "x",
                        "--dry-run",
                        "--plan-out",
                        plan.toString(),
                        "--plan-expires",
                        life);
        assertThat(planned.code()).as(planned.err()).isZero();
    }

    @Test
    void expiresAfterADayUnlessTheConfigurationSaysOtherwise() {
        String[] planning = {
            "cancel", orders.get(0), "--reason", "x", "--dry-run", "--plan-out", plan.toString(),
        };
        shop.ylh().run(planning);
        assertThat(lifeOfPlan()).isEqualTo(Duration.ofHours(24));
        shop.writeConfig(sandbox.authUri(), sandbox.baseUri(), "plan.expires-after = 30m");
        planning[6] = folder.resolve("second.json").toString();
        plan = folder.resolve("second.json");
        shop.ylh().run(planning);
        assertThat(lifeOfPlan()).isEqualTo(Duration.ofMinutes(30));
    }

    private Duration lifeOfPlan() {
        try (PlanReader read = Plans.open(plan)) {
            return Duration.between(read.header().createdAt(), read.header().expiresAt());
        }
    }

    @Test
    void anotherDatabaseIsRefused() throws IOException {
        plannedOrders();
        Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
        TestShop other = TestShop.create(elsewhere, 60, sandbox);
        Map<String, List<String>> before = other.everythingButRuns();

        Ran ran = other.ylh().run("cancel", "--plan", plan.toString());

        assertThat(ran.code()).isEqualTo(2);
        assertThat(ran.err())
                .contains("was made for the database", folder.resolve("shop").toString(), elsewhere.toString())
                .hasLineCount(1);
        assertThat(other.everythingButRuns()).isEqualTo(before);
    }

    @Test
    void aPlanThatIsBrokenCancelsNothing() throws IOException {
        plannedOrders();
        Files.writeString(plan, Files.readString(plan).replace("\"orders\":4", "\"orders\":5"));
        Map<String, List<String>> before = shop.everythingButRuns();

        Ran ran = applied();

        assertThat(ran.code()).isEqualTo(2);
        assertThat(ran.err()).contains("its totals say 5 orders").hasLineCount(1);
        assertThat(shop.everythingButRuns()).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--reason x",
                "--by id",
                "--note x",
                "--source-system x",
                "--cancel-time 2026-01-01T00:00:00Z",
                "--file x.csv",
                "PO1",
                "--strict",
                "--encoding utf-8",
                "--dry-run --plan-out y.json",
                "--plan-expires 4h",
            })
    void whatThePlanFixesCannotBeSaidAgain(String more) {
        plannedOrders();
        Map<String, List<String>> before = shop.everything();

        Ran ran = applied(more.split(" "));

        assertThat(ran.code()).isEqualTo(2);
        assertThat(ran.err()).contains("plan").hasLineCount(2);
        assertThat(shop.everything()).isEqualTo(before);
    }

    @Test
    void aPlanIsOnlyWrittenByADryRun() {
        Ran ran = shop.ylh().run("cancel", orders.get(0), "--reason", "x", "--plan-out", plan.toString());

        assertThat(ran.code()).isEqualTo(2);
        assertThat(ran.err()).startsWith("ylh: --plan-out goes with --dry-run");
        assertThat(plan).doesNotExist();
        assertThat(shop.status(orders.get(0))).isEqualTo("paid");
        assertThat(shop.ylh()
                        .run("cancel", orders.get(0), "--dry-run", "--plan-expires", "4h")
                        .err())
                .startsWith("ylh: --plan-expires goes with --plan-out");
        assertThat(planned("--plan-expires", "soon", "--reason", "x", orders.get(0))
                        .err())
                .startsWith("ylh: --plan-expires is a span of time");
        assertThat(planned(orders.get(0)).err()).startsWith("ylh: why?");
    }

    @Test
    void aFileThatBreaksOffLeavesNoPlan() throws IOException {
        Path file = Files.writeString(
                folder.resolve("orders.csv"),
                "order,reason\n%s,x\n%s,\"never\nclosed\" here\n".formatted(orders.get(0), orders.get(1)));

        Ran ran = planned("--file", file.toString());

        assertThat(ran.code()).isEqualTo(2);
        assertThat(ran.err()).contains("no plan was written");
        assertThat(plan).doesNotExist();
    }

    @Test
    void onATerminalThePlanIsShownAndTheAnswerIsNo() {
        plannedOrders();

        Ran no = shop.ylh().onTerminal().in("\n").run("cancel", "--plan", plan.toString());

        assertThat(no.code()).isEqualTo(7);
        assertThat(no.err())
                .contains(
                        "by tester on",
                        "--plan-out",
                        "expires",
                        "客户要求取消",
                        "Cancel these 4 orders",
                        "[y/N]",
                        "nothing was cancelled");
        assertThat(shop.status(orders.get(0))).isEqualTo("paid");

        Ran yes = shop.ylh().onTerminal().in("y\n").run("cancel", "--plan", plan.toString());

        assertThat(yes.out()).contains("4 cancelled");
        assertThat(shop.status(orders.get(0))).isEqualTo("cancelled");
    }

    /** What was shown and asked about is what is done, whatever stands in the file by then. */
    @Test
    void aPlanThatIsExchangedWhileThePersonThinksIsNotCarriedOut() throws IOException {
        List<String> others = shop.orders("paid", true).subList(4, 8);
        List<String> arguments = new ArrayList<>(List.of("--reason", "nobody has seen this"));
        arguments.addAll(others);
        Path reviewed = plan;
        plan = folder.resolve("other.json");
        planned(arguments.toArray(String[]::new));
        byte[] other = Files.readAllBytes(plan);
        plan = reviewed;
        plannedOrders();

        Ran ran = shop.ylh()
                .onTerminal()
                .in(new WhenAsked("y\n", () -> Files.write(reviewed, other)))
                .run("cancel", "--plan", reviewed.toString(), "--no-sync");

        assertThat(reviewed).hasBinaryContent(other);
        assertThat(others).allSatisfy(order -> assertThat(shop.status(order)).isEqualTo("paid"));
        assertThat(ran.out()).contains("4 cancelled");
        assertThat(shop.status(orders.get(3))).isEqualTo("cancelled");
    }

    /** An answer before which something happens. */
    private static final class WhenAsked extends ByteArrayInputStream {
        private interface Happening {
            void happen() throws IOException;
        }

        private Happening first;

        WhenAsked(String answer, Happening first) {
            super(answer.getBytes(StandardCharsets.UTF_8));
            this.first = first;
        }

        @Override
        public synchronized int read(byte[] into, int from, int most) {
            try {
                if (first != null) {
                    first.happen();
                    first = null;
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return super.read(into, from, most);
        }
    }

    @Test
    void theDigestIsSaidWhereThePlanIsWrittenAndWhereItIsAskedAbout() throws Exception {
        String said = plannedOrders().err();
        String digest =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(plan)));

        assertThat(said).contains("--plan-sha256", digest);
        assertThat(shop.ylh()
                        .onTerminal()
                        .in("n\n")
                        .run("cancel", "--plan", plan.toString())
                        .err())
                .contains("SHA-256 " + digest);
        Map<String, List<String>> before = shop.everythingButRuns();
        Ran other = applied("--plan-sha256", "0".repeat(64));
        assertThat(other.code()).isEqualTo(2);
        assertThat(other.err()).contains(digest, "0".repeat(64)).hasLineCount(1);
        assertThat(shop.everythingButRuns()).isEqualTo(before);
        assertThat(applied("--plan-sha256", digest.toUpperCase(Locale.ROOT)).code())
                .isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "abc", "0123456789abcdef", "g"})
    void aDigestIsNamedInFull(String digest) {
        plannedOrders();

        Ran ran = applied("--plan-sha256", digest.equals("g") ? "g".repeat(64) : digest);

        assertThat(ran.code()).isEqualTo(2);
        assertThat(ran.err()).startsWith("ylh: --plan-sha256 takes the SHA-256 of the plan");
        assertThat(shop.status(orders.get(0))).isEqualTo("paid");
    }

    @Test
    void aDigestGoesWithAPlan() {
        Ran ran = shop.ylh().run("cancel", orders.get(0), "--reason", "x", "--plan-sha256", "0".repeat(64));

        assertThat(ran.code()).isEqualTo(2);
        assertThat(ran.err()).startsWith("ylh: --plan-sha256 goes with --plan");
        assertThat(shop.status(orders.get(0))).isEqualTo("paid");
    }

    @Test
    void noPlanIsOlderThanThoseWhoCarryItOutAllow() {
        plannedOrders();
        shop.writeConfig(sandbox.authUri(), sandbox.baseUri(), "plan.expires-after = 1ms");

        Ran late = applied();

        assertThat(late.code()).isEqualTo(2);
        assertThat(late.err())
                .contains("no plan may be older than plan.expires-after")
                .hasLineCount(1);
        assertThat(shop.status(orders.get(0))).isEqualTo("paid");
    }

    @Test
    void aPlanIsNotMadeToLiveLongerThanItMay() {
        Ran ran = planned("--plan-expires", "25h", "--reason", "x", orders.get(0));

        assertThat(ran.code()).isEqualTo(2);
        assertThat(ran.err()).startsWith("ylh: --plan-expires is longer than plan.expires-after (24h)");
        assertThat(plan).doesNotExist();
    }

    /** As the record of the run hides them. */
    @Test
    void thePlanHoldsNoSecretThatSomebodyTyped() throws IOException {
        String secret = Credentials.DEFAULT.clientSecret();
        planned("--reason", "x", "--note", "token=abc " + secret, orders.get(0));

        try (PlanReader read = Plans.open(plan)) {
            assertThat(read.header().arguments())
                    .contains("token=***")
                    .noneMatch(argument -> argument.contains(secret));
        }
    }

    /** The database itself touches the order, when ylh has found it and comes to lock it. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "updated_at = DATEADD(SECOND, 1, updated_at) | it was changed at",
                "status = 'shipped'                          | is shipped now",
                "haier_so_id = 'SO-NEW'                      | is SO-NEW now",
            })
    void whatIsTouchedBetweenTheLookAndTheWriteIsSkipped(String change, String why) {
        plannedOrders();
        Touch.found = true;
        Touch.next = "UPDATE orders SET " + change + " WHERE order_number = '" + orders.get(0) + "'";
        shop.execute("CREATE TRIGGER touch BEFORE SELECT ON orders CALL '" + Touch.class.getName() + "'");

        Ran ran = applied("--no-sync");

        assertThat(Touch.next).as("what the trigger has still to do").isNull();
        assertThat(outcomes(ran).get(0)).contains(" skipped: ", why);
        assertThat(ran.json().path("summary").path("cancelled").asInt()).isEqualTo(3);
        assertThat(shop.rows("SELECT order_number FROM ylh_cancellation")).doesNotContain(orders.get(0));
        assertThat(shop.status(orders.get(0))).isNotEqualTo("cancelled");
    }

    /** Changes something once. */
    public static final class Touch implements Trigger {
        private static volatile String next;
        private static volatile boolean found;

        @Override
        public void fire(Connection connection, Object[] before, Object[] after) throws SQLException {
            if (found) {
                found = false;
                return;
            }
            String change = next;
            next = null;
            if (change != null) {
                try (Statement statement = connection.createStatement()) {
                    statement.execute(change);
                }
            }
        }
    }
}
