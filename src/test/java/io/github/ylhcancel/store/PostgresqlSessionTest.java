package io.github.ylhcancel.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ylhcancel.db.Access;
import io.github.ylhcancel.db.Database;
import io.github.ylhcancel.db.DatabaseAddress;
import io.github.ylhcancel.db.Row;
import io.github.ylhcancel.db.Sql;
import io.github.ylhcancel.db.StoreException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a transaction has of its own on PostgreSQL, whatever the shop's role has been given, and what is left of it afterwards. */
class PostgresqlSessionTest {
    private static final String SETTINGS =
            "SELECT concat_ws(' ', current_setting('TimeZone'), current_setting('lock_timeout'),"
                    + " current_setting('transaction_isolation'), current_setting('transaction_read_only'))";

    private PostgresqlDatabases databases;
    private DatabaseAddress address;
    private ShopRows shop;
    private Database database;

    @BeforeEach
    void openAsAnotherRole() throws Exception {
        databases = PostgresqlDatabases.started();
        DatabaseAddress owners = databases.shop();
        shop = new ShopRows(owners);
        String role = "role_" + System.nanoTime();
        shop.execute("CREATE ROLE " + role + " SUPERUSER LOGIN");
        address = new DatabaseAddress(owners.url(), role, "", false);
    }

    @AfterEach
    void tidyUp() {
        database.close();
        shop.execute("DROP ROLE " + address.username());
        shop.close();
        databases.close();
    }

    private void open(String... settings) {
        for (String setting : settings) {
            shop.execute("ALTER ROLE " + address.username() + " SET " + setting);
        }
        database = Database.open(address, Access.WRITE);
    }

    private static String settings(Sql sql) {
        return sql.first(SETTINGS, Row::text).orElseThrow();
    }

    @Test
    void eachTransactionHasTheSettingsThatWeNeed() {
        open("TimeZone = 'Asia/Shanghai'", "lock_timeout = '1h'", "default_transaction_isolation = 'serializable'");

        String read = database.read(PostgresqlSessionTest::settings);
        String statement = database.statement(PostgresqlSessionTest::settings);
        List<String> transaction = database.transaction(sql -> List.of(settings(sql), settings(sql)));
        List<String> together = database.readTogether(sql -> List.of(settings(sql), settings(sql)));

        assertThat(read).isEqualTo("UTC 5s read committed on");
        assertThat(statement).isEqualTo("UTC 5s read committed off");
        assertThat(transaction).hasSize(2).containsOnly("UTC 5s read committed off");
        assertThat(together).hasSize(2).containsOnly("UTC 5s read committed on");
    }

    @ParameterizedTest
    @CsvSource({"off, on", "local, on", "remote_write, on", "on, on", "remote_apply, remote_apply"})
    void aCommitIsAsDurableAsItMustBe(String ofTheRole, String inOurs) {
        open("synchronous_commit = " + ofTheRole);

        String transaction = database.transaction(PostgresqlSessionTest::durability);
        String statement = database.statement(PostgresqlSessionTest::durability);
        String read = database.read(PostgresqlSessionTest::durability);

        assertThat(List.of(transaction, statement)).containsOnly(inOurs);
        assertThat(read).as("what only reads waits for nobody").isEqualTo(ofTheRole);
    }

    private static String durability(Sql sql) {
        return sql.first("SELECT current_setting('synchronous_commit')", Row::text)
                .orElseThrow();
    }

    /** The detail of such an error is the whole row, and an order's row has its customer's name and address. */
    @Test
    void anErrorRepeatsNothingOfTheRow() {
        open();
        shop.execute(
                "INSERT INTO products (id, name, stock_source, stock) VALUES (1, '张无名', 'own', 0)",
                "ALTER TABLE products ADD CONSTRAINT few_products CHECK (stock < 5)");

        assertThatThrownBy(() -> database.transaction(sql -> {
                    sql.update("UPDATE products SET stock = 9");
                    return null;
                }))
                .satisfies(thrown -> {
                    StringWriter trace = new StringWriter();
                    thrown.printStackTrace(new PrintWriter(trace));
                    assertThat(trace.toString()).contains("few_products").doesNotContain("张无名");
                });
    }

    /** The server answers COMMIT with ROLLBACK then, and the driver says nothing. */
    @Test
    void aTransactionInWhichAStatementFailedIsNotReportedAsDone() {
        open();

        assertThatThrownBy(() -> database.transaction(sql -> {
                    sql.update("INSERT INTO products (id, name, stock_source, stock) VALUES (1, 'P', 'own', 0)");
                    try {
                        sql.update("UPDATE products SET stock = 1 / 0");
                    } catch (RuntimeException swallowed) {
                        return 1;
                    }
                    return 2;
                }))
                .isInstanceOf(StoreException.class);
        assertThat(shop.number("SELECT count(*) FROM products")).isZero();
        assertThat(database.version()).as("and the session goes on").isPresent();
    }

    @Test
    void aStatementThatFailsLeavesNoTransactionOpen() {
        open();

        assertThatThrownBy(() -> database.statement(sql -> sql.update("UPDATE products SET stock = 'x'")))
                .isInstanceOf(RuntimeException.class);
        assertThatThrownBy(() -> database.read(sql -> sql.list("SELECT nothing", Row::text)))
                .isInstanceOf(RuntimeException.class);
        assertThat(shop.rows("SELECT state FROM pg_stat_activity WHERE usename = '" + address.username() + "'"))
                .containsExactly("idle");
    }

    @Test
    void whatIsAskedWithinATransactionIsAskedInIt() {
        open();

        boolean same = database.transaction(sql -> {
            sql.update("INSERT INTO products (id, name, stock_source, stock) VALUES (1, 'P', 'own', 0)");
            return database.read(other -> other.list("SELECT id FROM products", Row::number))
                    .equals(List.of(1L));
        });

        assertThat(same).isTrue();
    }
}
