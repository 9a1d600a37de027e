package io.github.ylhcancel.store;

import static io.github.ylhcancel.store.Refusals.assertRefused;
import static io.github.ylhcancel.store.Refusals.refusal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ylhcancel.base.ExitCode;
import io.github.ylhcancel.base.UserError;
import io.github.ylhcancel.db.Access;
import io.github.ylhcancel.db.ConnectionLostException;
import io.github.ylhcancel.db.Database;
import io.github.ylhcancel.db.DatabaseAddress;
import io.github.ylhcancel.db.Row;
import io.github.ylhcancel.db.StoreException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What only a server can do to a program. */
abstract class ServerContract extends StoreContract {
    /** Selects the number of its session. */
    abstract String session();

    /** Ends a session, whose number is put in. */
    abstract String kill();

    /** After which its session may take a moment for a statement, and no longer. */
    abstract String limit();

    /** Takes longer than that. */
    String slow() {
        return "SELECT COUNT(*) FROM information_schema.columns a, information_schema.columns b, information_schema.columns c";
    }

    /** Has a table, so that others cannot even read it; ends with its session. */
    abstract String change();

    @Test
    void whoMayNotReadATableNowIsToldSo() throws SQLException {
        try (Database impatient = databases.waiting(address, Duration.ofMillis(50));
                Connection changing =
                        DriverManager.getConnection(address.url(), address.username(), address.password());
                Statement statement = changing.createStatement()) {
            changing.setAutoCommit(false);
            statement.execute(change());

            UserError error = refusal(() -> impatient.read(sql -> sql.list("SELECT id FROM products", Row::number)));

            assertThat(error.text().key()).isEqualTo("db.contended");
            assertThat(error.exitCode()).isEqualTo(ExitCode.DATABASE);
            changing.rollback();
        }
    }

    @Test
    void aStatementThatTheServerEndsIsSaidToBe() {
        database.read(sql -> {
            sql.execute(limit());
            return null;
        });

        UserError error = refusal(() -> database.read(sql -> sql.list(slow(), Row::number)));

        assertThat(error.text().key()).isEqualTo("db.ended-by-server");
        assertThat(error.exitCode()).isEqualTo(ExitCode.DATABASE);
        assertThat(database.version()).as("the connection is of use").isPresent();
    }

    @Test
    void saysThatAnotherProblemThanARowEndedATransaction() {
        assertThatThrownBy(() -> database.transaction(sql -> {
                    sql.update("UPDATE products SET stock = stock + 1");
                    long session = sql.first(session(), Row::number).orElseThrow();
                    shop.execute(kill().formatted(session));
                    return sql.update("UPDATE products SET stock = stock + 1");
                }))
                .isInstanceOf(ConnectionLostException.class);
    }

    @Test
    void saysThatTheConnectionIsLostAndCanHaveAnother() {
        shop.product(1, "冰箱 A-1", "own", 10);
        long session =
                database.transaction(sql -> sql.first(session(), Row::number).orElseThrow());
        shop.execute(kill().formatted(session));

        assertThatThrownBy(() -> addOneToTheStock()).isInstanceOf(ConnectionLostException.class);
        assertThatThrownBy(database::version).as("reading as well").isInstanceOf(ConnectionLostException.class);
        database.reconnect();

        assertThat(addOneToTheStock()).isEqualTo(1);
        assertThat(shop.number("SELECT stock FROM products")).isEqualTo(11);
    }

    private int addOneToTheStock() {
        return database.transaction(sql -> sql.update("UPDATE products SET stock = stock + 1"));
    }

    @Test
    void writesNothingWithAccessToRead() {
        shop.product(1, "冰箱 A-1", "own", 10);
        try (Database reading = Database.open(address, Access.READ)) {
            assertThatThrownBy(() -> reading.transaction(sql -> sql.update("UPDATE products SET stock = stock + 1")))
                    .isInstanceOf(StoreException.class)
                    .hasMessageMatching("(?i).*read.only.*");
        }
        assertThat(shop.number("SELECT stock FROM products")).isEqualTo(10);
    }

    @Test
    void letsTwoProcessesIn() {
        try (Database second = Database.open(address, Access.WRITE)) {
            assertThat(second.version()).isEqualTo(database.version());
        }
        assertThat(database.dialect().isExclusive()).isFalse();
    }

    @Test
    void saysThatTheServerHasNoSuchDatabase() {
        DatabaseAddress missing = at(address.url().replaceFirst("(//[^/]+/)[^?]+", "$1no_such_shop"));

        assertRefused(() -> Database.open(missing, Access.WRITE), "db.missing-on-server", missing);
    }

    @Test
    void saysThatThereIsNoServer() {
        DatabaseAddress nowhere = at(address.url().replaceFirst("127.0.0.1:[0-9]+", "127.0.0.1:1"));

        UserError error = refusal(() -> Database.open(nowhere, Access.WRITE));

        assertThat(error.text().key()).isEqualTo("db.refused");
        assertThat(error.text().arguments()).startsWith(nowhere, "127.0.0.1:1");
        assertThat(error.exitCode()).isEqualTo(ExitCode.DATABASE);
    }

    private DatabaseAddress at(String url) {
        return new DatabaseAddress(url, address.username(), address.password(), false);
    }
}
