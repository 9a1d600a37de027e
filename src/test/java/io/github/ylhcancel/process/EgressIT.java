package io.github.ylhcancel.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ylhcancel.sandbox.Sandbox;
import io.github.ylhcancel.sandbox.SandboxOptions;
import io.github.ylhcancel.testing.ForwardProxy;
import io.github.ylhcancel.testing.PrivateAuthority;
import io.github.ylhcancel.testing.Ran;
import io.github.ylhcancel.testing.TestShop;
import java.time.Clock;
import org.junit.jupiter.api.Test;

/** A process of its own, as Java decides once in each whether a tunnel may be asked for with a password. */
class EgressIT extends ProcessTest {
    @Test
    void anOrderIsCancelledThroughAProxyThatKnowsUsAtAYlhOfAPrivateAuthority() throws Exception {
        PrivateAuthority authority = PrivateAuthority.in(folder, "authority");
        try (ForwardProxy proxy = new ForwardProxy().demand("shop", "invented-for-the-proxy");
                Sandbox secured = Sandbox.start(SandboxOptions.defaults(), Clock.systemUTC(), authority.server())) {
            open(TestShop.create(
                    folder,
                    10,
                    secured,
                    "ylh.proxy = " + proxy.uri(),
                    "ylh.proxy-username = shop",
                    "ylh.proxy-password = invented-for-the-proxy",
                    "ylh.trust-store = " + authority.pem()));

            Ran ran = ylh("cancel", paid(), "--reason", "x", "--yes");

            assertThat(ran.code()).as(ran.err()).isZero();
            assertThat(secured.cancellations()).hasSize(1);
            assertThat(proxy.requestLines()).hasSize(2).allMatch(line -> line.startsWith("CONNECT 127.0.0.1:"));
            assertThat(ran.out() + ran.err()).doesNotContain("invented-for-the-proxy");
        }
    }
}
