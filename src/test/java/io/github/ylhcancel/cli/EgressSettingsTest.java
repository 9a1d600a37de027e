package io.github.ylhcancel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ylhcancel.domain.DeliveryState;
import io.github.ylhcancel.sandbox.Endpoint;
import io.github.ylhcancel.testing.ForwardProxy;
import io.github.ylhcancel.testing.Ran;
import io.github.ylhcancel.testing.Ylh;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The keys that say how YLH is reached, as a command uses them. */
class EgressSettingsTest extends CaseTest {
    private ForwardProxy proxy;

    @BeforeEach
    void openProxy() throws Exception {
        proxy = new ForwardProxy();
    }

    @AfterEach
    void closeProxy() throws Exception {
        proxy.close();
    }

    private void configure(String... more) {
        shop.writeConfig(sandbox.authUri(), sandbox.baseUri(), more);
    }

    private Ylh with(String... environment) {
        Map<String, String> all = new HashMap<>(Map.of("YLH_OPERATOR", "tester"));
        for (int i = 0; i < environment.length; i += 2) {
            all.put(environment[i], environment[i + 1]);
        }
        return shop.ylh().environment(all);
    }

    private String dueOrder() {
        return given(DeliveryState.PENDING);
    }

    @Test
    void aCommandGoesThroughTheProxyAndShowsNoPassword() {
        String order = dueOrder();
        configure(
                "ylh.proxy = " + proxy.uri(),
                "ylh.proxy-username = shop",
                "ylh.proxy-password = invented-for-the-proxy");
        proxy.demand("shop", "invented-for-the-proxy");

        Ran ran = shop.ylh().run("sync", "--now", "--debug");
        Ran shown = shop.ylh().run("config", "show");

        assertThat(ran.code()).as(ran.err()).isZero();
        assertThat(state(order)).isEqualTo("accepted");
        assertThat(proxy.requestLines()).isNotEmpty();
        assertThat(shown.out()).contains("ylh.proxy ", proxy.uri().toString(), "***");
        assertThat(ran.out() + ran.err() + shown.out())
                .doesNotContain("invented-for-the-proxy", "c2hvcDppbnZlbnRlZC1mb3ItdGhlLXByb3h5");
    }

    @Test
    void whatTheProxyDoesNotLetPassStaysDue() {
        String order = dueOrder();
        configure("ylh.proxy = " + proxy.uri());
        proxy.refuse(407);

        Ran ran = shop.ylh().run("sync", "--now");

        assertThat(ran.code()).isEqualTo(6);
        assertThat(ran.out() + ran.err()).contains("the proxy 127.0.0.1:", "HTTP 407");
        assertThat(state(order)).isEqualTo("pending");
        assertThat(sandbox.received(Endpoint.CANCEL)).isZero();
    }

    @Test
    void aTrustStoreThatIsNotThereEndsTheCommandBeforeItBegins() throws Exception {
        String order = dueOrder();
        configure("ylh.trust-store = none.pem");

        Ran ran = shop.ylh().run("sync", "--now");
        Ran checked = shop.ylh().run("config", "check");

        assertThat(ran.code()).isEqualTo(2);
        assertThat(ran.err().lines())
                .singleElement()
                .asString()
                .contains("ylh.trust-store", "none.pem", "no such file");
        assertThat(checked.code()).isEqualTo(2);
        assertThat(checked.out()).contains("none.pem");
        assertThat(state(order)).isEqualTo("pending");
        assertThat(sandbox.requests()).isEmpty();
    }

    @Test
    void halfOfTheCredentialsAndAnAddressThatIsNoneAreMistakes() {
        configure("ylh.proxy = " + proxy.uri(), "ylh.proxy-username = shop");
        assertThat(shop.ylh().run("sync").err()).contains("ylh.proxy-password is not set");

        configure("ylh.proxy-username = shop", "ylh.proxy-password = invented-for-the-proxy");
        assertThat(shop.ylh().run("sync").err()).contains("ylh.proxy is not set");

        configure("ylh.proxy = " + proxy.uri(), "ylh.proxy-username = a:b", "ylh.proxy-password = invented");
        assertThat(shop.ylh().run("sync").err()).contains("ylh.proxy-username must not hold a colon");

        for (String wrong : new String[] {
            "proxy.example:3128",
            "https://proxy.example:3128",
            "http://proxy.example",
            "http://a:b@proxy.example:3128",
            "http://proxy.example:3128/path",
            "socks5://proxy.example:1080",
            "env"
        }) {
            configure("ylh.proxy = " + wrong);
            Ran ran = shop.ylh().run("sync");
            assertThat(ran.code()).as(wrong).isEqualTo(2);
            assertThat(ran.err()).contains("the address of a proxy such as").doesNotContain("a:b@");
        }
    }

    @Test
    void aProxyOfTheEnvironmentIsNamedAndNotUsed() throws Exception {
        Path config = folder.resolve("far.properties");
        Files.writeString(
                config,
                Files.readString(shop.config())
                        .replace("127.0.0.1", "ylh.invalid")
                        .replace("http://", "https://"));
        Files.setPosixFilePermissions(config, Files.getPosixFilePermissions(shop.config()));
        dueOrder();
        Map<String, String> environment =
                Map.of("YLH_OPERATOR", "tester", "https_proxy", proxy.uri().toString());
        Ylh far = new Ylh(config).environment(environment);

        Ran loud = far.run("sync", "--now");
        Ran quiet = far.run("sync", "--now", "-q");
        Ran status = far.run("status");
        Ran shown = far.run("config", "show");
        Ran checked = far.run("config", "check");

        String sentence = "the variable https_proxy names a proxy, which is not used to call YLH";
        assertThat(loud.err()).containsOnlyOnce(sentence).contains("set ylh.proxy");
        assertThat(quiet.err()).doesNotContain(sentence);
        assertThat(status.err()).as("calls nobody").doesNotContain(sentence);
        assertThat(shown.out()).contains(sentence);
        assertThat(checked.out()).contains(sentence);
        assertThat(proxy.requestLines()).isEmpty();
    }

    @Test
    void onTheWayToThisMachineNobodyMissesAProxy() {
        dueOrder();

        Ran ran = with("https_proxy", proxy.uri().toString()).run("sync", "--now");

        assertThat(ran.err()).doesNotContain("https_proxy");
    }
}
