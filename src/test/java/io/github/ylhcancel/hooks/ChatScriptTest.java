package io.github.ylhcancel.hooks;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.ylhcancel.hooks.EventCommand.Outcome;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The example that posts events to a group's robot, started as events are, against a stand-in of each service. */
@Timeout(180)
class ChatScriptTest {
    private static final Path SCRIPT = Path.of("docs/examples/chat.sh").toAbsolutePath();
    private static final JsonMapper MAPPER = new JsonMapper();
    private static final int REFUSED = 1;
    private static final int WRONG_USE = 2;
    private static final int LATER = 75;
    private static final String BEGUN = "{\"schema\":\"ylh-event/1\",\"id\":\"e-1\",\"kind\":\"check.begun\","
            + "\"at\":\"2026-03-01T04:00:00Z\",\"check\":\"dead\",\"severity\":\"critical\","
            + "\"message\":\"3 笔投递失败\",\"remedy\":\"ylh deliveries --state dead\"}";

    /** The three services, as their documents describe them. */
    enum Service {
        WECOM("errcode", 93000, 45009),
        DINGTALK("errcode", 310_000, 130_101),
        FEISHU("code", 19_021, 11_232);

        private final String code;
        private final int stranger;
        private final int tooMany;

        Service(String code, int stranger, int tooMany) {
            this.code = code;
            this.stranger = stranger;
            this.tooMany = tooMany;
        }

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @TempDir
    private Path folder;

    private final List<String> posted = new CopyOnWriteArrayList<>();
    private volatile Service service = Service.WECOM;
    private volatile String secret = "";
    private volatile String always;
    private volatile int status = 200;
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        for (String program : List.of("curl", "openssl")) {
            assumeThat(Path.of("/usr/bin", program))
                    .as("a program that the script needs")
                    .isExecutable();
        }
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/robot", this::serve);
        server.start();
    }

    @AfterEach
    void stop() {
        if (server != null) {
            server.stop(0);
        }
    }

    private void serve(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
        byte[] answer = (always != null ? always : answer(exchange, body)).getBytes(UTF_8);
        exchange.sendResponseHeaders(status, answer.length);
        exchange.getResponseBody().write(answer);
        exchange.close();
    }

    private String answer(HttpExchange exchange, String body) throws IOException {
        Map<String, String> query = Arrays.stream(
                        exchange.getRequestURI().getRawQuery().split("&"))
                .map(pair -> pair.split("=", 2))
                .collect(Collectors.toMap(pair -> pair[0], pair -> URLDecoder.decode(pair[1], UTF_8)));
        JsonNode message = MAPPER.readTree(body);
        boolean isRight = exchange.getRequestMethod().equals("POST")
                && exchange.getRequestHeaders().getFirst("Content-Type").startsWith("application/json")
                && "of-the-stand-in[1]".equals(query.get("key"))
                && isSigned(query, message);
        if (!isRight) {
            return "{\"" + service.code + "\":" + service.stranger + ",\"errmsg\":\"sign not match\"}";
        }
        if (posted.size() >= 20) {
            return "{\"status\":1111,\"wait\":5,\"" + service.code + "\":" + service.tooMany
                    + ",\"errmsg\":\"too fast\"}";
        }
        posted.add(text(message));
        return service == Service.FEISHU
                ? "{\"StatusCode\":0,\"StatusMessage\":\"success\",\"code\":0,\"data\":{},\"msg\":\"success\"}"
                : "{\"errcode\":0,\"errmsg\":\"ok\"}";
    }

    private String text(JsonNode message) {
        boolean isFeishu = service == Service.FEISHU;
        assertThat(message.path(isFeishu ? "msg_type" : "msgtype").textValue()).isEqualTo("text");
        return isFeishu
                ? message.path("content").path("text").textValue()
                : message.path("text").path("content").textValue();
    }

    private boolean isSigned(Map<String, String> query, JsonNode message) {
        if (secret.isEmpty()) {
            return query.size() == 1 && message.size() == 2;
        }
        return switch (service) {
            case WECOM -> false;
            case DINGTALK -> {
                String time = query.get("timestamp");
                yield isNow(Instant.ofEpochMilli(Long.parseLong(time)))
                        && hmac(secret, time + "\n" + secret).equals(query.get("sign"));
            }
            case FEISHU -> {
                String time = message.path("timestamp").textValue();
                yield isNow(Instant.ofEpochSecond(Long.parseLong(time)))
                        && hmac(time + "\n" + secret, "")
                                .equals(message.path("sign").textValue());
            }
        };
    }

