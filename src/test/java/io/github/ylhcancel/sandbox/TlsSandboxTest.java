package io.github.ylhcancel.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Clock;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsSandboxTest {
    private static SelfSignedCertificate certificate;

    private Sandbox sandbox;
    private PlayClient trusting;

    @BeforeAll
    static void makeCertificate(@TempDir Path directory) throws Exception {
        certificate = SelfSignedCertificate.in(directory);
    }

    @BeforeEach
    void start() throws Exception {
        sandbox = Sandbox.start(SandboxOptions.defaults(), Clock.systemUTC(), certificate.context());
        trusting = new PlayClient(
                sandbox,
                HttpClient.newBuilder().sslContext(certificate.context()).build());
    }

    @AfterEach
    void stop() {
        sandbox.close();
    }

    @Test
    void speaksHttpsAndDropsConnectionsThereToo() throws Exception {
        assertThat(sandbox.baseUri()).hasScheme("https");
        String token = trusting.token();
        assertThat(trusting.cancel(token, "SO-1").statusCode()).isEqualTo(200);

        for (String fault : new String[] {"drop-after", "truncated-length"}) {
            sandbox.addFault(fault);
            assertThatThrownBy(() -> trusting.cancel(token, "SO-2")).isInstanceOf(IOException.class);
        }
        assertThat(trusting.cancel(token, "SO-2").statusCode()).isEqualTo(200);
    }

    @Test
    void aClientThatDoesNotKnowTheCertificateGivesUp() {
        PlayClient wary = new PlayClient(sandbox);

        assertThatThrownBy(wary::token).isInstanceOf(SSLException.class);
        assertThat(sandbox.requests()).isEmpty();
    }
}
