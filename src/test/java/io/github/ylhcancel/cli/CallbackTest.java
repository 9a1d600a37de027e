package io.github.ylhcancel.cli;

import static io.github.ylhcancel.testing.SignedCallback.data;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.ylhcancel.domain.DeliveryState;
import io.github.ylhcancel.testing.Ran;
import io.github.ylhcancel.testing.SignedCallback;
import io.github.ylhcancel.testing.Ylh;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code ylh callback}: what it prints and how it ends, and what the other commands say of it. */
class CallbackTest extends CaseTest {
    private static final String STAMP = "\"timeStamp\":\"[0-9]{14}\"";

    private Instant at;
    private Path spool;

    @BeforeEach
    void takeCallbacks() throws IOException {
        configure();
        at = Instant.now().minusSeconds(5);
        spool = Files.createDirectory(folder.resolve("spool"));
    }

    private void configure(String... more) {
        shop.writeConfig(sandbox.authUri(), sandbox.baseUri(), SignedCallback.config(more));
    }

    private Ran callback(byte[] body, String... arguments) {
        return on(new ByteArrayInputStream(body), Map.of("YLH_OPERATOR", "tester"), arguments);
    }

    private Ran on(InputStream in, Map<String, String> environment, String... arguments) {
        Ylh ylh = shop.ylh().in(in).environment(environment);
        return ylh.run(
                Stream.concat(Stream.of("callback"), Stream.of(arguments)).toArray(String[]::new));
    }

    private SignedCallback cancelled(String order, int state) {
        return SignedCallback.cancel(at, order, state);
    }

    private static byte[] unsigned(SignedCallback callback) {
        Map<String, String> parameters = callback.parameters();
        parameters.put("Sign", "0".repeat(32));
        return SignedCallback.encoded(parameters).getBytes(StandardCharsets.US_ASCII);
    }

    @Test
    void aSuccessIsAnsweredAsTheInterfaceHasIt() {
        String order = given(DeliveryState.ACCEPTED);

        Ran ran = callback(cancelled(order, 1).body());

        assertThat(ran.code()).isZero();
        assertThat(ran.out())
                .matches("\\{\"success\":true,\"code\":\"success\",\"description\":\"成功\"," + STAMP
                        + ",\"data\":\\{\"statusCode\":\"200\",\"message\":\"成功\",\"platformOrderNo\":\"" + order
                        + "\"}}\n");
        assertThat(ran.err()).isEmpty();
        assertThat(state(order)).isEqualTo("confirmed");
        assertThat(callback(cancelled(order, 1).body())).isEqualTo(ran);
        assertThat(shop.rows("SELECT counts FROM ylh_run ORDER BY started_at DESC LIMIT 1"))
                .containsExactly("{\"callbacks\":1,\"applied\":0,\"repeated\":1,\"unplaced\":0,\"conflicting\":0,"
                        + "\"refused\":0,\"unreadable\":0}");
    }

    @Test
    void whatCannotBePlacedIsNoSuccess() {
        Ran ran = callback(cancelled("NOBODY", 1).body());

        assertThat(ran.code()).isEqualTo(3);
        assertThat(ran.out())
                .matches("\\{\"success\":false,\"code\":\"order_not_found\",\"description\":\"there is no order NOBODY;"
                        + " send the callback again\"," + STAMP + ",\"data\":\\{}}\n");
        assertThat(callback(cancelled("NOBODY", 1).body(), "--lang", "zh").out())
                .contains("\"description\":\"没有订单 NOBODY；请重新发送该回调\"");
    }

    @Test
    void whatIsNotSignedIsRefusedCountedAndChangesNothing() {
        String order = given(DeliveryState.ACCEPTED);
        Map<String, List<String>> before = shop.everythingButRuns();

        Ran ran = callback(unsigned(cancelled(order, 1)));

        assertThat(ran.code()).isEqualTo(3);
        assertThat(ran.out())
                .matches("\\{\"success\":false,\"code\":\"error\",\"description\":\"AppKey, signature or time stamp are"
                        + " wrong\"," + STAMP + ",\"data\":\\{}}\n");
        assertThat(callback(unsigned(cancelled(order, 1)), "--lang", "zh").out())
                .contains("\"description\":\"AppKey、签名或时间戳有误\"");
        assertThat(shop.everythingButRuns()).isEqualTo(before);
        assertThat(shop.value("SELECT counts FROM ylh_run ORDER BY started_at DESC LIMIT 1"))
                .contains("\"refused\":1");
    }