    private static boolean isNow(Instant time) {
        return Duration.between(time, Instant.now()).abs().compareTo(Duration.ofMinutes(5)) < 0;
    }

    private static String hmac(String key, String message) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key.getBytes(UTF_8), "HmacSHA256"));
            return Base64.getEncoder().encodeToString(mac.doFinal(message.getBytes(UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private Path file(String mode, String... lines) throws IOException {
        Path file = folder.resolve("robot");
        Files.deleteIfExists(file);
        Files.writeString(file, String.join("\n", lines));
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    }

    /** Brackets mean something to curl, unless it is told that they do not. */
    private String address() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/robot?key=of-the-stand-in[1]";
    }

    private Outcome post(Service to, String itsSecret, String event, String... kinds) throws IOException {
        service = to;
        secret = itsSecret;
        Path file = itsSecret.isEmpty() ? file("rw-------", address()) : file("rw-------", address(), itsSecret, "");
        return run(SCRIPT, event, Map.of(), to.word(), file.toString(), kinds);
    }

    private static Outcome run(
            Path script, String event, Map<String, String> variables, String service, String file, String... kinds) {
        List<String> arguments = new ArrayList<>(List.of(script.toString(), service, file));
        arguments.addAll(List.of(kinds));
        return new EventCommand(arguments, Duration.ofSeconds(60), Path.of("/nonexistent"), System::nanoTime)
                .run(event, variables);
    }

    private static void assertDone(Outcome outcome) {
        assertThat(outcome.isDone()).as(outcome.output()).isTrue();
        assertThat(outcome.output()).isEmpty();
    }

    private static void assertFails(Outcome outcome, int code, String says) {
        assertThat(outcome.exitCode()).as(outcome.output()).hasValue(code);
        assertThat(outcome.output()).contains(says);
    }

    @ParameterizedTest
    @EnumSource
    void postsWhatACheckHasFound(Service to) throws IOException {
        assertDone(post(to, "", BEGUN));
        assertDone(post(to, "", BEGUN.replace("begun", "worsened")));
        assertDone(post(
                to, "", "{\"kind\":\"check.ended\",\"check\":\"dead\",\"severity\":\"ok\",\"message\":\"0 笔投递失败\"}\n"));

        assertThat(posted)
                .containsExactly(
                        "YLH [critical] dead：3 笔投递失败\n处理：ylh deliveries --state dead",
                        "YLH [critical] dead：3 笔投递失败\n处理：ylh deliveries --state dead",
                        "YLH [恢复] dead：0 笔投递失败");
    }

    /** The key of the signature is hashed itself if it is longer than 64 bytes. */
    @ParameterizedTest
    @ValueSource(ints = {1, 20, 52, 53, 54, 63, 64, 65, 67, 128, 200})
    void signsWithASecretOfAnyLength(int length) throws IOException {
        String odd = "%s \\045\"'$(id)*密钥 of the stand-in ".repeat(20);

        for (String one : List.of("s".repeat(length), odd.substring(0, length).strip())) {
            assertDone(post(Service.DINGTALK, one, BEGUN));
            assertDone(post(Service.FEISHU, one, BEGUN));
        }
    }

    @ParameterizedTest
    @CsvSource({"DINGTALK, 310000", "FEISHU, 19021"})
    void aWrongSecretIsAFailure(Service to, String code) throws IOException {
        service = to;
        secret = "right";
        Path file = file("rw-------", address(), "wrong");

        Outcome outcome = run(SCRIPT, BEGUN, Map.of(), to.word(), file.toString());

        assertFails(outcome, REFUSED, to.word() + ": refused: {\"" + to.code + "\":" + code);
        assertThat(posted).isEmpty();
    }

    /** Then the event is tried again later. */
    @ParameterizedTest
    @EnumSource
    void afterTwentyMessagesAMinuteItFails(Service to) throws IOException {
        String signedWith = to == Service.WECOM ? "" : "s".repeat(40);
        for (int message = 0; message < 20; message++) {
            assertDone(post(to, signedWith, BEGUN));
        }

        assertFails(post(to, signedWith, BEGUN), LATER, to.word() + ": too many messages (" + to.tooMany + ")");
        assertThat(posted).hasSize(20);
    }

    /** Feishu says so with a code of HTTP's, too, and there are others of each service. */
    @ParameterizedTest
    @CsvSource({"FEISHU, 400, 9499", "DINGTALK, 200, 410100"})
    void knowsTheOtherCodesOfTooMany(Service to, int http, String code) throws IOException {
        status = http;
        always = "{\"" + to.code + "\":" + code + ",\"msg\":\"too many request\",\"data\":{}}";

        assertFails(post(to, "", BEGUN), LATER, "too many messages (" + code + ")");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<html>sign in</html>",
                "",
                "{\"ok\":true}",
                "{\"errcode\":-1,\"errmsg\":\"系统繁忙\"}",
                "{\"errcode\":40058,\"errmsg\":\"\\\"errcode\\\":0\"}"
            })
    void anyOtherAnswerIsAFailure(String answer) throws IOException {
        always = answer;

        assertFails(post(Service.WECOM, "", BEGUN), REFUSED, "wecom: refused:");
    }

    /** As older robots of Feishu answer. */
    @Test
    void takesAnOlderYes() throws IOException {
        always = "{\"Extra\":null,\"StatusCode\":0,\"StatusMessage\":\"success\"}";

        assertDone(post(Service.FEISHU, "", BEGUN));
    }

    /** They come out as they went in, and nothing in them is a field. */
    @ParameterizedTest
    @EnumSource
    void whatIsEscapedStaysEscaped(Service to) throws IOException {
        String odd =
                "q\"uote, back\\slash, \\u0041, line\nbreak, tab\t, %s %d, $(id) `id` $HOME, 'single', <b>&amp;, 😀, \u001b[31m, "
                        + "\",\"check\":\"forged\",\"x\":\"";

        assertDone(post(
                to,
                "",
                MAPPER.writeValueAsString(Map.of(
                        "kind",
                        "check.begun",
                        "check",
                        "dead",
                        "severity",
                        "warning",
                        "message",
                        odd,
                        "remedy",
                        "a\\"))));

        assertThat(posted).containsExactly("YLH [warning] dead：" + odd + "\n处理：a\\");
    }

    /** WeCom takes 2048 bytes. What is cut is cut between characters, and not within an escape. */
    @ParameterizedTest
    @ValueSource(strings = {"客", "\\\"", "\\u5ba2", "\\\\", "x"})
    void cutsWhatIsLong(String unit) throws IOException {
        for (int before = 0; before < 2; before++) {
            String message = "-".repeat(before) + unit.repeat(2000);

            assertDone(post(Service.WECOM, "", BEGUN.replace("3 笔投递失败", message)));

            String shown = MAPPER.readTree('"' + unit + '"').textValue();
            assertThat(posted.get(before)).contains("：" + "-".repeat(before) + shown.repeat(250 - before) + "\n处理：");
            assertThat(posted.get(before).getBytes(UTF_8)).hasSizeLessThan(2048);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'\"kind\":\"order.cancelled\",\"final\":false,\"money\":\"succeeded\"', '已取消，等待易理货确认，暂不退款'",
        "'\"kind\":\"order.cancelled\",\"final\":true,\"money\":\"succeeded\"', '取消已确认，可以退款'",
        "'\"kind\":\"order.cancelled\",\"final\":true,\"money\":\"none\"', '已取消'",
        "'\"kind\":\"order.cancelled\",\"final\":true,\"money\":\"unknown\"', '取消已确认，是否已付款不明'",
        "'\"kind\":\"order.put-back\"', '取消已撤回'",
        "'\"kind\":\"order.settled\"', 'order.settled'"
    })
    void postsOrdersWhereTheyAreWanted(String fields, String text) throws IOException {
        String event = "{" + fields + ",\"order\":\"PO10000002\"}";

        assertDone(post(Service.WECOM, "", event, "check.*", "order.*"));
        assertThat(posted).containsExactly("YLH 订单 PO10000002：" + text);

        assertDone(post(Service.WECOM, "", event));
        assertDone(post(Service.WECOM, "", event, "order.other", "check.*"));
        assertThat(posted).as("not wanted").hasSize(1);
    }

    @Test
    void whoeverMayReadTheFileMayPost() throws IOException {
        for (String mode : List.of("rw-r-----", "rw----r--", "rw--w----", "rwx------")) {
            assertFails(
                    run(SCRIPT, BEGUN, Map.of(), "wecom", file(mode, address()).toString()),
                    WRONG_USE,
                    "others may read it; run: chmod 600 ");
        }
        assertDone(run(
                SCRIPT,
                BEGUN,
                Map.of(),
                "wecom",
                file("r--------", address() + "\r\n").toString()));
    }

    @Test
    void saysHowItIsUsed() throws IOException {
        String file = file("rw-------", "").toString();

        assertFails(
                run(SCRIPT, BEGUN, Map.of(), "slack", file), WRONG_USE, "usage: chat.sh wecom|dingtalk|feishu FILE");
        assertFails(run(SCRIPT, BEGUN, Map.of(), "wecom", file), WRONG_USE, "no address");
        assertFails(run(SCRIPT, "", Map.of(), "wecom", file), WRONG_USE, "no event");
        assertFails(run(SCRIPT, BEGUN, Map.of(), "wecom", file + "-not"), WRONG_USE, "");
    }

    @Test
    void doesNotWaitForEver() throws IOException {
        Path impatient = folder.resolve("chat.sh");
        Files.writeString(impatient, Files.readString(SCRIPT).replace("seconds=15", "seconds=1"));
        Files.setPosixFilePermissions(impatient, PosixFilePermissions.fromString("rwxr-xr-x"));
        HttpServer silent = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        silent.createContext("/", exchange -> {
            // Says nothing, and does not hang up.
        });
        silent.start();
        try {
            Path file =
                    file("rw-------", "http://127.0.0.1:" + silent.getAddress().getPort() + "/x");

            assertFails(run(impatient, BEGUN, Map.of(), "wecom", file.toString()), LATER, "wecom: no answer");
        } finally {
            silent.stop(0);
        }
        assertFails(
                run(
                        SCRIPT,
                        BEGUN,
                        Map.of(),
                        "wecom",
                        file("rw-------", "http://127.0.0.1:1/x").toString()),
                LATER,
                "wecom: no answer");
    }

    /** Everybody on the machine sees them. */
    @Test
    void noProgramIsGivenASecretAsAnArgument() throws IOException {
        Path bin = Files.createDirectory(folder.resolve("bin"));
        Path log = folder.resolve("arguments");
        for (String program : List.of("curl", "openssl", "sed", "od", "wc", "tr", "date", "ls", "cat", "printf")) {
            Path wrapper = bin.resolve(program);
            Files.writeString(
                    wrapper,
                    "#!/bin/sh\nprintf '%s\\n' \"$0 $*\" >> " + log + "\nPATH=/usr/bin:/bin exec " + program
                            + " \"$@\"\n");
            Files.setPosixFilePermissions(wrapper, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        for (Service to : List.of(Service.DINGTALK, Service.FEISHU)) {
            service = to;
            secret = "never-an-argument";
            Path file = file("rw-------", address(), secret);

            assertDone(run(SCRIPT, BEGUN, Map.of("PATH", bin + ":/usr/bin:/bin"), to.word(), file.toString()));
        }

        assertThat(posted).hasSize(2);
        assertThat(Files.readString(log))
                .contains("/curl ", "/openssl ", "/od ")
                .doesNotContain("never-an-argument", "of-the-stand-in");
    }

    /** Where there is another shell than the system's. */
    @ParameterizedTest
    @ValueSource(strings = {"/bin/dash", "/bin/bash", "/bin/ksh"})
    void runsInAnyShell(String shell) throws IOException {
        assumeThat(Path.of(shell)).exists();
        Path script = folder.resolve("chat.sh");
        Files.writeString(script, Files.readString(SCRIPT).replaceFirst("#!/bin/sh", "#!" + shell));
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
        service = Service.DINGTALK;
        secret = "s".repeat(67);
        Path file = file("rw-------", address(), secret);

        assertDone(run(script, BEGUN, Map.of(), "dingtalk", file.toString()));

        assertThat(posted).hasSize(1);
    }
}
