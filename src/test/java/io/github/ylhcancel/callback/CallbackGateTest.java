package io.github.ylhcancel.callback;

import static io.github.ylhcancel.testing.SignedCallback.APP_KEY;
import static io.github.ylhcancel.testing.SignedCallback.SECRET;
import static io.github.ylhcancel.testing.SignedCallback.data;
import static io.github.ylhcancel.testing.SignedCallback.encoded;
import static io.github.ylhcancel.testing.SignedCallback.sign;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import io.github.ylhcancel.config.Addresses;
import io.github.ylhcancel.config.CallbackAccess;
import io.github.ylhcancel.domain.Callback;
import io.github.ylhcancel.domain.Callback.Item;
import io.github.ylhcancel.domain.Callback.Method;
import io.github.ylhcancel.domain.Callback.State;
import io.github.ylhcancel.domain.CallbackSignature;
import io.github.ylhcancel.testing.SignedCallback;
import java.net.InetAddress;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TimeZone;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is let in, and what is not, with the reason. */
class CallbackGateTest {
    private static final Instant AT = Instant.parse("2023-09-12T03:35:28Z");
    private static final Instant NOW = AT.plusSeconds(60);
    private static final String VECTOR_DATA =
            "{\"ExtOrderNo\":\"SO.20230912.000001\",\"PlatformOrderNo\":\"PO20230912001\",\"State\":1}";
    private static final String VECTOR_SIGN = "F1652582B10B3061C4A8981CD0D104ED";

    private CallbackAccess access = access(Set.of(), Set.of());

    private static CallbackAccess access(Set<String> extra, Set<InetAddress> from) {
        return new CallbackAccess(APP_KEY, SECRET, extra, from, Duration.ofHours(24), false);
    }

    private static SignedCallback vector() {
        return SignedCallback.of("confirm", AT, VECTOR_DATA);
    }

    private static Map<String, String> vectorParameters() {
        return new LinkedHashMap<>(vector().parameters());
    }

    private Callback admit(byte[] body) throws RefusedCallback {
        return new CallbackGate(access).admit(body, Optional.empty(), NOW).callback();
    }

    private Callback admit(String body) throws RefusedCallback {
        return admit(body.getBytes(StandardCharsets.UTF_8));
    }

    private Callback admit(String method, String data) throws RefusedCallback {
        return admit(SignedCallback.of(method, AT, data).body());
    }

    private RefusedCallback refusal(byte[] body, Instant now) {
        return catchThrowableOfType(
                RefusedCallback.class, () -> new CallbackGate(access).admit(body, Optional.empty(), now));
    }

    private String key(byte[] body) {
        RefusedCallback refused = refusal(body, NOW);
        return refused == null ? "admitted" : refused.why().key();
    }

    private String key(String body) {
        return key(body.getBytes(StandardCharsets.UTF_8));
    }

    private String keyOfData(String data) {
        return key(SignedCallback.of("cancel", AT, data).body());
    }

    @Test
    void theCheckVectorOfTheInterface() throws RefusedCallback {
        Map<String, String> parameters = vectorParameters();
        parameters.put("Sign", VECTOR_SIGN);

        assertThat(CallbackSignature.of(parameters, SECRET)).isEqualTo(VECTOR_SIGN);
        assertThat(admit(encoded(parameters)))
                .isEqualTo(new Callback(
                        Method.CONFIRM,
                        AT,
                        Optional.of("SO.20230912.000001"),
                        "PO20230912001",
                        State.SUCCESS,
                        "",
                        List.of(),
                        CallbackForm.of(encoded(parameters).getBytes(StandardCharsets.UTF_8), Set.of())
                                .digest()));
    }

    @ParameterizedTest
    @CsvSource({"confirm, CONFIRM", "cancel, CANCEL", "oostock, OUT_OF_STOCK"})
    void everyMethodAndEveryState(String word, Method method) throws RefusedCallback {
        for (State state : State.values()) {
            Callback callback = admit(word, data("PO1", state.number(), ""));

            assertThat(callback.method()).isEqualTo(method);
            assertThat(callback.state()).isEqualTo(state);
            assertThat(callback.supplierOrderNumber()).isEmpty();
        }
    }