    @Test
    void whatIsNoCallbackIsUnreadable() {
        byte[] gbk =
                ("AppKey=" + SignedCallback.APP_KEY + "&Data={\"FailMsg\":\"缺货\"}").getBytes(Charset.forName("GBK"));

        Ran ran = callback(gbk);

        assertThat(ran.code()).isEqualTo(2);
        assertThat(ran.json().path("code").asText()).isEqualTo("unreadable");
        assertThat(ran.json().path("description").asText()).startsWith("the body is not UTF-8");
        assertThat(callback(new byte[0]).code()).isEqualTo(2);
        assertThat(callback(new byte[1 << 20]).json().path("description").asText())
                .isEqualTo("the body is larger than 256 KiB");
        assertThat(shop.rows("SELECT * FROM ylh_callback")).isEmpty();
    }

    @Test
    void withoutKeyAndSecretNothingIsTaken() {
        shop.writeConfig(sandbox.authUri(), sandbox.baseUri());

        Ran ran = callback(cancelled("PO1", 1).body());

        assertThat(ran.code()).isEqualTo(2);
        assertThat(ran.out()).isEmpty();
        assertThat(ran.err()).contains("callback.app-key is not set", "callback.secret is not set");
        shop.writeConfig(sandbox.authUri(), sandbox.baseUri(), "callback.app-key = invented");
        assertThat(callback(new byte[0]).err())
                .startsWith("ylh: callback.secret is not set; ")
                .hasLineCount(1);
    }

    @Test
    void aDatabaseThatCannotBeReachedEndsItWithTwelve() {
        configure("db.url = jdbc:postgresql://127.0.0.1:1/shop");

        Ran ran = callback(cancelled("PO1", 1).body());

        assertThat(ran.code()).isEqualTo(12);
        assertThat(ran.out()).isEmpty();
    }

