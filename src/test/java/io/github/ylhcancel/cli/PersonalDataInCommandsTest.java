package io.github.ylhcancel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ylhcancel.sandbox.Sandbox;
import io.github.ylhcancel.sandbox.SandboxOptions;
import io.github.ylhcancel.testing.Ran;
import io.github.ylhcancel.testing.TestShop;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Reasons and notes that hold the number of a person: named where somebody reads, refused where nobody does. */
class PersonalDataInCommandsTest {
    private static final String NUMBER = "13800005678";
    private static final String TEXT = "客户" + NUMBER + "要求取消";
    private static final String NAMED = "the reason holds a mobile number (138****5678, from character 3)";
    private static final String ALLOW = "--allow-personal-data";

    @TempDir
    Path folder;

    private Sandbox sandbox;
    private TestShop shop;
    private String order;

    @BeforeEach
    void open() throws IOException {
        sandbox = Sandbox.start(SandboxOptions.defaults(), Clock.systemUTC());
        shop = TestShop.create(folder, 40, sandbox, "ylh.retry.initial = 1ms", "ylh.retry.cap = 5ms");
        order = shop.orders("paid", true).get(0);
    }

    @AfterEach
    void close() {
        sandbox.close();
    }

    private Ran refusedAndNothingDone(int code, Ran ran, Map<String, List<String>> before) {
        assertThat(ran.code()).as(ran.out() + ran.err()).isEqualTo(code);
        assertThat(ran.out() + ran.err()).contains("138****5678").doesNotContain(NUMBER);
        assertThat(shop.everything()).isEqualTo(before);
        return ran;
    }

    private Path file(String... rows) throws IOException {
        return Files.write(folder.resolve("orders.csv"), List.of(rows));
    }

    static Stream<List<String>> commands() {
        return Stream.of(
                List.of("cancel", "ORDER", "--reason", TEXT),
                List.of("cancel", "ORDER", "--reason", "缺货", "--note", TEXT),
                List.of("cancel", "ORDER", "--reason=退到 6222 0000 0000 0000 004 " + NUMBER),
                List.of("cancel-unpaid", "--older-than", "1h", "--max-percent", "100", "--reason", TEXT),
                List.of("undo", "ORDER", "--note", TEXT),
                List.of("retry", "ORDER", "--note", TEXT),
                List.of("retry", "--all-dead", "--note", TEXT),
                List.of("resolve", "ORDER", "--as", "confirmed", "--note", TEXT));
    }

    private String[] filled(List<String> arguments, String... more) {
        List<String> all = new ArrayList<>(arguments);
        all.replaceAll(word -> word.equals("ORDER") ? order : word);
        all.addAll(List.of(more));
        return all.toArray(String[]::new);
    }

    @ParameterizedTest
    @MethodSource("commands")
    void scriptsAreRefused(List<String> command) {
        Map<String, List<String>> before = shop.everything();

        Ran ran = shop.ylh().run(filled(command));

        assertThat(ran.code()).isEqualTo(2);
        assertThat(ran.err()).contains(ALLOW).doesNotContain(NUMBER);
        assertThat(shop.everything()).isEqualTo(before);
    }

    @ParameterizedTest
    @MethodSource("commands")
    void aDryRunNamesThem(List<String> command) {
        Map<String, List<String>> before = shop.everythingButRuns();

        Ran ran = shop.ylh().run(filled(command, "--dry-run"));

        assertThat(ran.code()).isNotEqualTo(2);
        assertThat(ran.err()).contains(" holds ", "(138****5678, from character ", "where no person is asked");
        assertThat(ran.out() + ran.err()).doesNotContain(NUMBER);
        assertThat(shop.everythingButRuns()).isEqualTo(before);
        assertThat(shop.ylh().run(filled(command, "--dry-run", ALLOW)).err())
                .contains("(138****5678, from character ")
                .doesNotContain("where no person is asked");
    }

    @ParameterizedTest
    @MethodSource("commands")
    void withTheOptionTheyMayBeThere(List<String> command) {
        Ran ran = shop.ylh().run(filled(command, ALLOW));

        assertThat(ran.code()).as(ran.err()).isNotEqualTo(2);
        assertThat(shop.rows("SELECT arguments FROM ylh_run")).noneMatch(line -> line.contains(NUMBER));
    }

