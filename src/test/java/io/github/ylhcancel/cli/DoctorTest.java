package io.github.ylhcancel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ylhcancel.output.Style;
import io.github.ylhcancel.sandbox.ReceivedRequest;
import io.github.ylhcancel.sandbox.Sandbox;
import io.github.ylhcancel.sandbox.SandboxOptions;
import io.github.ylhcancel.sandbox.SelfSignedCertificate;
import io.github.ylhcancel.testing.ForwardProxy;
import io.github.ylhcancel.testing.PrivateAuthority;
import io.github.ylhcancel.testing.Ran;
import io.github.ylhcancel.testing.TestShop;
import io.github.ylhcancel.testing.Ylh;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Faults as they are on real machines, one a kind: each is named with what to do, and hides no other. */
@Timeout(60)
class DoctorTest {
    private static final String PASSWORD = "ylh.password";

    @TempDir
    Path folder;

    private Sandbox sandbox;
    private TestShop shop;

    @BeforeEach
    void open() throws IOException {
        sandbox = Sandbox.start(SandboxOptions.defaults(), Clock.systemUTC());
        shop = TestShop.create(folder, 40, sandbox);
    }

    @AfterEach
    void close() {
        sandbox.close();
    }

    private void configure(String... more) {
        shop.writeConfig(sandbox.authUri(), sandbox.baseUri(), more);
    }

    private Diagnoses doctor(String... more) {
        return doctor(shop.ylh(), more);
    }

    private static Diagnoses doctor(Ylh ylh, String... more) {
        return Diagnoses.by(ylh, more);
    }

    // ---- nothing is wrong

    @Test
    void whereNothingIsWrongNothingIsNamed() {
        Diagnoses found = doctor();

        assertThat(found.wrong()).isEmpty();
        assertThat(found.lines())
                .contains(
                        "ok java java",
                        "ok locale locale",
                        "ok configuration file",
                        "ok configuration value",
                        "ok configuration secret",
                        "ok files file-own",
                        "ok journal journal-empty",
                        "ok database database",
                        "ok tables tables",
                        "ok egress no-proxy",
                        "ok network network",
                        "ok ylh-clock clock",
                        "ok authentication token",
                        "ok deliveries nothing-due",
                        "note runs never-run")
                .noneMatch(line -> line.startsWith("skipped "));
    }

    @Test
    void itChangesNothingAndTellsYlhOfNoOrder() throws IOException {
        Map<String, List<String>> before = shop.everything();

        doctor();

        assertThat(shop.everything()).isEqualTo(before);
        assertThat(sandbox.requests().stream().map(ReceivedRequest::endpoint).map(Enum::name))
                .contains("TOKEN")
                .doesNotContain("CANCEL");
        assertThat(Files.exists(folder.resolve("told.ndjson"))).isFalse();
    }

    /** Whether YLH would forget the older one is not known, so the one that is kept is always the latest. */
    @Test
    void theTokenThatIsKeptIsTheNewOne() throws IOException {
        doctor();
        String first = Files.readString(folder.resolve("token.json"));

        doctor();

        assertThat(Files.readString(folder.resolve("token.json"))).isNotEqualTo(first);
        sandbox.addFault("401*5@token");
        assertThat(shop.ylh()
                        .run("cancel", shop.orders("paid", true).get(0), "--reason", "r", "--yes")
                        .code())
                .isZero();
    }

    @Test
    void aTokenThatIsNotGivenLeavesTheOneThatIsKept() throws IOException {
        doctor();
        String kept = Files.readString(folder.resolve("token.json"));
        sandbox.addFault("403@token");

        assertThat(doctor().code()).isEqualTo(4);

        assertThat(Files.readString(folder.resolve("token.json"))).isEqualTo(kept);
    }

    @Test
    void valuesHaveTheirOriginAndSecretsOnlyThat() {
        Ran ran = shop.ylh().run("doctor");

        assertThat(ran.out())
                .contains("ylh.username = ", "ylh.properties:", "ylh.password: set, from ")
                .doesNotContain("sandbox-password-not-secret", "sandbox-client-secret-not-secret");
    }

    // ---- configuration

