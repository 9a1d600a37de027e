package io.github.ylhcancel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ylhcancel.store.MariadbDatabases;
import io.github.ylhcancel.store.TestDatabases;
import org.junit.jupiter.api.Test;

class MariadbEventsTest extends EventsContract {
    @Override
    TestDatabases databases() throws Exception {
        return MariadbDatabases.started();
    }

    /** As the server itself has written them down. */
    @Test
    void withoutAWishNoStatementIsAboutEvents() {
        configure();
        assertThat(statementsAboutEvents(0)).isEqualTo("0");

        configure("events.file = " + folder.resolve("events.ndjson"));
        assertThat(statementsAboutEvents(1)).isNotEqualTo("0");
    }

    private String statementsAboutEvents(int first) {
        shop.execute(
                "SET GLOBAL log_output = 'TABLE'", "TRUNCATE TABLE mysql.general_log", "SET GLOBAL general_log = ON");
        try {
            String order = shop.orders("paid", true).get(0);
            isDone("cancel", order, "--reason", "r", "--yes");
            isDone("resolve", order, "--as", "confirmed", "--note", "n");
            isDone("cancel", shop.orders("pending", false).get(first), "--reason", "r", "--yes");
            isDone("cancel-unpaid", "--yes", "--max-percent", "100");
            isDone("sync");
        } finally {
            shop.execute("SET GLOBAL general_log = OFF");
        }
        return shop.value("SELECT COUNT(*) FROM mysql.general_log WHERE argument LIKE '%ylh\\_event%'");
    }
}
