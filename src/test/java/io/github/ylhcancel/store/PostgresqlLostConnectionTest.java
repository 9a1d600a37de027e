package io.github.ylhcancel.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ylhcancel.db.StoreException;
import org.junit.jupiter.api.Test;

class PostgresqlLostConnectionTest extends LostConnectionContract {
    @Override
    TestDatabases databases() throws Exception {
        return PostgresqlDatabases.started();
    }

    /** What failed and was passed over makes PostgreSQL roll back, and say so in its answer to COMMIT alone. */
    @Test
    void aCommitThatIsAnsweredWithRollbackIsAFailure() {
        assertThatThrownBy(() -> database.transaction(sql -> {
                    sql.update("UPDATE products SET stock = stock + 1");
                    try {
                        return sql.update("UPDATE products SET stock = 1 / 0");
                    } catch (RuntimeException passedOver) {
                        return 0;
                    }
                }))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("ROLLBACK");

        assertThat(rows("SELECT stock FROM products WHERE id = 1")).containsExactly("1000");
        database.statement(sql -> sql.update("UPDATE products SET stock = 7 WHERE id = 1"));
        assertThat(rows("SELECT stock FROM products WHERE id = 1"))
                .as("is no part of the transaction that failed")
                .containsExactly("7");
    }

    /** The trigger says no at COMMIT only. */
    @Test
    void whatIsRefusedAtCommitCostsNoOtherOrder() {
        pending(1, 40);
        shop.execute("""
                CREATE FUNCTION no() RETURNS trigger LANGUAGE plpgsql AS
                $$ BEGIN IF NEW.id = 27 THEN RAISE EXCEPTION 'not this one'; END IF; RETURN NULL; END $$
                """, """
                CREATE CONSTRAINT TRIGGER no AFTER UPDATE ON orders DEFERRABLE INITIALLY DEFERRED
                FOR EACH ROW EXECUTE FUNCTION no()
                """);

        cancelling(schema).cancel(numbers(1, 40));

        assertThat(rows("SELECT id FROM orders WHERE status = 'pending'")).containsExactly("27");
        assertThat(rows("SELECT order_key FROM ylh_transition")).hasSize(39);
        assertStockIsThatOfTheLedger();
    }
}
