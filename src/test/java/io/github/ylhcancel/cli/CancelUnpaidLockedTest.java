package io.github.ylhcancel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.ylhcancel.sandbox.Sandbox;
import io.github.ylhcancel.sandbox.SandboxOptions;
import io.github.ylhcancel.testing.Ran;
import io.github.ylhcancel.testing.TestShop;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code ylh cancel-unpaid} says of orders that somebody else has in hand, with the whole program. */
class CancelUnpaidLockedTest {
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

    /** Sweeps while somebody else holds so many of the orders that are to be cancelled. */
    private Ran sweepBeside(int held, String... arguments) throws SQLException {
        List<String> overdue = shop.rows("SELECT id FROM orders WHERE status = 'pending' AND"
                + " created_at < CURRENT_TIMESTAMP - INTERVAL '2' DAY ORDER BY id");
        assertThat(overdue).hasSizeGreaterThanOrEqualTo(held);
        try (Connection holder = shop.connect();
                Statement statement = holder.createStatement()) {
            holder.setAutoCommit(false);
            statement.execute("SELECT id FROM orders WHERE id IN (" + String.join(", ", overdue.subList(0, held))
                    + ") FOR UPDATE");
            return shop.ylh().run(words(arguments));
        }
    }

    private static String[] words(String... arguments) {
        return Stream.concat(Stream.of("cancel-unpaid"), Arrays.stream(arguments))
                .toArray(String[]::new);
    }

    @Test
    void oneLineSaysHowManyThereAre() throws SQLException {
        Ran ran = sweepBeside(4);

        assertThat(ran.code()).isZero();
        assertThat(ran.out().lines().toList())
                .hasSize(2)
                .first()
                .isEqualTo("4 orders are held by somebody else and were skipped; the next run looks again");
        assertThat(ran.out()).contains(", 4 skipped (locked), 0 no longer pending, ");
    }

    @Test
    void aSingleOneIsNamed() throws SQLException {
        assertThat(sweepBeside(1).out().lines().toList())
                .hasSize(2)
                .first()
                .asString()
                .matches("skipped +PO[0-9]+ +somebody else is working on it; the next run looks again");
    }

    @Test
    void quietSaysNothingOfThem() throws SQLException {
        assertThat(sweepBeside(4, "-q")).isEqualTo(new Ran(0, "", ""));
    }

    @Test
    void programsGetEachOfThem() throws SQLException {
        JsonNode json = sweepBeside(4, "-o", "json", "--no-sync").json();

        assertThat(json.path("results")).hasSize(4).allSatisfy(order -> {
            assertThat(order.path("outcome").asText()).isEqualTo("skipped");
            assertThat(order.path("order").asText()).startsWith("PO");
        });
        JsonNode summary = json.path("summary");
        assertThat(summary.path("skipped").asLong()).isEqualTo(4);
        assertThat(summary.path("matched").asLong())
                .isEqualTo(summary.path("cancelled").asLong()
                        + summary.path("paid_meanwhile").asLong()
                        + summary.path("skipped").asLong()
                        + summary.path("no_longer_pending").asLong()
                        + summary.path("failed").asLong());
    }
}