    @ParameterizedTest
    @CsvSource({
        "ylh.usernme = shop, unknown-key-near, ylh.username",
        "nonsense.altogether = x, unknown-key, nonsense.altogether",
        "ylh.timeout = soon, wrong, 30s",
        "ylh.client-id =, missing, YLH_CLIENT_ID",
        "ylh.trust-store = nowhere.pem, trust-store, nowhere.pem",
        "schema.orders.table = , blank-mapping, schema.orders.table"
    })
    void aMistakeInTheConfiguration(String line, String code, String named) {
        configure(line.split(";"));

        Diagnoses found = doctor();

        assertThat(found.wrong()).contains("bad configuration " + code);
        assertThat(found.of("bad configuration " + code).path("message").asText())
                .contains(named);
        assertThat(found.lines()).contains("ok database database", "ok network network");
        assertThat(found.code()).isEqualTo(2);
    }

    @Test
    void aKeyThatStandsTwice() throws IOException {
        Files.writeString(shop.config(), Files.readString(shop.config()) + "ylh.source-system = TWO\n");

        assertThat(doctor().wrong()).containsExactly("bad configuration key-twice");
    }

    @Test
    void aVariableThatIsMisspeltAndOneOfAnotherProgram() {
        Ylh ylh = shop.ylh()
                .environment(Map.of("YLH_OPERATOR", "t", "YLH_PASWORD", "invented", "YLH_SHOP_THEME", "dark"));

        Diagnoses found = doctor(ylh);

        assertThat(found.lines()).contains("bad configuration unknown-key-near", "note configuration stranger");
        assertThat(found.all().toString()).doesNotContain("invented");
    }

    @Test
    void aSecretThatEverybodyCanRead() throws IOException {
        Files.setPosixFilePermissions(shop.config(), PosixFilePermissions.fromString("rw-r--r--"));

        Diagnoses found = doctor();

        assertThat(found.lines()).contains("bad configuration others-can-read", "note files file-shared");
        assertThat(found.of("bad configuration others-can-read").path("message").asText())
                .contains("chmod 600");
        assertThat(found.lines()).contains("ok database database", "ok authentication token");
    }

    /** Another password than the one that was meant would be refused, which is not what is wrong. */
    @Test
    void aSecretsFileThatEverybodyCanRead() throws IOException {
        Path secret = Files.writeString(folder.resolve("password"), "invented-for-this-test");
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-r--r--"));
        configure("ylh.password =", "ylh.password-file = " + secret);

        Diagnoses found = doctor();

        assertThat(found.wrong()).contains("bad configuration others-can-read");
        assertThat(found.lines()).contains("skipped authentication access-incomplete", "ok network network");
    }

    @Test
    void aConfigurationThatCannotBeRead() {
        Diagnoses found = doctor(new Ylh(folder.resolve("nowhere.properties")));

        assertThat(found.wrong()).contains("bad configuration unreadable");
        assertThat(found.lines())
                .contains(
                        "ok java java",
                        "skipped database database-in-doubt",
                        "skipped authentication access-incomplete");
        assertThat(found.code()).isEqualTo(2);
    }

    /** What the environment says of the database stands, whatever is wrong with the rest. */
    @Test
    void theDatabaseIsLookedAtUnderABrokenConfiguration() {
        configure("ylh.timeout = soon", "log.level = loud", "nonsense = 1", "check.dead = many");

        Diagnoses found = doctor();

        assertThat(found.wrong())
                .containsExactly(
                        "bad configuration wrong",
                        "bad configuration wrong",
                        "bad configuration unknown-key",
                        "bad configuration wrong");
        assertThat(found.lines()).contains("ok tables tables", "ok authentication token", "ok deliveries nothing-due");
    }

    // ---- files

    @Test
    void aTokenThatOthersCanRead() throws IOException {
        doctor();
        Files.setPosixFilePermissions(folder.resolve("token.json"), PosixFilePermissions.fromString("rw-r--r--"));

        Diagnoses found = doctor("--no-network");

        assertThat(found.wrong()).containsExactly("warning files cache-shared");
        assertThat(found.remedy("warning files cache-shared")).contains("chmod 600", "token.json");
        assertThat(found.code()).isEqualTo(3);
    }