    @Test
    void onlyFromWhereItIsAllowed() {
        configure("callback.allow-from = 192.0.2.7, 2001:db8::7");
        String order = given(DeliveryState.ACCEPTED);
        byte[] body = cancelled(order, 1).body();

        assertThat(callback(body).json().path("description").asText()).contains("callback.allow-from");
        assertThat(callback(body, "--from", "192.0.2.8").code()).isEqualTo(3);
        assertThat(on(new ByteArrayInputStream(body), Map.of("REMOTE_ADDR", "192.0.2.8"))
                        .code())
                .isEqualTo(3);
        assertThat(on(new ByteArrayInputStream(body), Map.of("REMOTE_ADDR", "192.0.2.7"), "--from", "192.0.2.8")
                        .code())
                .isEqualTo(3);
        assertThat(state(order)).isEqualTo("accepted");
        assertThat(on(new ByteArrayInputStream(body), Map.of("REMOTE_ADDR", "2001:DB8::7"))
                        .code())
                .isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "192.0.2", "192.0.2.256", "192.0.2.7/24", "::g"})
    void anAddressIsANumber(String address) {
        configure("callback.allow-from = " + address);

        Ran ran = callback(cancelled("PO1", 1).body());

        assertThat(ran.code()).isEqualTo(2);
        assertThat(ran.err()).contains("callback.allow-from", "192.0.2.7");
    }

    @ParameterizedTest
    @CsvSource({
        "callback.max-age = soon, callback.max-age",
        "callback.unasked = maybe, record",
        "callback.extra-parameters = sign, AppKey",
        "callback.extra-parameters = a b, AppKey"
    })
    void whatIsSetIsChecked(String line, String named) {
        configure(line);

        Ran ran = callback(cancelled("PO1", 1).body());

        assertThat(ran.code()).isEqualTo(2);
        assertThat(ran.err()).contains(named).hasLineCount(1);
    }

    @Test
    void theAgeIsWhatIsSet() {
        configure("callback.max-age = 10m");
        String order = given(DeliveryState.ACCEPTED);
        at = Instant.now().minus(Duration.ofMinutes(11));
        assertThat(callback(cancelled(order, 1).body()).code()).isEqualTo(3);
        at = Instant.now().minus(Duration.ofMinutes(9));
        assertThat(callback(cancelled(order, 1).body()).code()).isZero();
    }

    /** A web server that starts a program (CGI) may leave its standard input open behind the body. */
    @Test
    void noMoreIsReadThanTheWebServerSays() {
        String order = given(DeliveryState.ACCEPTED);
        byte[] body = cancelled(order, 1).body();
        SequenceInputStream endless = new SequenceInputStream(
                new ByteArrayInputStream(body), new ByteArrayInputStream("&and=more".getBytes(StandardCharsets.UTF_8)));

        assertThat(on(endless, Map.of("CONTENT_LENGTH", String.valueOf(body.length)))
                        .code())
                .isZero();
    }

    @Test
    void theBodyMayBeInAFile() throws IOException {
        String order = given(DeliveryState.ACCEPTED);
        Path file = Files.write(folder.resolve("body"), cancelled(order, 1).body());

        assertThat(ylh("callback", "--file", file.toString()).code()).isZero();

        assertThat(file).exists();
        assertThat(state(order)).isEqualTo("confirmed");
        Ran missing = ylh("callback", "--file", folder.resolve("nothing").toString());
        assertThat(missing.code()).isEqualTo(2);
        assertThat(missing.err())
                .contains("nothing cannot be read: there is no such file")
                .hasLineCount(1);
        assertThat(ylh("callback", "--dir", file.toString()).code()).isEqualTo(2);
    }

    @Test
    void nobodyWaitsForAPersonToTypeABody() {
        Ran ran = shop.ylh().onTerminal().run("callback");

        assertThat(ran.code()).isEqualTo(2);
        assertThat(ran.err()).contains("there is no body");
        assertThat(ylh("callback", "--file", "a", "--dir", "b").code()).isEqualTo(2);
    }

    private void spooled(String name, byte[] body) throws IOException {
        Files.write(spool.resolve(name), body);
    }

    private List<String> files(String below) throws IOException {
        try (Stream<Path> all = Files.list(spool.resolve(below))) {
            return all.filter(Files::isRegularFile)
                    .map(path -> path.getFileName().toString())
                    .sorted()
                    .toList();
        }
    }

    /** The whole way: YLH takes it, thinks better of it, and the order goes on, with its stock and with YLH's words. */
    @Test
    void aRefusalPutsTheOrderBackAtOnce() {
        String order = shop.orders("pending", false).get(0);
        shop.execute("UPDATE orders SET haier_so_id = 'SO-LATE' WHERE order_number = '" + order + "'");
        long stock = shop.stock();
        assertThat(ylh("cancel", order, "--reason", "缺货").code()).isZero();
        assertThat(state(order)).isEqualTo("accepted");

        Ran ran = shop.ylh()
                .in(new ByteArrayInputStream(
                        SignedCallback.of("cancel", at, SignedCallback.data(order, 0, ",\"FailMsg\":\"已出库\""))
                                .body()))
                .run("callback");

        assertThat(ran.code()).as(ran.err()).isZero();
        assertThat(state(order)).isEqualTo("compensated");
        assertThat(shop.rows(
                        "SELECT status, haier_status, haier_fail_msg, cancelled_at FROM orders WHERE order_number = '"
                                + order + "'"))
                .containsExactly("pending | cancel_failed | 已出库 | null");
        assertThat(shop.stock()).isEqualTo(stock);
        assertThat(ylh("cancel-unpaid", "--dry-run", "-o", "json").out()).doesNotContain(order);
    }

    /** YLH may say whom it has called. */
    @Test
    void numbersOfPeopleInItsWordsAreMasked() {
        String order = given(DeliveryState.ACCEPTED);

        Ran ran = shop.ylh()
                .in(new ByteArrayInputStream(SignedCallback.of(
                                "cancel", at, SignedCallback.data(order, 0, ",\"FailMsg\":\"已联系 138-0000-5678\""))
                        .body()))
                .run("callback");

        assertThat(ran.code()).as(ran.err()).isZero();
        assertThat(shop.value("SELECT fail_msg FROM ylh_callback")).isEqualTo("已联系 138****5678");
        assertThat(shop.rows("SELECT * FROM ylh_transition").toString()
                        + shop.rows("SELECT * FROM ylh_cancellation")
                        + shop.rows("SELECT haier_fail_msg, note FROM orders, order_status_history")
                        + ylh("history", order).out()
                        + ylh("status", order, "-o", "json").out())
                .contains("138****5678")
                .doesNotContain("138-0000-5678");
    }

    @Test
    void aFolderIsWorkedThroughByNameAndNothingInItIsDeleted() throws IOException {
        String first = given(DeliveryState.ACCEPTED);
        String second = given(DeliveryState.ACCEPTED);
        spooled("3", cancelled("NOBODY", 1).body());
        spooled("1", cancelled(first, 1).body());
        spooled("2", cancelled(second, 0).body());
        spooled("4", unsigned(cancelled(first, 0)));
        spooled("5", "%".getBytes(StandardCharsets.US_ASCII));
        spooled("6.tmp", cancelled(first, 0).body());
        spooled(".7", cancelled(first, 0).body());
        Files.createSymbolicLink(spool.resolve("8"), spool.resolve("5"));

        Ran ran = ylh("callback", "--dir", spool.toString(), "-o", "json");

        assertThat(ran.code()).isEqualTo(2);
        assertThat(words(ran, "file")).containsExactly("1", "2", "3", "4", "5");
        assertThat(words(ran, "outcome")).containsExactly("applied", "applied", "unplaced", "refused", "unreadable");
        assertThat(words(ran, "moved")).containsExactly("done/1", "done/2", "null", "refused/4", "refused/5");
        assertThat(words(ran, "effect")).containsExactly("settled", "settled", "null", "null", "null");
        assertThat(files("done")).containsExactly("1", "2");
        assertThat(files("refused")).containsExactly("4", "5");
        assertThat(files("")).contains("3", "6.tmp", ".7");
        assertThat(state(first)).isEqualTo("confirmed");
        assertThat(state(second)).as("nobody knows what it was before").isEqualTo("held");
        assertThat(ran.json().path("summary").path("callbacks").asInt()).isEqualTo(5);

        spooled("1", cancelled(first, 1).body());
        Ran again = ylh("callback", "--dir", spool.toString());
        assertThat(again.code()).isEqualTo(3);
        assertThat(again.out())
                .contains("repeated ", "1 → done/1.1\n", "unplaced ", "callbacks: 2 (1 repeated, 1 unplaced)");
        assertThat(files("done")).containsExactly("1", "1.1", "2");
    }

    @Test
    void aFolderSaysOnlyWhatNeedsAPersonWhenItIsToBeQuiet() throws IOException {
        String order = given(DeliveryState.ACCEPTED);
        spooled("1", cancelled(order, 1).body());
        assertThat(ylh("callback", "--dir", spool.toString(), "-q")).isEqualTo(new Ran(0, "", ""));
        assertThat(ylh("callback", "--dir", spool.toString()).out()).isEqualTo("no callback\n");
    }

    @Test
    void theStopFileStopsAFolder() throws IOException {
        Path stop = folder.resolve("stop");
        configure("ylh.stop-file = " + stop);
        Files.createFile(stop);
        String order = given(DeliveryState.ACCEPTED);
        spooled("1", cancelled(order, 1).body());

        assertThat(ylh("callback", "--dir", spool.toString()).code()).isEqualTo(5);
        assertThat(files("")).containsExactly("1");
        assertThat(callback(cancelled(order, 1).body()).code()).isZero();
    }

    /** A link in the place of the folder could lead what is moved anywhere. */
    @Test
    void nothingIsMovedThroughALink() throws IOException {
        String order = given(DeliveryState.ACCEPTED);
        spooled("1", cancelled(order, 1).body());
        Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
        Files.createSymbolicLink(spool.resolve("done"), elsewhere);

        Ran ran = ylh("callback", "--dir", spool.toString());

        assertThat(ran.code()).isEqualTo(2);
        assertThat(files("")).contains("1");
        assertThat(elsewhere).isEmptyDirectory();
    }

    @ParameterizedTest
    @CsvSource({
        "en, contradiction, YLH has cancelled, callbacks for a person: 2",
        "zh, contradiction, 易理货已取消, 需要人工处理的回调：2"
    })
    void theListIsForAPerson(String language, String effect, String sentence, String summary) {
        String back = given(DeliveryState.COMPENSATED);
        String open = shop.orders("paid", true).get(0);
        callback(cancelled(back, 1).body());
        callback(cancelled(open, 0).body());

        Ran list = idle("callback", "--list", "--lang", language);

        assertThat(list.code()).isZero();
        assertThat(list.out())
                .containsPattern(effect + " +" + back + " .*hmm.scm_heorder.cancel 1")
                .contains(sentence + " " + back, open, summary);
        assertThat(idle("callback", "--list", "--lang", language, "--limit", "1")
                        .out())
                .contains("2")
                .doesNotContain(open);
    }

    @Test
    void theListHasEveryFormat() {
        assertThat(idle("callback", "--list").out()).isEqualTo("no callback is for a person\n");
        String back = given(DeliveryState.WITHDRAWN);
        callback(cancelled(back, 1).body());

        JsonNode one = idle("callback", "--list", "-o", "json").json();
        assertThat(one.path("results").path(0).path("code").asText()).isEqualTo("cancelled-what-was-put-back");
        assertThat(one.path("results").path(0).path("order").asText()).isEqualTo(back);
        assertThat(one.path("summary").path("total").asInt()).isEqualTo(1);
        assertThat(idle("callback", "--list", "-o", "csv").out()).hasLineCount(2);
        assertThat(idle("callback", "--list", "-o", "ndjson").out()).hasLineCount(2);
    }

    @Test
    void statusSaysWhatAPersonHasToDoAboutIt() {
        String back = given(DeliveryState.COMPENSATED);
        callback(cancelled(back, 1).body());

        assertThat(idle("status", back).out())
                .containsPattern("(?m)^next +YLH has cancelled " + back + ", which was put back here");
        JsonNode json =
                idle("status", back, "-o", "json").json().path("results").path(0);
        assertThat(json.path("callback").asText()).isEqualTo("cancelled-what-was-put-back");
        assertThat(json.path("next_step").asText()).startsWith("YLH has cancelled");
        assertThat(idle("status", given(DeliveryState.ACCEPTED), "-o", "json")
                        .json()
                        .path("results")
                        .path(0)
                        .path("callback")
                        .isNull())
                .isTrue();
    }

    @Test
    void statusSaysItOfAnOrderThatYlhWasNeverToldOf() {
        String open = shop.orders("paid", true).get(0);
        callback(cancelled(open, 1).body());

        assertThat(idle("status", open).out())
                .containsPattern("(?m)^next +YLH has cancelled " + open + ", which nobody asked here");
    }

    @Test
    void theHistoryTellsOfItInBothLanguages() {
        String order = given(DeliveryState.ACCEPTED);
        callback(SignedCallback.of("cancel", at, data(order, 0, ",\"FailMsg\":\"已出库\""))
                .body());

        assertThat(idle("history", order).out())
                .containsPattern(
                        "callback +hmm.scm_heorder.cancel 0  已出库  settled  accepted → rejected  YLH has refused"
                                + " to cancel " + order);
        assertThat(idle("history", order, "--lang", "zh").out()).contains("易理货拒绝取消 " + order);
        Ran json = idle("history", order, "-o", "json");
        JsonNode last =
                json.json().path("results").path(json.json().path("results").size() - 1);
        assertThat(List.of("event", "from", "to", "note", "endpoint", "outcome", "detail"))
                .extracting(field -> last.path(field).asText())
                .containsExactly(
                        "callback", "accepted", "rejected", "已出库", "hmm.scm_heorder.cancel", "settled", "refused");
        assertThat(idle("history", order, "-o", "csv")
                        .out()
                        .lines()
                        .map(line -> line.split(",", -1).length)
                        .distinct())
                .hasSize(1);
    }

    @Test
    void whatYlhSaysSteersNoTerminal() {
        String order = given(DeliveryState.COMPENSATED);
        callback(SignedCallback.of("cancel", at, data(order, 1, ",\"FailMsg\":\"\\u001b[2J\\u202ex\""))
                .body());

        for (String command : List.of("history", "status")) {
            assertThat(idle(command, order).out()).doesNotContain("\u001b", "\u202e");
        }
        assertThat(idle("callback", "--list").out()).contains("\\u001b[2J").doesNotContain("\u001b", "\u202e");
    }
}
