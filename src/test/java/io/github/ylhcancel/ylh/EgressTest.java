package io.github.ylhcancel.ylh;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ylhcancel.config.HttpProxy;
import io.github.ylhcancel.domain.Verdict;
import io.github.ylhcancel.domain.Verdict.Kind;
import io.github.ylhcancel.sandbox.Endpoint;
import io.github.ylhcancel.sandbox.Sandbox;
import io.github.ylhcancel.sandbox.SandboxOptions;
import io.github.ylhcancel.testing.ForwardProxy;
import io.github.ylhcancel.testing.PrivateAuthority;
import io.github.ylhcancel.testing.TestAccess;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Through a proxy, to plain http and to https with the certificate of a private authority. */
@Timeout(60)
class EgressTest {
    private static final Duration SOON = Duration.ofMillis(500);

    private static PrivateAuthority ours;
    private static PrivateAuthority others;
    private static KeyStore trusted;

    @TempDir
    private Path folder;

    private ForwardProxy proxy;
    private Sandbox plain;
    private Sandbox secured;

    @BeforeAll
    static void found(@TempDir Path folder) throws Exception {
        ours = PrivateAuthority.in(folder, "ours");
        others = PrivateAuthority.in(folder, "others");
        trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry(
                "ca",
                java.security.cert.CertificateFactory.getInstance("X.509")
                        .generateCertificate(Files.newInputStream(ours.pem())));
    }

    @BeforeEach
    void open() throws Exception {
        proxy = new ForwardProxy();
        plain = Sandbox.start(SandboxOptions.defaults(), Clock.systemUTC());
        secured = Sandbox.start(SandboxOptions.defaults(), Clock.systemUTC(), ours.server());
    }

    @AfterEach
    void close() throws IOException {
        proxy.close();
        plain.close();
        secured.close();
    }

    private Sandbox sandbox(String scheme) {
        return scheme.equals("https") ? secured : plain;
    }

    private TestAccess access(Sandbox sandbox) {
        return TestAccess.to(sandbox, folder.resolve("token.json"));
    }

    private TestAccess through(URI address, String scheme, Optional<String> credentials) {
        HttpProxy through = new HttpProxy(address.getHost(), address.getPort(), credentials);
        return access(sandbox(scheme)).egress(Optional.of(through), Optional.of(trusted));
    }

    private TestAccess through(String scheme) {
        return through(proxy.uri(), scheme, Optional.empty());
    }

    /** With a token that was fetched straight. */
    private Caller told(String scheme) {
        access(sandbox(scheme)).egress(Optional.empty(), Optional.of(trusted));
        Caller straight = new Caller(access(sandbox(scheme))
                .egress(Optional.empty(), Optional.of(trusted))
                .access());
        assertThat(straight.cancel().kind()).isEqualTo(Kind.ACCEPTED);
        return new Caller(through(scheme)
                .connectTimeout(SOON)
                .timeout(SOON.multipliedBy(2))
                .access());
    }

    private static String basic(String user, String password) {
        return "Basic " + Base64.getEncoder().encodeToString((user + ":" + password).getBytes());
    }