    @Test
    void aBlankNumberOfYlhIsNone() throws RefusedCallback {
        assertThat(admit("cancel", data("PO1", 0, ",\"ExtOrderNo\":\"\"")).supplierOrderNumber())
                .isEmpty();
        assertThat(admit("cancel", data("PO1", 0, ",\"ExtOrderNo\":\"  \"")).supplierOrderNumber())
                .isEmpty();
        assertThat(admit("cancel", data("PO1", 0, ",\"ExtOrderNo\":null")).supplierOrderNumber())
                .isEmpty();
    }

    @Test
    void numbersMayBeTextsAndTextsNumbers() throws RefusedCallback {
        Callback callback = admit("cancel", """
                {"PlatformOrderNo":9223372036854775807,"ExtOrderNo":1234567890123456789,"State":"2","itemList":[
                 {"productCode":12345,"totalQty":"3","receiveQty":"2.0","returnQty":1,"rejectQty":1.00},{"productCode":"B"}]}""");

        assertThat(callback.orderNumber()).isEqualTo("9223372036854775807");
        assertThat(callback.supplierOrderNumber()).contains("1234567890123456789");
        assertThat(callback.state()).isEqualTo(State.PARTLY);
        assertThat(callback.items())
                .containsExactly(
                        new Item("12345", OptionalInt.of(3), OptionalInt.of(2), OptionalInt.of(1), OptionalInt.of(1)),
                        new Item(
                                "B",
                                OptionalInt.empty(),
                                OptionalInt.empty(),
                                OptionalInt.empty(),
                                OptionalInt.empty()));
    }

    @Test
    void theListOfItemsMayBeTheTextOfOne() throws RefusedCallback {
        String list = "[{\\\"productCode\\\":\\\"P1\\\",\\\"receiveQty\\\":\\\"1\\\"}]";

        assertThat(admit("cancel", data("PO1", 2, ",\"itemList\":\"" + list + "\""))
                        .items())
                .extracting(Item::productCode, Item::received)
                .containsExactly(tuple("P1", OptionalInt.of(1)));
        assertThat(admit("cancel", data("PO1", 2, ",\"itemList\":\"\"")).items())
                .isEmpty();
        assertThat(admit("cancel", data("PO1", 2, ",\"itemList\":null")).items())
                .isEmpty();
    }

    /** Of what is cancelled as a whole nobody needs the items, so nothing is refused for them. */
    @Test
    void itemsThatNobodyNeedsAreNotRead() throws RefusedCallback {
        assertThat(admit("cancel", data("PO1", 1, ",\"itemList\":\"nonsense\"")).items())
                .isEmpty();
    }

    @Test
    void chineseAndEmojiAreSignedAndKept() throws RefusedCallback {
        String said = "客户拒收📦，仓库已出库";

        assertThat(admit("cancel", data("PO1", 0, ",\"FailMsg\":\"" + said + "\""))
                        .failure())
                .isEqualTo(said);
    }

    @Test
    void whatYlhSaysIsCleanedAndCut() throws RefusedCallback {
        String longest = "长".repeat(100);

        assertThat(failure(longest)).isEqualTo(longest);
        assertThat(failure(longest + "长")).hasSize(100).endsWith("长…");
        assertThat(failure("📦".repeat(60))).hasSizeLessThanOrEqualTo(100).endsWith("📦…");
        assertThat(failure("a\\nb\\u001b[31mc\\u202ed")).isEqualTo("a b\\u001b[31mc\\u202ed");
        assertThat(failure("\\ud83d")).isEqualTo("\\ud83d");
        assertThat(failure(" 库存不足 ")).isEqualTo("库存不足");
    }

    private String failure(String said) throws RefusedCallback {
        return admit("cancel", data("PO1", 0, ",\"FailMsg\":\"" + said + "\"")).failure();
    }

