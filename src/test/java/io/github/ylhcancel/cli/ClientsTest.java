package io.github.ylhcancel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ylhcancel.sandbox.Sandbox;
import io.github.ylhcancel.sandbox.SandboxOptions;
import io.github.ylhcancel.testing.ClientThreads;
import io.github.ylhcancel.testing.Ran;
import io.github.ylhcancel.testing.TestShop;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole commands leave no HTTP client behind. */
class ClientsTest {
    @TempDir
    Path folder;

    private Sandbox sandbox;
    private TestShop shop;
    private List<String> paid;
    private final ClientThreads threads = new ClientThreads();

    @BeforeEach
    void open() throws IOException {
        sandbox = Sandbox.start(SandboxOptions.defaults(), Clock.systemUTC());
        shop = TestShop.create(folder, 40, sandbox);
        paid = shop.orders("paid", true);
    }

    @AfterEach
    void close() {
        sandbox.close();
    }

    private Ran ylh(String... arguments) {
        return shop.ylh().run(arguments);
    }

    @Test
    void cancelEndsItsClient() {
        assertThat(ylh("cancel", paid.get(0), "--reason", "缺货").code()).isZero();

        assertThat(sandbox.calls().answered(200)).isEqualTo(1);
        assertThat(threads.look()).isEmpty();
    }

    @Test
    void syncEndsItsClient() {
        ylh("cancel", paid.get(0), "--reason", "缺货", "--no-sync");

        assertThat(ylh("sync").code()).isZero();

        assertThat(sandbox.calls().answered(200)).isEqualTo(1);
        assertThat(threads.look()).isEmpty();
    }
}