    @Test
    void filesThatCannotBeWritten() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "no folder");
        configure(
                "log.file = " + file.resolve("ylh.log"),
                "ylh.token-cache = " + file.resolve("token.json"),
                "ylh.journal = " + file.resolve("told.ndjson"));

        Diagnoses found = doctor();

        assertThat(found.wrong())
                .containsExactly(
                        "warning files cache-unusable", "warning files unwritable", "bad journal journal-unusable");
        assertThat(found.code()).isEqualTo(2);
    }

    @Test
    void aJournalInAFolderOfEverybodys() throws IOException {
        Path open = Files.createDirectory(folder.resolve("open"));
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));
        configure("ylh.journal = " + open.resolve("told.ndjson"));

        Diagnoses found = doctor();

        assertThat(found.wrong()).containsExactly("bad journal journal-unusable");
        assertThat(found.of("bad journal journal-unusable").path("message").asText())
                .contains(open.toString());
    }

    @Test
    void theJournalsLastLine() {
        String order = shop.orders("paid", true).get(0);
        assertThat(shop.ylh().run("cancel", order, "--reason", "r", "--yes").code())
                .isZero();

        Diagnoses found = doctor();

        assertThat(found.of("ok journal journal").path("message").asText()).contains(shop.soId(order));
        assertThat(found.of("ok journal journal").path("figures").path("bytes").asLong())
                .isPositive();
    }

    @Test
    void withoutAJournalAndALog() {
        configure("ylh.journal =");

        assertThat(doctor().lines()).contains("note journal no-journal", "note files no-log");
    }

    @Test
    void whoElseIsTold() throws IOException {
        Path events = folder.resolve("events.ndjson");
        configure("events.file = " + events, "events.command = /bin/true");
        assertThat(doctor("--only", "files").lines()).contains("ok files events", "ok files command");
        assertThat(events).doesNotExist();

        Path file = Files.writeString(folder.resolve("file"), "no folder");
        configure("events.file = " + file.resolve("e"), "events.command = " + folder.resolve("nobody") + " x");

        Diagnoses found = doctor("--only", "files");
        assertThat(found.wrong()).containsExactly("warning files events-unwritable", "warning files not-started");
        assertThat(found.message("warning files not-started")).contains("nobody");
    }

    @Test
    void theStopFile() throws IOException {
        Path stop = folder.resolve("stop");
        configure("ylh.stop-file = " + stop);
        assertThat(doctor().lines()).contains("ok stop-file stop-file-absent");

        Files.createFile(stop);

        Diagnoses found = doctor();
        assertThat(found.wrong()).containsExactly("warning stop-file stop-file");
        assertThat(found.remedy("warning stop-file stop-file")).contains("rm " + stop);
    }

    // ---- the way to YLH

    private Diagnoses doctorAt(String address, String... more) {
        List<String> lines = new ArrayList<>(List.of("ylh.allow-insecure-http = true", "ylh.connect-timeout = 500ms"));
        lines.addAll(List.of(more));
        shop.writeConfig(URI.create(address + "/token"), URI.create(address + "/order"), lines.toArray(String[]::new));
        return doctor();
    }

    @Test
    void aNameThatNobodyKnows() {
        Diagnoses found = doctorAt("http://ylh.invalid");

        assertThat(found.wrong()).containsExactly("bad network unknown-host");
        assertThat(found.remedy("bad network unknown-host")).contains("ylh.auth-url", "DNS");
        assertThat(found.lines()).contains("skipped authentication needs-first", "ok tables tables");
        assertThat(found.code()).isEqualTo(6);
    }

    @Test
    void aPortOnWhichNobodyListens() throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }

        Diagnoses found = doctorAt("http://127.0.0.1:" + port);

        assertThat(found.wrong()).containsExactly("bad network refused");
        assertThat(found.of("bad network refused")
                        .path("figures")
                        .path("addresses")
                        .get(0)
                        .asText())
                .isEqualTo("127.0.0.1");
        assertThat(found.remedy("bad network refused")).contains("port");
    }

    /** Behind a full queue the kernel drops what comes, as a firewall does. */
    @Test
    void aBlackHole() throws IOException {
        try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            List<Socket> waiting = new ArrayList<>();
            boolean isFull = false;
            while (!isFull) {
                Socket socket = new Socket();
                waiting.add(socket);
                try {
                    socket.connect(new InetSocketAddress(full.getInetAddress(), full.getLocalPort()), 200);
                } catch (SocketTimeoutException dropped) {
                    isFull = true;
                }
            }

            Diagnoses found = doctorAt("http://127.0.0.1:" + full.getLocalPort());

            assertThat(found.wrong()).containsExactly("bad network silent");
            assertThat(found.of("bad network silent").path("message").asText()).contains("connect", "500 ms");
            assertThat(found.remedy("bad network silent")).contains("firewall");
            for (Socket socket : waiting) {
                socket.close();
            }
        }
    }

    @Test
    void somebodyWhoTakesTheCallAndSaysNothing() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            Diagnoses found = doctorAt("http://127.0.0.1:" + silent.getLocalPort());
            Diagnoses tls = doctorAt("https://127.0.0.1:" + silent.getLocalPort());

            assertThat(found.wrong()).containsExactly("bad network silent");
            assertThat(found.of("bad network silent").path("message").asText()).contains("answer");
            assertThat(found.remedy("bad network silent")).contains("overloaded");
            assertThat(tls.wrong()).containsExactly("bad network silent");
            assertThat(tls.of("bad network silent").path("message").asText()).contains("tls");
        }
    }

    @Test
    void aVariableForAProxyThatDoesNotCount() {
        configure("ylh.auth-url = https://ylh.invalid/token");
        Map<String, String> environment = new HashMap<>(Map.of("YLH_OPERATOR", "t", "https_proxy", "http://p:1"));

        assertThat(doctor(shop.ylh().environment(environment), "--no-network").lines())
                .contains("note egress config.proxy-unused".replace("config.", ""));
    }

    @Test
    void aProxyThatLetsNobodyThrough() throws IOException {
        try (ForwardProxy proxy = new ForwardProxy()) {
            configure("ylh.proxy = " + proxy.uri());
            assertThat(doctor().lines()).contains("ok egress proxy", "ok network network", "ok authentication token");
            for (int status : List.of(403, 407)) {
                proxy.refuse(status);
                Diagnoses found = doctorAt("https://ylh.invalid", "ylh.proxy = " + proxy.uri());

                assertThat(found.wrong()).containsExactly("bad network proxy-refuses");
                assertThat(found.of("bad network proxy-refuses").path("message").asText())
                        .contains("HTTP " + status);
                assertThat(found.remedy("bad network proxy-refuses")).contains("proxy");
                assertThat(found.code()).isEqualTo(2);
            }
            assertThat(proxy.requestLines()).contains("CONNECT ylh.invalid:443 HTTP/1.1");
        }
    }

    @Test
    void aProxyThatIsNotThere() throws IOException {
        URI nobody;
        try (ForwardProxy proxy = new ForwardProxy()) {
            nobody = proxy.uri();
        }

        Diagnoses found = doctorAt("https://ylh.invalid", "ylh.proxy = " + nobody);

        assertThat(found.wrong()).containsExactly("bad network refused");
        assertThat(found.remedy("bad network refused")).contains("ylh.proxy");
    }

    // ---- TLS

    private Diagnoses doctorAt(SSLContext shown, String... more) throws IOException {
        sandbox.close();
        sandbox = Sandbox.start(SandboxOptions.defaults(), Clock.systemUTC(), shown);
        configure(more);
        return doctor();
    }

    @Test
    void aCertificateThatNobodyWhoIsBelievedHasSigned() throws Exception {
        Diagnoses found = doctorAt(SelfSignedCertificate.in(folder).context());

        assertThat(found.wrong()).containsExactly("bad certificate untrusted");
        assertThat(found.of("bad certificate untrusted").path("message").asText())
                .contains("CN=sandbox");
        assertThat(found.remedy("bad certificate untrusted")).contains("ylh.trust-store");
        assertThat(found.code()).isEqualTo(2);
        assertThat(found.lines()).contains("skipped authentication needs-first");
        assertThat(sandbox.requests()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"2, bad, 3", "20, warning, 3", "90, ok, 3"})
    void theEndOfACertificate(int days, String result, int code) throws Exception {
        PrivateAuthority authority = PrivateAuthority.in(folder, "ends", "-1d", days + 1);

        Diagnoses found = doctorAt(authority.server(), "ylh.trust-store = " + authority.pem());

        String line = result + " certificate certificate";
        assertThat(found.lines()).contains(line, "ok authentication token", "ok egress trust-store");
        assertThat(found.of(line).path("figures").path("days").asInt()).isBetween(days - 1, days);
        assertThat(found.of(line).path("message").asText()).contains("TLSv1.3", "CN=server", "CN=ends");
        // The last is for the launcher that the tests do not start.
        assertThat(found.code()).isEqualTo(code);
    }

    @Test
    void aCertificateThatHasExpired() throws Exception {
        PrivateAuthority authority = PrivateAuthority.in(folder, "past", "-7d", 1);

        Diagnoses found = doctorAt(authority.server(), "ylh.trust-store = " + authority.pem());

        assertThat(found.wrong()).containsExactly("bad certificate expired");
        assertThat(found.remedy("bad certificate expired")).contains("clock");
    }

    @Test
    void aCertificateForAnotherName() throws Exception {
        PrivateAuthority authority = PrivateAuthority.in(folder, "other");
        sandbox.close();
        sandbox = Sandbox.start(SandboxOptions.defaults(), Clock.systemUTC(), authority.server());

        Diagnoses found =
                doctorAt("https://localhost:" + sandbox.baseUri().getPort(), "ylh.trust-store = " + authority.pem());

        assertThat(found.wrong()).containsExactly("bad certificate other-name");
        assertThat(found.of("bad certificate other-name").path("message").asText())
                .contains("localhost");
    }

    @Test
    void somebodyWhoSpeaksNoTls() {
        Diagnoses found = doctorAt("https://127.0.0.1:" + sandbox.baseUri().getPort());

        assertThat(found.wrong()).containsExactly("bad certificate no-tls");
        assertThat(found.remedy("bad certificate no-tls")).contains("port");
    }

    /** Whether the certificate would be believed is not known then, but that somebody is there is. */
    @Test
    void aTrustStoreThatCannotBeRead() throws Exception {
        Diagnoses found = doctorAt(SelfSignedCertificate.in(folder).context(), "ylh.trust-store = nowhere.pem");

        assertThat(found.wrong()).containsExactly("bad configuration trust-store");
        assertThat(found.lines()).contains("skipped certificate needs-first", "skipped egress needs-first");
    }

    // ---- clock and authentication

    @Test
    void aClockThatIsFarFromYlhs() {
        Diagnoses found = doctor(shop.ylh().clock(Clock.offset(Clock.systemUTC(), Duration.ofHours(1))));

        assertThat(found.wrong()).contains("warning ylh-clock clock-apart");
        assertThat(found.of("warning ylh-clock clock-apart")
                        .path("figures")
                        .path("ahead_seconds")
                        .asInt())
                .isBetween(-3602, -3598);
        assertThat(found.remedy("warning ylh-clock clock-apart")).contains("NTP");
    }

    @Test
    void aWrongPasswordAndAWrongClient() {
        configure(PASSWORD + " = invented-and-wrong");
        Diagnoses password = doctor();
        configure("ylh.client-secret = invented-and-wrong");
        Diagnoses client = doctor();

        assertThat(password.wrong()).containsExactly("bad authentication no-token");
        assertThat(password.code()).isEqualTo(4);
        assertThat(password.remedy("bad authentication no-token")).startsWith("correct ylh.username");
        assertThat(client.wrong()).containsExactly("bad authentication no-token");
        assertThat(client.remedy("bad authentication no-token")).contains("ylh.client-secret");
        assertThat(password.all().toString()).doesNotContain("invented-and-wrong");
    }

    @ParameterizedTest
    @CsvSource({"403, 4, white list", "404, 2, ylh.auth-url", "500, 6, try again", "drop-before, 6, try again"})
    void whatElseKeepsATokenBack(String fault, int code, String remedy) {
        sandbox.addFault(fault + "@token");

        Diagnoses found = doctor();

        assertThat(found.wrong()).containsExactly("bad authentication no-token");
        assertThat(found.code()).isEqualTo(code);
        assertThat(found.remedy("bad authentication no-token")).contains(remedy);
    }

    // ---- what stands in the tables

    @Test
    void slowAnswersAndTheTimeOutThatWouldFit() {
        configure("ylh.timeout = 20s");
        calls(20, 9_000);

        Diagnoses found = doctor();

        String line = "warning response-time response-time";
        assertThat(found.wrong()).contains(line);
        assertThat(found.of(line).path("figures").path("p95_ms").asInt()).isEqualTo(9_000);
        assertThat(found.of(line).path("figures").path("fitting_timeout_ms").asInt())
                .isEqualTo(30_000);
        assertThat(found.remedy(line)).contains("ylh.timeout = 30s", "--timeout 30s");
    }

    @Test
    void quickAnswers() {
        calls(20, 80);

        Diagnoses found = doctor();

        assertThat(found.lines()).contains("ok response-time response-time");
        assertThat(found.wrong()).isEmpty();
    }

    private void calls(int count, int milliseconds) {
        shop.execute("INSERT INTO ylh_call (run_id, endpoint, started_at, duration_ms, http_status, outcome, detail)"
                + " SELECT 'r', 'cancel', DATEADD('MINUTE', -5, CURRENT_TIMESTAMP AT TIME ZONE 'UTC'), " + milliseconds
                + ", 200, 'accepted', '' FROM SYSTEM_RANGE(1, " + count + ")");
    }

    @Test
    void whatWantsAPersonAndTheCircuit() {
        String order = shop.orders("paid", true).get(0);
        sandbox.addFault("500*");
        assertThat(shop.ylh().run("cancel", order, "--reason", "r", "--yes").code())
                .isEqualTo(6);
        shop.execute(
                "UPDATE ylh_cancellation SET state = 'dead', next_attempt_at = NULL",
                "UPDATE ylh_circuit SET opened_at = CURRENT_TIMESTAMP, probe_at = CURRENT_TIMESTAMP, cause = 'HTTP 500'");
        sandbox.clearFaults();

        Diagnoses found = doctor();

        assertThat(found.lines()).contains("warning deliveries overview.want.dead".replace("overview.", ""));
        assertThat(found.remedy("warning deliveries want.dead")).isEqualTo("ylh deliveries --state dead");
        assertThat(found.lines()).contains("warning deliveries circuit-open");
        assertThat(found.code()).isEqualTo(3);
    }

    @Test
    void nobodyDelivers() {
        String order = shop.orders("paid", true).get(0);
        shop.ylh().run("cancel", order, "--reason", "r", "--yes", "--no-sync");
        shop.execute("UPDATE ylh_cancellation SET next_attempt_at = DATEADD('HOUR', -2, CURRENT_TIMESTAMP)");

        Diagnoses found = doctor();

        assertThat(found.wrong()).containsExactly("warning deliveries due");
        assertThat(found.remedy("warning deliveries due")).contains("ylh sync");
    }

    // ---- several at once, and what is asked for

    @Test
    void oneFaultHidesNoOther() throws IOException {
        Path stop = Files.createFile(folder.resolve("stop"));
        configure("nonsense = 1", PASSWORD + " = invented-and-wrong", "ylh.stop-file = " + stop);
        shop.execute("DROP INDEX IF EXISTS idx_orders_status_created", "DROP INDEX IF EXISTS orders_status_created_at");
        String index = shop.value("SELECT index_name FROM information_schema.index_columns"
                + " WHERE table_name = 'orders' AND column_name = 'status' FETCH FIRST ROW ONLY");
        if (index != null) {
            shop.execute("DROP INDEX \"" + index + "\"");
        }

        Diagnoses found = doctor(shop.ylh().clock(Clock.offset(Clock.systemUTC(), Duration.ofHours(1))));

        assertThat(found.wrong())
                .contains(
                        "bad configuration unknown-key",
                        "warning stop-file stop-file",
                        "warning tables no-index",
                        "warning ylh-clock clock-apart",
                        "bad authentication no-token");
        assertThat(found.code()).isEqualTo(2);
    }

    @Test
    void onlyWhatIsAskedFor() {
        Diagnoses found = doctor("--only", "locale,tables");

        assertThat(found.lines()).containsExactly("ok locale locale", "ok tables tables");
        assertThat(found.code()).isZero();
        assertThat(sandbox.requests()).isEmpty();
    }

    @Test
    void withoutTheNetworkYlhHearsNothing() {
        Diagnoses found = doctor("--no-network");

        assertThat(sandbox.requests()).isEmpty();
        assertThat(found.lines()).contains("skipped network no-network", "skipped authentication no-network");
    }

    @ParameterizedTest
    @CsvSource({"tabels, is it tables?", "everything, java"})
    void anExaminationThatThereIsNot(String word, String said) {
        Ran ran = shop.ylh().run("doctor", "--only", word);

        assertThat(ran.code()).isEqualTo(2);
        assertThat(ran.err()).contains(word, said);
    }

    @Test
    void linesFitATerminalAndQuietSaysOnlyWhatIsWrong() {
        configure(PASSWORD + " = invented-and-wrong");

        Ran zh = shop.ylh().onTerminal().run("doctor", "--lang", "zh", "--color", "never");
        Ran quiet = shop.ylh().run("doctor", "-q", "--only", "tables,authentication");

        assertThat(zh.out().lines().filter(line -> !line.contains("http")))
                .allSatisfy(line -> assertThat(Style.width(line)).as(line).isLessThanOrEqualTo(80));
        assertThat(quiet.out().lines()).hasSize(2);
        assertThat(quiet.out()).contains("authentication", "→ correct ylh.username");
    }
}