    /** Who trims a value before he checks the signature refuses it; who trims it after that has another. */
    @Test
    void aValueThatEndsInABlankIsSignedWithIt() throws RefusedCallback {
        String data = data("PO1", 0, ",\"FailMsg\":\"库存不足 \"") + " ";

        assertThat(admit("cancel", data).failure()).isEqualTo("库存不足");
        assertThat(new CallbackGate(access)
                        .admit(SignedCallback.of("cancel", AT, data).body(), Optional.empty(), NOW)
                        .data())
                .isEqualTo(data);
    }

    @Test
    void itIsDecodedExactlyOnce() throws RefusedCallback {
        String said = "100%25 a+b %2B";

        assertThat(failure(said)).isEqualTo(said);
        assertThat(admit(vector().text().replace("=", "=")).orderNumber()).isEqualTo("PO20230912001");
        assertThat(key(vector().text().replace("%", "%25"))).isEqualTo("callback.not-authentic");
    }

    @Test
    void aPlusIsABlankAndAnEscapedPlusIsOne() throws RefusedCallback {
        String body = SignedCallback.of("cancel", AT, data("PO1", 0, ",\"FailMsg\":\"1 + 1\""))
                .text();

        assertThat(body).contains("1+%2B+1");
        assertThat(admit(body).failure()).isEqualTo("1 + 1");
        assertThat(admit(body.replace("+", "%20")).failure()).isEqualTo("1 + 1");
        assertThat(key(body.replace("%2B", "+"))).isEqualTo("callback.not-authentic");
    }

    @Test
    void namesMayBeEscapedAndHexadecimalDigitsSmall() throws RefusedCallback {
        assertThat(admit(vector().text().replace("Method=", "%4dethod=").replace("%7B", "%7b"))
                        .method())
                .isEqualTo(Method.CONFIRM);
    }

    @Test
    void bytesThatNobodyEscapedAreUtf8() throws RefusedCallback {
        SignedCallback callback = SignedCallback.of("cancel", AT, data("PO1", 0, ",\"FailMsg\":\"缺货\""));
        String raw = callback.parameters().entrySet().stream()
                .map(one -> one.getKey() + "=" + one.getValue())
                .collect(Collectors.joining("&"));

        assertThat(admit(raw).failure()).isEqualTo("缺货");
        assertThat(key(raw.getBytes(Charset.forName("GBK")))).isEqualTo("callback.not-utf8");
        assertThat(key(raw.getBytes(StandardCharsets.UTF_16))).isNotEqualTo("admitted");
    }

