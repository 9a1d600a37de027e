package io.github.ylhcancel.ylh;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ylhcancel.domain.Verdict;
import io.github.ylhcancel.domain.Verdict.Kind;
import io.github.ylhcancel.sandbox.Sandbox;
import io.github.ylhcancel.sandbox.SandboxOptions;
import io.github.ylhcancel.sandbox.SelfSignedCertificate;
import io.github.ylhcancel.testing.TestAccess;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsTest {
    @TempDir
    private Path folder;

    @Test
    void aCertificateThatNobodyVouchesForIsAConfigurationErrorAndNothingIsSent() throws Exception {
        SelfSignedCertificate certificate = SelfSignedCertificate.in(folder);
        try (Sandbox sandbox = Sandbox.start(SandboxOptions.defaults(), Clock.systemUTC());
                Sandbox impostor = Sandbox.start(SandboxOptions.defaults(), Clock.systemUTC(), certificate.context())) {
            Caller untold = new Caller(
                    TestAccess.to(impostor, folder.resolve("none.json")).access());
            Verdict noToken = untold.cancel();
            Caller told = new Caller(TestAccess.to(sandbox, folder.resolve("token.json"))
                    .base(impostor.baseUri())
                    .access());
            Verdict notSent = told.cancel();

            assertThat(noToken.kind()).isEqualTo(Kind.CONFIGURATION);
            assertThat(noToken.detail()).startsWith("no token: TLS failed: ").hasSizeLessThan(260);
            assertThat(notSent.kind()).isEqualTo(Kind.CONFIGURATION);
            assertThat(notSent.detail()).startsWith("TLS failed: ");
            assertThat(told.audit()).containsExactly("token token 200", "cancel configuration 0");
            assertThat(impostor.requests()).isEmpty();
        }
    }

    /** As a web server does when it is greeted in TLS on its plain port. */
    @Test
    void httpsToAServerThatAnswersInPlainHttpIsAConfigurationErrorToo() throws Exception {
        try (Sandbox sandbox = Sandbox.start(SandboxOptions.defaults(), Clock.systemUTC());
                RawServer plain = RawServer.interrupting("HTTP/1.1 400 Bad Request\r\n\r\n")) {
            URI wrong = URI.create(plain.uri("/order").toString().replace("http:", "https:"));
            Caller caller = new Caller(TestAccess.to(sandbox, folder.resolve("token.json"))
                    .base(wrong)
                    .access());

            assertThat(caller.cancel().kind()).isEqualTo(Kind.CONFIGURATION);
        }
    }
}