    /** Also where a person sits there who does not want to be asked, or whom the command does not ask. */
    @Test
    void nobodyIsAskedWithYes() {
        Map<String, List<String>> before = shop.everything();

        refusedAndNothingDone(2, shop.ylh().onTerminal().in("y\n").run("cancel", order, "-r", TEXT, "--yes"), before);
        refusedAndNothingDone(
                2,
                shop.ylh().onTerminal().in("y\n").run("resolve", order, "--as", "confirmed", "--note", TEXT),
                before);
        refusedAndNothingDone(2, shop.ylh().onTerminal().in("y\n").run("retry", order, "--note", TEXT), before);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "n\n"})
    void thePersonWhoIsAskedHearsOfThemAndUsuallySaysNo(String answer) {
        Ran ran = shop.ylh().onTerminal().in(answer).run("cancel", order, "-r", TEXT);

        assertThat(ran.code()).isEqualTo(7);
        assertThat(ran.err()).contains(NAMED + "; Cancel 1 of these orders? [y/N] ");
        assertThat(shop.status(order)).isEqualTo("paid");
        assertThat(shop.rows("SELECT id FROM ylh_cancellation")).isEmpty();
    }

    @Test
    void thePersonWhoIsAskedMaySayYes() {
        assertThat(shop.ylh()
                        .onTerminal()
                        .in("y\n")
                        .run("cancel", order, "-r", TEXT)
                        .code())
                .isZero();

        assertThat(shop.status(order)).isEqualTo("cancelled");
        assertThat(shop.value("SELECT cancel_reason FROM ylh_cancellation")).isEqualTo(TEXT);
        assertThat(shop.value("SELECT arguments FROM ylh_run WHERE command = 'cancel'"))
                .contains("138****5678")
                .doesNotContain(NUMBER);
    }

    /** What was allowed is kept and sent, and no report repeats it; nor what the shop itself has written. */
    @Test
    void reportsMaskThem() {
        String untold = shop.orders("pending", false).get(0);
        String theShops = shop.orders("paid", true).get(1);
        assertThat(shop.ylh()
                        .run("cancel", order, untold, "-r", TEXT, "--note", "卡 6200000000000005", ALLOW)
                        .code())
                .isZero();
        shop.ylh().run("undo", untold, "--note", TEXT, ALLOW);
        shop.ylh().run("cancel", untold, "-r", TEXT, ALLOW);
        shop.ylh().run("resolve", order, "--as", "confirmed", "--note", TEXT, ALLOW);
        shop.execute("UPDATE orders SET status = 'cancelled', cancel_reason = '" + TEXT + "' WHERE order_number = '"
                + theShops + "'");
        List<String> runs = shop.rows("SELECT id FROM ylh_run");

        for (String format : List.of("table", "json", "csv")) {
            List<Ran> reports = new ArrayList<>();
            reports.add(shop.ylh().run("status", order, untold, theShops, "-o", format));
            reports.add(shop.ylh().run("status", "--state", "cancelled", "-o", format));
            reports.add(shop.ylh().run("status", "--state", "cancelled", "--unrefunded", "-o", format));
            reports.add(shop.ylh().run("history", order, untold, theShops, "-o", format));
            reports.add(shop.ylh().run("deliveries", "--untold", "-o", format));
            reports.add(shop.ylh().run("explain", order, untold, theShops, "-o", format));
            reports.add(shop.ylh().run("reconcile", "-o", format));
            reports.add(shop.ylh().run("runs", "-o", format));
            runs.forEach(run -> reports.add(shop.ylh().run("runs", run, "-o", format)));
            for (Ran report : reports) {
                assertThat(report.out() + report.err()).doesNotContain(NUMBER, "6200000000000005");
            }
            assertThat(reports.get(0).out()).contains("客户138****5678要求取消");
            assertThat(reports.get(3).out()).contains("客户138****5678要求取消");
        }
    }

    @Test
    void allQuestionsNameThem() {
        String pending = shop.orders("pending", false).get(0);
        assertThat(shop.ylh()
                        .run("cancel", order, pending, "-r", "缺货", "--no-sync")
                        .code())
                .isZero();
        String note = NAMED.replace("reason", "note");

        assertThat(shop.ylh().onTerminal().run("undo", pending, "--note", TEXT).err())
                .contains(note + "; Put 1 of these orders back?");
        assertThat(shop.ylh()
                        .onTerminal()
                        .run("retry", "--state", "pending", "--note", TEXT)
                        .err())
                .contains(note + "; Retry 0 deliveries (pending)?");
        assertThat(shop.ylh()
                        .onTerminal()
                        .run("cancel-unpaid", "--older-than", "1h", "--max-percent", "100", "--reason", TEXT)
                        .err())
                .contains(NAMED + "; Cancel ");
        assertThat(shop.status(pending)).isEqualTo("cancelled");
        assertThat(shop.delivery(order)).isEqualTo("pending");
    }

    /** What is not to be cancelled now could be in a moment. */
    @Test
    void alsoWhereNothingWouldHappen() {
        assertThat(shop.ylh().run("cancel", order, "-r", "缺货").code()).isZero();

        Ran ran = shop.ylh().onTerminal().run("cancel", order, "-r", TEXT);

        assertThat(ran.err()).contains(NAMED + "; Cancel 0 of these orders?");
    }

    @Test
    void theOrdersOwnNumberIsNoneOfAPerson() throws IOException {
        shop.execute("UPDATE orders SET order_number = '" + NUMBER + "' WHERE order_number = '" + order + "'");
        Path orders = file("order,reason", NUMBER + ",重复订单 " + NUMBER);

        assertThat(shop.ylh()
                        .run("cancel", "-f", orders.toString(), "--dry-run")
                        .code())
                .isZero();
        assertThat(shop.ylh().run("cancel", "-f", orders.toString(), "--strict").code())
                .isZero();
        assertThat(shop.ylh()
                        .run("undo", NUMBER, "--note", "重复订单 " + NUMBER + " 不是")
                        .err())
                .doesNotContain(ALLOW);
        String other = shop.orders("paid", true).get(1);
        Path plan = folder.resolve("plan.json");
        Ran planned = shop.ylh()
                .run("cancel", other, NUMBER, "-r", "与 " + NUMBER + " 重复", "--dry-run", "--plan-out", plan.toString());
        assertThat(planned.err()).doesNotContain("138****5678");
        assertThat(Files.exists(plan)).as(planned.err()).isTrue();
        assertThat(shop.ylh().run("cancel", "--plan", plan.toString()).code()).isLessThan(2);
        assertThat(shop.status(other)).isEqualTo("cancelled");
    }

    @Test
    void aRowOfAFileIsRefusedLikeAnyBadRow() throws IOException {
        String second = shop.orders("paid", true).get(1);
        Path orders = file("order,reason", order + "," + TEXT, second + ",缺货");
        Path results = folder.resolve("results.csv");

        Ran ran = shop.ylh().run("cancel", "-f", orders.toString(), "-o", "json", "--results", results.toString());

        assertThat(ran.code()).isEqualTo(3);
        assertThat(ran.json().path("results").get(0).path("outcome").asText()).isEqualTo("refused");
        assertThat(ran.json().path("results").get(0).path("line").asInt()).isEqualTo(2);
        assertThat(ran.json().path("results").get(0).path("message").asText()).startsWith(NAMED);
        assertThat(ran.out() + ran.err() + Files.readString(results))
                .contains("138****5678")
                .doesNotContain(NUMBER);
        assertThat(shop.status(order)).isEqualTo("paid");
        assertThat(shop.status(second)).isEqualTo("cancelled");

        assertThat(shop.ylh().run("cancel", "-f", orders.toString(), ALLOW).code())
                .isZero();
        assertThat(shop.status(order)).isEqualTo("cancelled");
    }

    /** Also where a person is asked about the file: nobody has read its rows to him. */
    @Test
    void noPersonCanAllowWhatStandsInAFile() throws IOException {
        Path orders = file("order,reason", order + "," + TEXT);
        Map<String, List<String>> before = shop.everythingButRuns();

        Ran ran = shop.ylh().onTerminal().in("y\n").run("cancel", "-f", orders.toString());

        assertThat(ran.code()).isEqualTo(3);
        assertThat(shop.everythingButRuns()).isEqualTo(before);
        Ran strict = shop.ylh().run("cancel", "-f", orders.toString(), "--strict");
        assertThat(strict.code()).isEqualTo(2);
        assertThat(strict.err()).contains("line 2: " + NAMED).doesNotContain(NUMBER);
        Ran common = shop.ylh().onTerminal().in("y\n").run("cancel", "-f", orders.toString(), "-r", TEXT);
        assertThat(common.code()).isEqualTo(2);
        assertThat(shop.everythingButRuns()).isEqualTo(before);
    }

    /** A row that cannot be read may be about anybody. */
    @Test
    void whatIsShownOfABrokenRowIsMasked() throws IOException {
        Path orders = file("order,reason", order + "," + NUMBER + ",x", "PO2,\"客户" + NUMBER + "\"缺货");

        Ran ran = shop.ylh().run("cancel", "-f", orders.toString(), "-o", "json");

        assertThat(ran.code()).isEqualTo(3);
        assertThat(ran.out() + ran.err()).contains("138****5678").doesNotContain(NUMBER);
    }

    @Test
    void aPlanIsNeitherWrittenNorCarriedOutWithoutTheOption() throws IOException {
        Path plan = folder.resolve("plan.json");
        Map<String, List<String>> before = shop.everything();
        String[] planning = {"cancel", order, "-r", TEXT, "--dry-run", "--plan-out", plan.toString(), ALLOW};

        refusedAndNothingDone(
                2, shop.ylh().onTerminal().run(List.of(planning).subList(0, 7).toArray(String[]::new)), before);
        assertThat(plan).doesNotExist();
        assertThat(shop.ylh().run(planning).code()).isZero();
        assertThat(Files.readString(plan)).containsOnlyOnce(NUMBER);
        refusedAndNothingDone(2, shop.ylh().onTerminal().in("y\n").run("cancel", "--plan", plan.toString()), before);
        Ran asked = shop.ylh().onTerminal().run("cancel", "--plan", plan.toString(), ALLOW);
        assertThat(asked.err()).contains(NAMED + "; Cancel these 1 orders");
        assertThat(shop.status(order)).isEqualTo("paid");
        assertThat(shop.ylh().run("cancel", "--plan", plan.toString(), ALLOW).code())
                .isZero();
        assertThat(shop.status(order)).isEqualTo("cancelled");
    }

    @Test
    void anOrderOfAPlanWithAReasonOfItsOwnIsRefusedAlone() throws IOException {
        String second = shop.orders("paid", true).get(1);
        Path orders = file("order,reason", order + "," + TEXT, second + ",");
        Path plan = folder.resolve("plan.json");
        assertThat(shop.ylh()
                        .run(
                                "cancel",
                                "-f",
                                orders.toString(),
                                "-r",
                                "缺货",
                                "--dry-run",
                                "--plan-out",
                                plan.toString(),
                                ALLOW)
                        .code())
                .isZero();

        Ran ran = shop.ylh().run("cancel", "--plan", plan.toString());

        assertThat(ran.code()).isEqualTo(3);
        assertThat(ran.out() + ran.err()).contains(NAMED).doesNotContain(NUMBER);
        assertThat(shop.status(order)).isEqualTo("paid");
        assertThat(shop.status(second)).isEqualTo("cancelled");
    }

    @ParameterizedTest
    @ValueSource(strings = {"unpaid.reason", "cancel.reason"})
    void theConfigurationHoldsNone(String key) {
        shop.writeConfig(sandbox.authUri(), sandbox.baseUri(), key + " = " + TEXT);

        Ran check = shop.ylh().run("config", "check");

        assertThat(check.code()).isEqualTo(2);
        assertThat(check.out() + check.err())
                .contains(key + " = 客户138****5678要求取消 is wrong", "a mobile number (138****5678)")
                .doesNotContain(NUMBER);
        assertThat(shop.ylh().run("cancel", order, "-r", "缺货", ALLOW).code()).isEqualTo(2);
    }

    @Test
    void inChinese() {
        assertThat(shop.ylh().run("--lang", "zh", "cancel", order, "-r", TEXT).err())
                .contains("reason 中有手机号（138****5678，从第 3 个字符起）；请删去，确有必要时加 " + ALLOW);
    }
}
