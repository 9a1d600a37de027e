package io.github.ylhcancel.cli;

import io.github.ylhcancel.sandbox.Sandbox;
import io.github.ylhcancel.sandbox.SandboxOptions;
import io.github.ylhcancel.store.TestDatabases;
import io.github.ylhcancel.testing.TestShop;
import java.nio.file.Path;
import java.time.Clock;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A shop on a server, with a sandbox for its supplier, whose tables the configuration describes. */
abstract class MappedShopContract {
    @TempDir
    Path folder;

    Sandbox sandbox;
    TestDatabases databases;
    TestShop shop;

    abstract TestDatabases databases() throws Exception;

    /** With its tables; asked once there are {@link #databases} and a {@link #sandbox}. */
    abstract TestShop shop() throws Exception;

    @BeforeEach
    final void openShop() throws Exception {
        sandbox = Sandbox.start(SandboxOptions.defaults(), Clock.systemUTC());
        databases = databases();
        shop = shop();
    }

    @AfterEach
    final void closeShop() {
        sandbox.close();
        databases.close();
    }

    /** What the configuration says beside what every test has. */
    final void says(String... lines) {
        shop.writeConfig(sandbox.authUri(), sandbox.baseUri(), lines);
    }

    final void says(String[] lines, String... more) {
        says(Stream.concat(Stream.of(lines), Stream.of(more)).toArray(String[]::new));
    }
}
