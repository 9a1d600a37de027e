package io.github.ylhcancel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ylhcancel.sandbox.Endpoint;
import io.github.ylhcancel.sandbox.Sandbox;
import io.github.ylhcancel.sandbox.SandboxOptions;
import io.github.ylhcancel.store.PostgresqlDatabases;
import io.github.ylhcancel.store.TestDatabases;
import io.github.ylhcancel.testing.Ran;
import io.github.ylhcancel.testing.TestShop;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file is cancelled while another process has the right to deliver, in a database that both use. */
class CancelWhileAnotherDeliversTest {
    @TempDir
    Path folder;

    @Test
    void itsRowsArePendingAndOneLineNamesTheHolder() throws Exception {
        try (TestDatabases databases = PostgresqlDatabases.started();
                Sandbox sandbox = Sandbox.start(SandboxOptions.defaults(), Clock.systemUTC())) {
            TestShop shop = TestShop.create(folder, databases, 60, sandbox);
            List<String> orders = shop.orders("paid", true).subList(0, 12);
            String file = Files.writeString(folder.resolve("orders.csv"), "order\n" + String.join("\n", orders))
                    .toString();
            String[] command = {"cancel", "--file", file, "--reason", "缺货", "--batch-size", "6", "-o", "json"};
            shop.execute("UPDATE ylh_lease SET owner = 'other:1:run', lease_until = '2100-01-01'");

            Ran ran = shop.ylh().run(command);

            assertThat(ran.code()).isEqualTo(6);
            assertThat(ran.json().path("results"))
                    .hasSize(12)
                    .allMatch(row -> row.path("outcome").asText().equals("cancelled")
                            && row.path("sync").asText().equals("pending"));
            assertThat(ran.err())
                    .startsWith("ylh: another process is delivering to YLH (other:1:run)")
                    .hasLineCount(1);
            assertThat(sandbox.requests()).isEmpty();

            shop.execute("UPDATE ylh_lease SET owner = NULL, lease_until = NULL");
            assertThat(shop.ylh().run(command).code()).isZero();
            assertThat(sandbox.received(Endpoint.CANCEL)).isEqualTo(12);
            assertThat(shop.value("SELECT owner FROM ylh_lease")).isNull();
        }
    }
}