    @ParameterizedTest
    @ValueSource(strings = {"http", "https"})
    void everyCallGoesThroughTheProxy(String scheme) {
        Verdict verdict = new Caller(through(scheme).access()).cancel();

        assertThat(verdict.kind()).as(verdict.detail()).isEqualTo(Kind.ACCEPTED);
        int port = sandbox(scheme).baseUri().getPort();
        assertThat(proxy.requestLines())
                .hasSize(2)
                .allMatch(line -> scheme.equals("https")
                        ? line.equals("CONNECT 127.0.0.1:" + port + " HTTP/1.1")
                        : line.startsWith("POST http://127.0.0.1:" + port + "/"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"http", "https"})
    void aProxyThatWantsToKnowUsIsTold(String scheme) {
        proxy.demand("shop", "invented");

        Verdict verdict = new Caller(through(proxy.uri(), scheme, Optional.of(basic("shop", "invented")))
                        .access())
                .cancel();

        assertThat(verdict.kind()).as(verdict.detail()).isEqualTo(Kind.ACCEPTED);
        assertThat(sandbox(scheme).requests())
                .as("the proxy's business alone")
                .noneMatch(request -> request.headerNames().contains("proxy-authorization"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"http", "https"})
    void aProxyThatWantsOtherCredentialsIsAWrongSetting(String scheme) {
        proxy.demand("shop", "invented");

        Verdict noToken = new Caller(through(scheme).access()).cancel();
        Verdict notSent = told(scheme).cancel();

        assertThat(noToken.kind()).isEqualTo(Kind.CONFIGURATION);
        assertThat(noToken.detail())
                .startsWith("no token: the proxy 127.0.0.1:")
                .contains("HTTP 407");
        assertThat(notSent.kind()).isEqualTo(Kind.CONFIGURATION);
        assertThat(notSent.detail()).startsWith("the proxy 127.0.0.1:").contains("HTTP 407");
        assertThat(sandbox(scheme).received(Endpoint.CANCEL)).isOne();
    }

    @ParameterizedTest
    @ValueSource(strings = {"http", "https"})
    void aProxyThatIsNotThereMeansNotSent(String scheme) throws IOException {
        Caller caller = told(scheme);
        proxy.close();

        Verdict verdict = caller.cancel();

        assertThat(verdict.kind()).isEqualTo(Kind.NOT_SENT);
        assertThat(verdict.detail())
                .isEqualTo(
                        "connection refused (the proxy 127.0.0.1:" + proxy.uri().getPort() + ")");
    }

    @Test
    void aProxyWhoseNameNobodyKnowsMeansNotSent() {
        told("https");
        Verdict verdict = new Caller(through(URI.create("http://proxy.invalid:3128"), "https", Optional.empty())
                        .access())
                .cancel();

        assertThat(verdict.kind()).isEqualTo(Kind.NOT_SENT);
        assertThat(verdict.detail()).isEqualTo("the host name is not known (the proxy proxy.invalid:3128)");
    }

    @ParameterizedTest
    @CsvSource({
        "403, CONFIGURATION",
        "405, CONFIGURATION",
        "502, NOT_SENT",
        "503, NOT_SENT",
        "504, NOT_SENT",
        "429, NOT_SENT"
    })
    void aTunnelThatIsNotOpenedWasNeverUsed(int status, Kind kind) {
        Caller caller = told("https");
        proxy.refuse(status);

        Verdict verdict = caller.cancel();

        assertThat(verdict.kind()).isEqualTo(kind);
        assertThat(verdict.detail())
                .isEqualTo("the proxy 127.0.0.1:" + proxy.uri().getPort() + " opens no tunnel to YLH: HTTP " + status);
        assertThat(secured.received(Endpoint.CANCEL)).isOne();
    }

    @Test
    void aTunnelThatIsNeverAnsweredOrCutWasNeverUsedEither() {
        Caller caller = told("https");
        proxy.keepSilent();
        Verdict silent = caller.cancel();
        Caller again = new Caller(through("https").access());
        proxy.hangUp();
        Verdict cut = again.cancel();

        assertThat(silent.kind()).isEqualTo(Kind.NOT_SENT);
        assertThat(cut.kind()).as(cut.detail()).isEqualTo(Kind.NOT_SENT);
    }

    /** It may have been passed on: whether the proxy or YLH says so cannot be told apart. */
    @ParameterizedTest
    @ValueSource(ints = {500, 502, 504})
    void whatAProxySaysOfPlainHttpMayBeYlhs(int status) {
        Caller caller = told("http");
        proxy.refuse(status);

        assertThat(caller.cancel().kind()).isEqualTo(Kind.UNKNOWN);
    }

    @Test
    void aPlainCallThatTheProxySwallowsIsUnknown() {
        Caller caller = told("http");
        proxy.keepSilent();

        assertThat(caller.cancel().kind()).isEqualTo(Kind.UNKNOWN);
    }

    @Test
    void onlyTheNamedAuthorityIsBelieved() throws Exception {
        try (Sandbox impostor = Sandbox.start(SandboxOptions.defaults(), Clock.systemUTC(), others.server())) {
            Verdict ours = new Caller(access(secured)
                            .egress(Optional.empty(), Optional.of(trusted))
                            .access())
                    .cancel();
            Verdict theirs = new Caller(TestAccess.to(impostor, folder.resolve("other.json"))
                            .egress(Optional.empty(), Optional.of(trusted))
                            .access())
                    .cancel();

            assertThat(ours.kind()).as(ours.detail()).isEqualTo(Kind.ACCEPTED);
            assertThat(theirs.kind()).isEqualTo(Kind.CONFIGURATION);
            assertThat(theirs.detail()).startsWith("no token: TLS failed");
            assertThat(impostor.requests()).isEmpty();
        }
    }

    /** The variable of another program must not send our credentials anywhere. */
    @Test
    void whatTheJvmIsToldOfProxiesDoesNotCount() {
        String before = System.getProperty("http.proxyHost");
        System.setProperty("http.proxyHost", "127.0.0.1");
        System.setProperty("http.proxyPort", String.valueOf(proxy.uri().getPort()));
        System.setProperty("http.nonProxyHosts", "");
        try {
            assertThat(new Caller(access(plain).access()).cancel().kind()).isEqualTo(Kind.ACCEPTED);
            assertThat(proxy.requestLines()).isEmpty();
        } finally {
            System.clearProperty("http.proxyPort");
            System.clearProperty("http.nonProxyHosts");
            Optional.ofNullable(before)
                    .ifPresentOrElse(
                            value -> System.setProperty("http.proxyHost", value),
                            () -> System.clearProperty("http.proxyHost"));
        }
    }
}
