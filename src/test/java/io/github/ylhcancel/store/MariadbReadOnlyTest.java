package io.github.ylhcancel.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ylhcancel.base.ExitCode;
import io.github.ylhcancel.base.UserError;
import io.github.ylhcancel.db.Access;
import io.github.ylhcancel.db.ConnectionLostException;
import io.github.ylhcancel.db.Database;
import io.github.ylhcancel.db.DatabaseAddress;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A MariaDB server whose owner froze it: transactions there are read-only unless somebody says otherwise, which nobody does. */
class MariadbReadOnlyTest {
    private static final String ADD = "INSERT INTO products (id, name, stock_source, stock) VALUES (1, 'P', 'own', 0)";

    private MariadbDatabases databases;
    private ShopRows shop;
    private DatabaseAddress address;

    @BeforeEach
    void openShop() throws Exception {
        databases = MariadbDatabases.started();
        address = databases.shop();
        shop = new ShopRows(address);
    }

    @AfterEach
    void tidyUp() {
        shop.execute("SET GLOBAL tx_read_only = 0");
        shop.close();
        databases.close();
    }

    @Test
    void whatWritesIsRefusedAndWhatReadsIsNot() {
        shop.execute("SET GLOBAL tx_read_only = 1");

        assertThatThrownBy(() -> Database.open(address, Access.WRITE))
                .isInstanceOfSatisfying(UserError.class, refused -> {
                    assertThat(refused.exitCode()).isEqualTo(ExitCode.DATABASE);
                    assertThat(refused.text().key()).isEqualTo("db.takes-no-writes");
                });
        try (Database reading = Database.open(address, Access.READ)) {
            assertThat(reading.version()).isPresent();
        }
    }

    /** For a user who may not write all the same, also in a session that is older. */
    @Test
    void whatIsReadOnlyFromNowOnSaysSoOfTheNextStatement() throws Exception {
        try (MariadbDatabases users = MariadbDatabases.withUsers()) {
            DatabaseAddress with = users.shop();
            DatabaseAddress plain = new DatabaseAddress(with.url(), "plain", "plain", false);
            ShopRows admin = new ShopRows(with);
            admin.execute(
                    "CREATE USER plain IDENTIFIED BY 'plain'",
                    "GRANT ALL ON " + with.url().replaceFirst(".*/([^/?]*).*", "$1") + ".* TO plain");
            try (Database database = Database.open(plain, Access.WRITE)) {
                assertThat(database.<Integer>transaction(sql -> sql.update(ADD)))
                        .isEqualTo(1);
                admin.execute("SET GLOBAL read_only = 1");

                assertThatThrownBy(() -> database.<Integer>transaction(sql -> sql.update(ADD)))
                        .isInstanceOfSatisfying(ConnectionLostException.class, lost -> {
                            assertThat(lost.isUndone()).isTrue();
                            assertThat(lost.text().key()).isEqualTo("db.takes-no-writes");
                        });
                assertThatThrownBy(database::reconnect).isInstanceOf(UserError.class);
            } finally {
                admin.execute("SET GLOBAL read_only = 0", "DROP USER plain");
                admin.close();
            }
        }
    }

    @Test
    void whoComesBackToItIsRefusedUntilItTakesWritesAgain() {
        try (Database database = Database.open(address, Access.WRITE)) {
            shop.execute("SET GLOBAL tx_read_only = 1");
            assertThatThrownBy(database::reconnect).isInstanceOf(UserError.class);

            shop.execute("SET GLOBAL tx_read_only = 0");
            database.reconnect();
            assertThat(database.<Integer>transaction(sql -> sql.update(ADD))).isEqualTo(1);
        }
    }
}
