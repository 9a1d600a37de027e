package io.github.ylhcancel.ylh;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.ylhcancel.base.Secrets;
import io.github.ylhcancel.base.Text;
import io.github.ylhcancel.domain.Verdict;
import io.github.ylhcancel.domain.Verdict.Kind;
import java.nio.charset.Charset;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClassificationTest {
    private static final Instant NOW = Instant.parse("2026-03-01T08:00:00Z");
    private static final Duration CAP = Duration.ofMinutes(5);
    private static final int LONGEST_DETAIL = 260;

    @ParameterizedTest(name = "{0} with {1}, Retry-After {2}: {3}")
    @CsvSource(delimiter = '|', textBlock = """
            # status | body                                         | Retry-After | verdict
            200 | {"success":true,"code":"0","description":"成功"}       |      | ACCEPTED
            200 | {"success":"true"}                                 |      | ACCEPTED
            200 | {"code":"0","description":"成功"}                    |      | ACCEPTED
            200 | {"code":0}                                         |      | ACCEPTED
            200 | {"code":200,"data":{"soId":"SO-1"}}                |      | ACCEPTED
            200 | {"code":"success"}                                 |      | ACCEPTED
            200 | {"code":null,"error":null}                         |      | ACCEPTED
            200 | {}                                                 |      | ACCEPTED
            200 | {"code":403,"message":"blocked"}                   |      | UNKNOWN
            200 | {"code":"403"}                                     |      | UNKNOWN
            200 | {"code":"error"}                                   |      | UNKNOWN
            200 | {"code":"00"}                                      |      | UNKNOWN
            200 | {"code":""}                                        |      | UNKNOWN
            200 | {"code":true}                                      |      | UNKNOWN
            200 | {"code":{"success":"0"}}                           |      | UNKNOWN
            200 | {"error":"invalid_token"}                          |      | UNKNOWN
            200 | {"code":"0","error":"invalid_token"}               |      | UNKNOWN
            200 | {"code":"0","error":{}}                            |      | UNKNOWN
            200 | {"success":true,"code":403}                        |      | ACCEPTED
            200 | {"success":true,"success":false}                   |      | UNKNOWN
            200 | {"success":false,"success":true}                   |      | UNKNOWN
            200 | {"success":true,"success":true}                    |      | UNKNOWN
            200 | {"success":false,"code":"1","code":"2"}            |      | UNKNOWN
            200 | {"success":true,"\u0073uccess":false}              |      | UNKNOWN
            200 | {"success":true,"data":{"soId":"1","soId":"2"}}    |      | UNKNOWN
            200 |  {"success":true}                                  | 10   | ACCEPTED
            200 | {"success":false,"code":"ORDER_SHIPPED"}           |      | REJECTED
            200 | {"success":"false"}                                |      | REJECTED
            200 | {"success":null}                                   |      | UNKNOWN
            200 | {"success":1}                                      |      | UNKNOWN
            200 | {"success":0}                                      |      | UNKNOWN
            200 | {"success":"TRUE"}                                 |      | UNKNOWN
            200 | {"success":"maybe"}                                |      | UNKNOWN
            200 | {"success":""}                                     |      | UNKNOWN
            200 | {"success":{}}                                     |      | UNKNOWN
            200 | {"success":[true]}                                 |      | UNKNOWN
            200 | []                                                 |      | UNKNOWN
            200 | [{"success":true}]                                 |      | UNKNOWN
            200 | true                                               |      | UNKNOWN
            200 | "success"                                          |      | UNKNOWN
            200 | null                                               |      | UNKNOWN
            200 | <html><body>系统维护中</body></html>                  |      | UNKNOWN
            200 | ''                                                 |      | UNKNOWN
            200 | '   '                                              |      | UNKNOWN
            200 | {"success":true,"code":"0                          |      | UNKNOWN
            200 | {"success":true                                    |      | UNKNOWN
            200 | {"success":true}{"success":false}                  |      | UNKNOWN
            200 | {"success":true} OK                                |      | UNKNOWN
            200 | {success:true}                                     |      | UNKNOWN
            201 | {"success":true}                                   |      | ACCEPTED
            201 | {"success":false}                                  |      | UNKNOWN
            202 | {"success":false}                                  |      | UNKNOWN
            201 | ''                                                 |      | UNKNOWN
            202 | accepted                                           |      | UNKNOWN
            204 | ''                                                 |      | UNKNOWN
            301 | ''                                                 |      | CONFIGURATION
            302 | {"success":true}                                   |      | CONFIGURATION
            304 | ''                                                 |      | CONFIGURATION
            307 | ''                                                 |      | CONFIGURATION
            308 | ''                                                 |      | CONFIGURATION
            400 | {"success":false,"description":"参数错误"}            |      | REJECTED
            401 | {"description":"token 无效"}                         |      | AUTHENTICATION
            401 | {"success":false,"code":"ORDER_SHIPPED"}           |      | AUTHENTICATION
            401 | <html>                                             |      | AUTHENTICATION
            408 | ''                                                 |      | UNKNOWN
            408 | {"success":false,"code":"ORDER_SHIPPED"}           |      | UNKNOWN
            429 | {"success":false,"code":"ORDER_SHIPPED"}           |      | NOT_APPLIED
            429 | ''                                                 |      | NOT_APPLIED
            429 | {"success":true}                                   | 3    | NOT_APPLIED
            500 | {"success":true}                                   |      | UNKNOWN
            500 | {"success":false}                                  |      | UNKNOWN
            500 | ''                                                 | 3    | UNKNOWN
            501 | ''                                                 |      | UNKNOWN
            502 | <html>bad gateway</html>                           |      | UNKNOWN
            503 | ''                                                 |      | UNKNOWN
            503 | ''                                                 | 3    | NOT_APPLIED
            503 | ''                                                 | soon | NOT_APPLIED
            504 | ''                                                 |      | UNKNOWN
            599 | ''                                                 |      | UNKNOWN
            """)
    void answersMeanWhatTheDeliveryTableSays(int status, String body, String retryAfter, Kind kind) {
        Verdict verdict = verdict(status, body, retryAfter);

        assertThat(verdict.kind()).isEqualTo(kind);
        assertThat(verdict.httpStatus()).hasValue(status);
        assertIsOneShortLine(verdict.detail());
    }

    /** Bodies that are not YLH's word about the order, and what is said of an order with each status that they come with. */
    private static final List<String> NOT_A_REFUSAL = List.of(
            "",
            "   ",
            "<html><body>您的访问被阻断</body></html>",
            "null",
            "false",
            "[]",
            "[{\"success\":false}]",
            "{}",
            "{\"success\":true}",
            "{\"success\":null}",
            "{\"success\":0}",
            "{\"success\":\"\"}",
            "{\"success\":\"FALSE\"}",
            "{\"success\":{}}",
            "{\"description\":\"请求冲突\"}",
            "{\"code\":\"ORDER_SHIPPED\"}",
            "{\"error\":\"blocked\"}",
            "{\"success\":false",
            "{\"success\":false} OK",
            "{\"success\":false}{\"success\":false}",
            "{\"success\":false,\"success\":false}",
            "{\"success\":false,\"success\":true}",
            "{\"success\":false,\"code\":\"1\",\"code\":\"2\"}",
            "{\"success\":false,\"data\":{\"soId\":\"1\",\"soId\":\"2\"}}");

    private static final Set<Integer> MAY_REFUSE = Set.of(400, 409, 422);

    @ParameterizedTest
    @MethodSource("clientErrors")
    void whatIsNotTheJsonOfARefusalSaysNothingOfTheOrder(int status) {
        for (String body : NOT_A_REFUSAL) {
            assertThat(verdict(status, body, null).kind()).as(body).isEqualTo(Kind.CONFIGURATION);
        }
    }

    @ParameterizedTest
    @MethodSource("clientErrors")
    void onlyFourStatusesCarryARefusal(int status) {
        Kind expected = MAY_REFUSE.contains(status) ? Kind.REJECTED : Kind.CONFIGURATION;

        assertThat(verdict(status, "{\"success\":false}", null).kind()).isEqualTo(expected);
        assertThat(verdict(status, "{\"success\":\"false\",\"code\":\"ORDER_SHIPPED\"}", null)
                        .kind())
                .isEqualTo(expected);
    }

    /** All of them but those that say something by themselves, whoever sends them. */
    private static IntStream clientErrors() {
        return IntStream.range(400, 500).filter(status -> status != 401 && status != 408 && status != 429);
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 400, 409, 422})
    void aRefusalWhoseCodeIsOneOfTransportIsNone(int status) {
        Map<String, Kind> kinds = new HashMap<>(Map.of(
                "401", Kind.AUTHENTICATION,
                "403", Kind.CONFIGURATION,
                "404", Kind.CONFIGURATION,
                "405", Kind.CONFIGURATION,
                "408", Kind.UNKNOWN,
                "429", Kind.NOT_APPLIED));
        IntStream.range(500, 600).forEach(code -> kinds.put(String.valueOf(code), Kind.UNKNOWN));
        for (String other : List.of("400", "402", "406", "409", "422", "499", "600", "5000", "50", "-500", "1", "0")) {
            kinds.put(other, Kind.REJECTED);
        }
        kinds.forEach((code, kind) -> {
            assertThat(refused(status, code)).as(code).isEqualTo(kind);
            assertThat(refused(status, '"' + code + '"')).as("\"%s\"", code).isEqualTo(kind);
            assertThat(refused(status, "\" " + code + "\"")).as("\" %s\"", code).isEqualTo(kind);
        });
        for (String word : List.of("\"ORDER_SHIPPED\"", "\"\"", "null", "{}", "[403]", "\"HTTP 403\"", "\"five\"")) {
            assertThat(refused(status, word)).as(word).isEqualTo(Kind.REJECTED);
        }
    }

    private static Kind refused(int status, String code) {
        return verdict(status, "{\"success\":false,\"code\":%s}".formatted(code), null)
                .kind();
    }

    @Test
    void aRefusalForTooManyCallsWaitsAsAsked() {
        assertThat(verdict(200, "{\"success\":false,\"code\":429}", "3").retryAfter())
                .contains(Duration.ofSeconds(3));
        assertThat(verdict(200, "{\"success\":false,\"code\":500}", "3").retryAfter())
                .isEmpty();
        assertThat(verdict(200, "{\"success\":false}", "3").retryAfter()).isEmpty();
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "BUSY, UNKNOWN",
        "E7, UNKNOWN",
        "busy, REJECTED",
        "BUSY7, REJECTED",
        "'', REJECTED",
        "403, CONFIGURATION",
        "404, UNKNOWN"
    })
    void codesMayBeNamedThatSayNothingOfTheOrder(String code, Kind kind) {
        String body = "{\"success\":false,\"code\":\"%s\"}".formatted(code);
        Reply reply = new Reply.Answer(200, Optional.empty(), body.getBytes(UTF_8), true);

        Verdict verdict = Classification.of(reply, new Secrets(), NOW, CAP, List.of("BUSY", "E7", "404"));

        assertThat(verdict.kind()).isEqualTo(kind);
    }

    /** Whatever the answer, YLH may repeat what it knows of the customer. */
    @ParameterizedTest(name = "{0} with {1}")
    @CsvSource(delimiter = '|', textBlock = """
            200 | {"success":true,"code":"0","description":"电话13800005678"}
            200 | {"success":false,"code":"SHIPPED","description":"电话13800005678"}
            200 | {"success":false,"code":"13800005678"}
            200 | {"success":"maybe","phone":"13800005678"}
            200 | {"code":"13800005678"}
            200 | <html>13800005678</html>
            429 | {"message":"+86 138 0000 5678"}
            400 | {"error":"13800005678"}
            500 | {"message":13800005678}
            500 | 138-0000-5678
            """)
    void numbersOfPeopleAreMasked(int status, String body) {
        Reply reply = new Reply.Answer(status, Optional.empty(), body.getBytes(UTF_8), true);

        String detail =
                Classification.of(reply, new Secrets(), NOW, CAP, List.of()).detail();

        assertThat(detail).contains("138****5678");
        assertThat(detail.replaceAll("[ -]", "")).doesNotContain("13800005678");
    }

    @Test
    void soAreThoseOfAFailureAndAtThePlaceWhereAnAnswerIsCut() {
        Reply failure = new Reply.Failure(Reply.Stage.SENT, "reset by 13800005678");
        String longest = "x".repeat(190) + " 13800005678 13900001234 " + "1 ".repeat(40_000);
        Reply answer = new Reply.Answer(
                200,
                Optional.empty(),
                "{\"success\":false,\"code\":\"\",\"description\":\"%s\"}"
                        .formatted(longest)
                        .getBytes(UTF_8),
                true);

        assertThat(Classification.of(failure, new Secrets(), NOW, CAP, List.of())
                        .detail())
                .isEqualTo("reset by 138****5678");
        assertThat(Classification.of(answer, new Secrets(), NOW, CAP, List.of()).detail())
                .isEqualTo("x".repeat(190) + " 138****56…");
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({"CONNECTING, NOT_SENT", "TLS, CONFIGURATION", "SENT, UNKNOWN"})
    void withoutAnAnswerItCountsHowFarTheRequestGot(Reply.Stage stage, Kind kind) {
        Verdict verdict = Classification.of(new Reply.Failure(stage, "it broke"), new Secrets(), NOW, CAP, List.of());

        assertThat(verdict).isEqualTo(Verdict.of(kind, "it broke"));
    }

    @ParameterizedTest(name = "{0}, Retry-After {1}: wait {2}")
    @CsvSource(textBlock = """
            429, 0,                               PT0S
            429, 3,                               PT3S
            429, ' 3 ',                           PT3S
            429, 300,                             PT5M
            429, 301,                             PT5M
            429, 999999999,                       PT5M
            429, 99999999999999999999999999,      PT5M
            429, 'Sun, 01 Mar 2026 08:00:10 GMT', PT10S
            429, 'Sun, 01 Mar 2026 07:59:00 GMT', PT0S
            429, 'Fri, 31 Dec 9999 23:59:59 GMT', PT5M
            429, 'Mon, 01 Mar 2026 08:00:10 GMT',
            429, soon,
            429, -3,
            429, 1.5,
            429, ３,
            429, '',
            429, ,
            503, 3,                               PT3S
            503, soon,
            500, 3,
            200, 3,
            400, 3,
            """)
    void waitsAsLongAsAskedUpToTheCap(int status, String retryAfter, Duration wait) {
        assertThat(verdict(status, "{}", retryAfter).retryAfter()).isEqualTo(Optional.ofNullable(wait));
    }

    @Test
    void anAnswerThatWasCutOffIsUnknownHoweverItBegins() {
        Reply cut = new Reply.Answer(200, Optional.empty(), "{\"success\":true}".getBytes(UTF_8), false);

        assertThat(Classification.of(cut, new Secrets(), NOW, CAP, List.of()).kind())
                .isEqualTo(Kind.UNKNOWN);
    }

    @Test
    void aRefusalThatWasCutOffIsNone() {
        Reply cut = new Reply.Answer(409, Optional.empty(), "{\"success\":false}".getBytes(UTF_8), false);

        assertThat(Classification.of(cut, new Secrets(), NOW, CAP, List.of()).kind())
                .isEqualTo(Kind.CONFIGURATION);
    }

    @Test
    void aByteOrderMarkIsNoPartOfTheAnswer() {
        assertThat(verdict(200, "\uFEFF{\"success\":true}", null).kind()).isEqualTo(Kind.ACCEPTED);
        assertThat(verdict(200, "\uFEFF{\"success\":false}", null).kind()).isEqualTo(Kind.REJECTED);
        assertThat(verdict(400, "\uFEFF{\"success\":false}", null).kind()).isEqualTo(Kind.REJECTED);
        assertThat(verdict(200, "\uFEFF", null).kind()).isEqualTo(Kind.UNKNOWN);
    }

    @Test
    void wordsInAnotherEncodingDoNotHideTheDecision() {
        byte[] gbk = "{\"success\":false,\"description\":\"订单已发货\"}".getBytes(Charset.forName("GB18030"));

        Verdict verdict = Classification.of(
                new Reply.Answer(200, Optional.empty(), gbk, true), new Secrets(), NOW, CAP, List.of());

        assertThat(verdict.kind()).isEqualTo(Kind.REJECTED);
        assertIsOneShortLine(verdict.detail());
    }

    @ParameterizedTest(name = "{0} {1}: {2}")
    @CsvSource(delimiter = '|', textBlock = """
            200 | {"success":false,"code":"ORDER_SHIPPED","description":"订单已发货"} | 订单已发货 (code ORDER_SHIPPED)
            200 | {"success":false,"code":40017,"message":"已发货"}                  | 已发货 (code 40017)
            200 | {"success":false,"description":null,"message":"已发货"}            | 已发货
            200 | {"success":false,"code":"E7"}                                    | code E7
            200 | {"success":false,"description":{"zh":"已发货"}}                    | no words
            200 | {"success":false}                                                | no words
            200 | ''                                                               | not the JSON of a cancel answer: an empty body
            200 | <html>                                                           | not the JSON of a cancel answer: "<html>"
            200 | {"code":403,"message":"blocked"}                                 | neither "success" nor a "code" that says so: "{"code":403,"message":"blocked"}"
            200 | {"success":7}                                                    | "success" is neither true nor false: "{"success":7}"
            400 | {"success":false,"code":"BAD_REASON"}                              | code BAD_REASON
            400 | {"error":"invalid_request"}                                      | HTTP 400, invalid_request
            405 | <html>                                                           | HTTP 405: "<html>"
            201 | {"success":false,"code":"E7"}                                    | HTTP 201, code E7
            502 | <html>                                                           | HTTP 502: "<html>"
            504 | ''                                                               | HTTP 504: an empty body
            """)
    void repeatsWhatYlhSaid(int status, String body, String detail) {
        assertThat(verdict(status, body, null).detail()).isEqualTo(detail);
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 201, 302, 400, 401, 404, 429, 500, 503})
    void nothingInAnAnswerCanBreakALineOrFloodAScreen(int status) {
        String nasty = "a\r\nb\u0000c\u001B[31md\u007Fe\u0085f\u2028g\u2029h\u202Ei\t".repeat(1000);
        String json = "{\"success\":false,\"code\":\"%1$s\",\"description\":\"%1$s\"}"
                .formatted(nasty.replaceAll("[\\x00-\\x1F]", "\\\\u001B"));

        assertIsOneShortLine(verdict(status, nasty, null).detail());
        assertIsOneShortLine(verdict(status, json, null).detail());
        assertIsOneShortLine(verdict(status, "{\"success\":\"" + "x".repeat(9000) + "\"}", null)
                .detail());
    }

    @ParameterizedTest
    @EnumSource
    void nothingInAFailureCanEither(Reply.Stage stage) {
        String nasty = "Invalid status line: \"\u001B[2J\r\n\u2028" + "x".repeat(9000);

        assertIsOneShortLine(Classification.of(new Reply.Failure(stage, nasty), new Secrets(), NOW, CAP, List.of())
                .detail());
    }

    @Test
    void jsonThatIsBuiltToHurtIsUnknown() {
        assertThat(verdict(200, "[".repeat(20_000), null).kind()).isEqualTo(Kind.UNKNOWN);
        assertThat(verdict(200, "{\"success\":" + "9".repeat(20_000) + "}", null)
                        .kind())
                .isEqualTo(Kind.UNKNOWN);
    }

    private static Verdict verdict(int status, String body, String retryAfter) {
        Reply reply = new Reply.Answer(status, Optional.ofNullable(retryAfter), body.getBytes(UTF_8), true);
        return Classification.of(reply, new Secrets(), NOW, CAP, List.of());
    }

    /** A text that is fit to be shown is not changed by making it so. */
    private static void assertIsOneShortLine(String detail) {
        assertThat(detail).isNotBlank().isEqualTo(Text.line(detail, LONGEST_DETAIL));
    }
}