    @ParameterizedTest
    @ValueSource(strings = {"%C1%AA", "%c0%af", "%ED%A0%80", "%ff"})
    void whatIsNoUtf8IsNamedAsSuch(String bytes) {
        String body = vector().text().replace("Data=", "Data=" + bytes);

        assertThat(key(body)).isEqualTo("callback.not-utf8");
        assertThat(refusal(body.getBytes(StandardCharsets.US_ASCII), NOW).isReadable())
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"%", "%4", "%zz", "%-1", "%4g"})
    void whatIsNotEscapedAsItMustBeIsUnreadable(String escape) {
        assertThat(key(vector().text() + escape)).isEqualTo("callback.bad-escape");
        assertThat(key(vector().text().replace("&Method", escape + "&Method"))).isEqualTo("callback.bad-escape");
    }

    @Test
    void aLineEndThatAFileGotIsBorneAndNothingElse() throws RefusedCallback {
        assertThat(admit(vector().text() + "\n").orderNumber()).isEqualTo("PO20230912001");
        assertThat(admit(vector().text() + "\r\n").orderNumber()).isEqualTo("PO20230912001");
        assertThat(key(vector().text() + "\n\n")).isEqualTo("callback.control-character");
        assertThat(key("\0" + vector().text())).isEqualTo("callback.control-character");
        assertThat(key("")).isEqualTo("callback.empty");
        assertThat(key("\n")).isEqualTo("callback.empty");
    }

    /**
     * The signed text of each is the check vector's, so the signature is right: a parameter folded into another, a name split, a digit moved into
     * a name, the case of letters.
     */
    static Stream<Arguments> sameSignature() {
        Map<String, String> vector = vectorParameters();
        Map<String, String> folded = new LinkedHashMap<>(vector);
        folded.put("AppKey", vector.get("AppKey") + "Data" + vector.get("Data"));
        folded.remove("Data");
        Map<String, String> foldedMethod = new LinkedHashMap<>(vector);
        foldedMethod.put("Data", vector.get("Data") + "Method" + vector.get("Method"));
        foldedMethod.remove("Method");
        Map<String, String> split = new LinkedHashMap<>(vector);
        split.remove("TimeStamp");
        split.put("Time", "Stamp" + vector.get("TimeStamp"));
        Map<String, String> digit = new LinkedHashMap<>(vector);
        digit.remove("TimeStamp");
        digit.put("TimeStamp2", vector.get("TimeStamp").substring(1));
        Map<String, String> small = new LinkedHashMap<>(vector);
        small.remove("Method");
        small.put("method", vector.get("Method"));
        Map<String, String> smallData = new LinkedHashMap<>(vector);
        smallData.put("Data", vector.get("Data").toLowerCase(Locale.ROOT));
        Map<String, String> largeKey = new LinkedHashMap<>(vector);
        largeKey.put("AppKey", APP_KEY.toUpperCase(Locale.ROOT));
        Map<String, String> largeMethod = new LinkedHashMap<>(vector);
        largeMethod.put("Method", vector.get("Method").toUpperCase(Locale.ROOT));
        return Stream.of(
                Arguments.of("folded", folded, "callback.parameter-missing"),
                Arguments.of("folded method", foldedMethod, "callback.parameter-missing"),
                Arguments.of("split name", split, "callback.parameter-unknown"),
                Arguments.of("digit in a name", digit, "callback.parameter-unknown"),
                Arguments.of("small name", small, "callback.parameter-unknown"),
                Arguments.of("small data", smallData, "callback.data-missing"),
                Arguments.of("large key", largeKey, "callback.not-authentic"),
                Arguments.of("large method", largeMethod, "callback.method-unknown"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("sameSignature")
    void otherParametersOfTheSameSignatureAreRefused(String how, Map<String, String> parameters, String key) {
        assertThat(parameters).containsEntry("Sign", VECTOR_SIGN);
        if (!how.equals("small name")) { // Its place among the others is another.
            assertThat(CallbackSignature.of(parameters, SECRET))
                    .as("a right signature")
                    .isEqualTo(VECTOR_SIGN);
        }
        assertThat(key(encoded(parameters))).isEqualTo(key);
    }

    @ParameterizedTest
    @CsvSource({"AppKey", "TimeStamp", "Sign", "Method", "Data"})
    void eachParameterStandsOnceAndIsNotBlank(String name) {
        Map<String, String> without = vectorParameters();
        String value = without.remove(name);
        assertThat(key(encoded(without))).isEqualTo("callback.parameter-missing");
        assertThat(key(encoded(without) + "&" + name)).isEqualTo("callback.parameter-blank");
        assertThat(key(encoded(without) + "&" + name + "=")).isEqualTo("callback.parameter-blank");
        assertThat(key(encoded(without) + "&" + name + "=+%E3%80%80")).isEqualTo("callback.parameter-blank");
        assertThat(key(vector().text() + "&" + encoded(Map.of(name, value)))).isEqualTo("callback.parameter-twice");
        assertThat(key(vector().text() + "&" + encoded(Map.of(name.toLowerCase(Locale.ROOT), value))))
                .isEqualTo("callback.parameter-unknown");
    }

    @Test
    void moreParametersAreRefusedUnlessTheyAreNamedAndThenTheyAreSigned() throws RefusedCallback {
        SignedCallback more = vector().with("Version", "2");
        assertThat(key(more.body())).isEqualTo("callback.parameter-unknown");
        assertThat(key(vector().text() + "&")).isEqualTo("callback.parameter-unknown");

        access = access(Set.of("Version"), Set.of());

        assertThat(admit(more.body()).orderNumber()).isEqualTo("PO20230912001");
        assertThat(admit(vector().body()).orderNumber()).isEqualTo("PO20230912001");
        assertThat(key(more.text().replace("Version=2", "Version=3"))).isEqualTo("callback.not-authentic");
        assertThat(key(vector().text() + "&Version=2")).isEqualTo("callback.not-authentic");
        assertThat(key(more.text() + "&Version=2")).isEqualTo("callback.parameter-twice");
    }

    @Test
    void oneSentenceForAWrongKeyAWrongSignatureAndAWrongAge() {
        Map<String, String> wrongSign = vectorParameters();
        wrongSign.put("Sign", VECTOR_SIGN.replace('F', '0'));
        Map<String, String> smallSign = vectorParameters();
        smallSign.put("Sign", VECTOR_SIGN.toLowerCase(Locale.ROOT));
        SignedCallback anotherMerchant = vector().with("AppKey", "another-merchant");
        List<RefusedCallback> refused = List.of(
                refusal(anotherMerchant.body(), NOW),
                refusal(encoded(wrongSign).getBytes(StandardCharsets.US_ASCII), NOW),
                refusal(encoded(smallSign).getBytes(StandardCharsets.US_ASCII), NOW),
                refusal(vector().body(), AT.plus(Duration.ofHours(25))),
                refusal(vector().with("TimeStamp", "1694489728000").body(), NOW));

        assertThat(refused)
                .extracting(RefusedCallback::why)
                .containsOnly(refused.get(0).why());
        assertThat(refused).allMatch(RefusedCallback::isReadable);
        assertThat(refused)
                .extracting(Throwable::getMessage)
                .containsExactly("app-key", "signature", "signature", "age", "time-stamp");
    }

    @Test
    void theSignatureComesFirstAndTheAgeSecond() {
        Map<String, String> old = new LinkedHashMap<>(
                SignedCallback.of("confirm", AT.minus(Duration.ofDays(9)), "x").parameters());
        assertThat(refusal(encoded(old).getBytes(StandardCharsets.US_ASCII), NOW))
                .hasMessage("age");
        old.put("Sign", VECTOR_SIGN);
        assertThat(refusal(encoded(old).getBytes(StandardCharsets.US_ASCII), NOW))
                .hasMessage("signature");
    }

    @Test
    void theRightSignatureIsToldToNobody() {
        Map<String, String> wrong = vectorParameters();
        wrong.put("Sign", "0".repeat(32));
        RefusedCallback refused = refusal(encoded(wrong).getBytes(StandardCharsets.US_ASCII), NOW);

        assertThat(refused.getMessage() + refused.why()).doesNotContainIgnoringCase(VECTOR_SIGN);
        assertThat(access.toString()).doesNotContain(SECRET, APP_KEY);
    }

    @ParameterizedTest
    @CsvSource({
        "-PT24H, admitted",
        "-PT24H1S, callback.not-authentic",
        "PT0S, admitted",
        "PT5M, admitted",
        "PT5M1S, callback.not-authentic"
    })
    void itMayBeADayOldAndALittleAhead(Duration ahead, String key) {
        assertThat(key(SignedCallback.cancel(NOW.plus(ahead), "PO1", 1).body())).isEqualTo(key);
    }

    /** Eight hours are within a day: whether they are told apart is seen at both ends of it. */
    @ParameterizedTest
    @ValueSource(strings = {"UTC", "Asia/Shanghai", "America/Los_Angeles"})
    void theStampIsChinasTimeWhereverThisRuns(String zone) throws RefusedCallback {
        TimeZone before = TimeZone.getDefault();
        try {
            TimeZone.setDefault(TimeZone.getTimeZone(zone));

            assertThat(admit(vector().body()).at()).isEqualTo(AT);
            assertThat(key(vector().with("TimeStamp", "20230912033528").body())).isEqualTo("admitted");
            assertThat(key(vector().with("TimeStamp", "20230912193528").body())).isEqualTo("callback.not-authentic");
        } finally {
            TimeZone.setDefault(before);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "20230231120000",
                "20230912250000",
                "2023091211352",
                "202309121135280",
                "2023-09-12 11:35:28",
                " 20230912113528",
                "２０２３０９１２１１３５２８"
            })
    void whatIsNoTimeStampIsNotTaken(String stamp) {
        assertThat(key(vector().with("TimeStamp", stamp).body())).isEqualTo("callback.not-authentic");
    }

    @ParameterizedTest
    @CsvSource({
        "192.0.2.7, admitted",
        "::ffff:192.0.2.7, admitted",
        "192.0.2.8, callback.address",
        "2001:db8:0:0:0:0:0:7, admitted",
        "2001:db8::8, callback.address",
        "localhost, callback.address",
        "'', callback.address"
    })
    void onlyFromTheAddressesThatAreAllowed(String from, String key) {
        access = access(
                Set.of(),
                Set.of(
                        Addresses.parse("192.0.2.7").orElseThrow(),
                        Addresses.parse("2001:db8::7").orElseThrow()));
        Optional<String> known = Optional.of(from).filter(address -> !address.isEmpty());

        RefusedCallback refused = catchThrowableOfType(
                RefusedCallback.class, () -> new CallbackGate(access).admit(vector().body(), known, NOW));

        assertThat(refused == null ? "admitted" : refused.why().key()).isEqualTo(key);
    }

    @Test
    void whatIsTooLargeIsNotRead() {
        String huge = "x".repeat((64 << 10) + 1);
        assertThat(key(SignedCallback.of("cancel", AT, huge).body())).isEqualTo("callback.data-too-large");
        assertThat(key(SignedCallback.of("cancel", AT, "货".repeat(22 << 10)).body()))
                .isEqualTo("callback.data-too-large");
        assertThat(key(SignedCallback.of("cancel", AT, "{".repeat(257 << 10)).body()))
                .isEqualTo("callback.too-large");
    }

    @Test
    void asMuchAsIsAllowedIsRead() throws RefusedCallback {
        String data = data("PO1", 1, ",\"more\":\"" + "货".repeat(21 << 10) + "\"");
        String filled = data + " ".repeat((64 << 10) - data.getBytes(StandardCharsets.UTF_8).length);

        assertThat(admit("cancel", filled).orderNumber()).isEqualTo("PO1");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[1]                                                          | callback.data-no-object",
                "null                                                         | callback.data-no-object",
                "{\"PlatformOrderNo\":\"PO1\",\"State\":1                     | callback.data-no-json",
                "{\"PlatformOrderNo\":\"PO1\",\"State\":1}}                   | callback.data-no-json",
                "{\"PlatformOrderNo\":\"PO1\",\"State\":1} {}                 | callback.data-no-json",
                "{\"PlatformOrderNo\":\"PO1\",\"State\":1,\"State\":0}        | callback.data-no-json",
                "{\"PlatformOrderNo\":\"PO1\",\"State\":1,\"a\":{\"b\":1,\"b\":2}} | callback.data-no-json",
                "{\"PlatformOrderNo\":12345678901234567890,\"State\":1}       | callback.data-no-json",
                "{\"PlatformOrderNo\":\"PO1\",\"State\":1,\"a\":[[[[[[[[1]]]]]]]]} | callback.data-no-json",
                "{\"PlatformOrderNo\":\"PO1\",\"State\":1,\"a\":NaN}          | callback.data-no-json",
                "{\"PlatformOrderNo\":\"PO1\"}                                | callback.data-missing",
                "{\"PlatformOrderNo\":\"PO1\",\"State\":null}                 | callback.data-missing",
                "{\"State\":1}                                                | callback.data-missing",
                "{\"PlatformOrderNo\":\"\",\"State\":1,\"ExtOrderNo\":\"X\"}  | callback.data-missing",
                "{\"PlatformOrderNo\":\" \",\"State\":1}                      | callback.data-missing",
                "{\"PlatformOrderNo\":true,\"State\":1}                       | callback.data-field",
                "{\"PlatformOrderNo\":[\"PO1\"],\"State\":1}                  | callback.data-field",
                "{\"PlatformOrderNo\":\"PO\\u00001\",\"State\":1}             | callback.data-field",
                "{\"PlatformOrderNo\":\"PO\\u200b1\",\"State\":1}             | callback.data-field",
                "{\"PlatformOrderNo\":\"PO1\",\"State\":1,\"FailMsg\":{}}     | callback.data-field",
                "{\"PlatformOrderNo\":\"PO1\",\"State\":3}                    | callback.data-state",
                "{\"PlatformOrderNo\":\"PO1\",\"State\":-1}                   | callback.data-state",
                "{\"PlatformOrderNo\":\"PO1\",\"State\":\" 1\"}               | callback.data-state",
                "{\"PlatformOrderNo\":\"PO1\",\"State\":2,\"itemList\":{}}    | callback.data-field",
                "{\"PlatformOrderNo\":\"PO1\",\"State\":2,\"itemList\":\"[\"} | callback.data-no-json",
                "{\"PlatformOrderNo\":\"PO1\",\"State\":2,\"itemList\":[1]}   | callback.data-field",
                "{\"PlatformOrderNo\":\"PO1\",\"State\":2,\"itemList\":[{}]}  | callback.data-missing",
                "{\"PlatformOrderNo\":\"PO1\",\"State\":2,\"itemList\":[{\"productCode\":\"A\",\"receiveQty\":-1}]} | callback.data-field",
                "{\"PlatformOrderNo\":\"PO1\",\"State\":2,\"itemList\":[{\"productCode\":\"A\",\"receiveQty\":1.5}]} | callback.data-field",
                "{\"PlatformOrderNo\":\"PO1\",\"State\":2,\"itemList\":[{\"productCode\":\"A\",\"receiveQty\":1e9}]} | callback.data-field",
                "{\"PlatformOrderNo\":\"PO1\",\"State\":1e999999999}           | callback.data-state",
                "{\"PlatformOrderNo\":\"PO1\",\"State\":2,\"itemList\":[{\"productCode\":\"A\",\"receiveQty\":9999999999}]} | callback.data-field",
            })
    void whatIsInDataIsReadStrictly(String data, String key) {
        assertThat(keyOfData(data)).isEqualTo(key);
        assertThat(refusal(SignedCallback.of("cancel", AT, data).body(), NOW).isReadable())
                .isFalse();
    }

    @Test
    void eightLevelsAreDeepEnough() throws RefusedCallback {
        assertThat(admit("cancel", data("PO1", 1, ",\"a\":[[[[[[[1]]]]]]]")).orderNumber())
                .isEqualTo("PO1");
    }

    @Test
    void whatIsNotKnownInDataIsPassedOver() throws RefusedCallback {
        assertThat(admit("cancel", data("PO1", 1, ",\"Remark\":true,\"platformOrderNo\":\"PO2\""))
                        .orderNumber())
                .isEqualTo("PO1");
    }

    /** The digest is of what was signed. */
    @Test
    void theSameCallbackHasTheSameDigestHoweverItComes() throws RefusedCallback {
        String digest = admit(vector().body()).digest();
        List<Map.Entry<String, String>> entries =
                new ArrayList<>(vector().parameters().entrySet());
        Collections.reverse(entries);
        Map<String, String> reversed = new LinkedHashMap<>();
        entries.forEach(entry -> reversed.put(entry.getKey(), entry.getValue()));

        assertThat(admit(encoded(reversed)).digest()).isEqualTo(digest);
        assertThat(admit(vector().text().replace("AppKey", "%41ppKey") + "\n").digest())
                .isEqualTo(digest);
        assertThat(admit(SignedCallback.of("confirm", AT, VECTOR_DATA + " ").body())
                        .digest())
                .isNotEqualTo(digest);
        assertThat(admit(SignedCallback.of("confirm", AT.plusSeconds(1), VECTOR_DATA)
                                .body())
                        .digest())
                .isNotEqualTo(digest);
    }

    @Test
    void withAnotherSecretNothingIsLetIn() {
        Map<String, String> parameters = vectorParameters();
        parameters.remove("Sign");
        parameters.put("Sign", sign(Map.copyOf(parameters), "another secret"));

        assertThat(key(encoded(parameters))).isEqualTo("callback.not-authentic");
        assertThatThrownBy(() -> admit(encoded(parameters))).isInstanceOf(RefusedCallback.class);
    }
}
