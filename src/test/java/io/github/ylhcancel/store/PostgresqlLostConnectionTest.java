package io.github.ylhcancel.store;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PostgresqlLostConnectionTest extends LostConnectionContract {
    @Override
    ServerDatabases databases() throws Exception {
        return PostgresqlDatabases.started();
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
