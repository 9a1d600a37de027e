package io.github.ylhcancel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ylhcancel.testing.ManualExample;
import io.github.ylhcancel.testing.Ran;
import io.github.ylhcancel.testing.TestShop;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A shop whose tables and columns are called as words of SQL, or in capitals and small letters, and whose states are a type of their own. */
abstract class NamesContract extends MappedShopContract {
    /** The example of the manual. */
    private static final String[] MAPPING = Stream.of(
                    ManualExample.mapping(ManualExample.under("A complete example on PostgreSQL")),
                    new String[] {"schema.orders.set.key = +1", "schema.time-zone = UTC"})
            .flatMap(Stream::of)
            .toArray(String[]::new);

    /** A statement in which names are quoted as the database does it. */
    abstract String quoted(String statement);

    /** The statement that makes the type of the states, if it needs one, and the type. */
    abstract List<String> states();

    /** The type of keys that are no numbers. */
    abstract String otherKey();

    @Override
    TestShop shop() {
        TestShop opened = TestShop.in(databases.empty(), folder, sandbox);
        List<String> states = states();
        List<String> statements = new ArrayList<>(states.subList(0, states.size() - 1));
        statements.add(
                "CREATE TABLE \"order\" (id BIGINT PRIMARY KEY, \"orderCode\" VARCHAR(40), state "
                        + states.get(states.size() - 1)
                        + ", \"orderPlacedAt\" TIMESTAMP, \"key\" INT DEFAULT 7, \"isDraft\" INT DEFAULT 0, \"updatedAt\" TIMESTAMP NULL, version INT DEFAULT 1)");
        statements.add(
                "CREATE TABLE \"orderLine\" (id BIGINT PRIMARY KEY, \"orderId\" BIGINT, \"productVariantId\" BIGINT, quantity INT)");
        statements.add(
                "CREATE TABLE \"productVariant\" (id BIGINT PRIMARY KEY, name VARCHAR(80), \"stockOnHand\" INT, \"stockAllocated\" INT)");
        statements.add("INSERT INTO \"productVariant\" VALUES (1, 'Kettle', 50, 20)");
        for (int id = 1; id <= 3; id++) {
            statements.add("INSERT INTO \"order\" (id, \"orderCode\", state, \"orderPlacedAt\") VALUES (" + id + ", 'V"
                    + id + "', '" + (id == 3 ? "PaymentSettled" : "PaymentPending") + "', '2026-01-01 00:00:00')");
            statements.add("INSERT INTO \"orderLine\" VALUES (" + id + ", " + id + ", 1, 4)");
        }
        opened.execute(statements.stream().map(this::quoted).toArray(String[]::new));
        opened.writeConfig(sandbox.authUri(), sandbox.baseUri(), MAPPING);
        Ran init = opened.ylh().run("db", "init");
        assertThat(init.code()).as(init.out() + init.err()).isZero();
        return opened;
    }

    private void changed(String key, String value) {
        says(Arrays.stream(MAPPING)
                .map(line -> line.startsWith(key + " =") ? key + " = " + value : line)
                .toArray(String[]::new));
    }

    private List<String> rows(String statement) {
        return shop.rows(quoted(statement));
    }

    /** Plain words of the language are quoted by themselves, and the others are written as the database lists them. */
    @Test
    void aShopIsWorkedWithWhateverItsTablesAreCalled() {
        Ran check = shop.ylh().run("db", "check");
        assertThat(check.code()).as(check.out() + check.err()).isZero();

        Ran cancelled = shop.ylh().run("cancel", "V1", "V3", "--reason", "r", "--no-sync");
        assertThat(cancelled.code()).as(cancelled.out() + cancelled.err()).isZero();
        Ran swept = shop.ylh().run("cancel-unpaid", "--yes", "--no-sync", "--max-percent", "100");
        assertThat(swept.code()).as(swept.out() + swept.err()).isZero();

        assertThat(rows("SELECT state FROM \"order\" ORDER BY id")).containsOnly("Cancelled");
        assertThat(rows("SELECT \"key\" FROM \"order\" ORDER BY id")).containsOnly("8");
        assertThat(rows("SELECT \"stockOnHand\" FROM \"productVariant\"")).containsExactly("54");
        assertThat(rows("SELECT \"stockAllocated\" FROM \"productVariant\"")).containsExactly("12");

        assertThat(shop.ylh().run("undo", "V1", "--note", "n", "--yes").code()).isZero();
        assertThat(rows("SELECT state FROM \"order\" WHERE id = 1")).containsExactly("PaymentPending");
        for (String command : List.of("status V2", "history V2", "explain V1", "reconcile", "status --state pending")) {
            Ran ran = shop.ylh().run(command.split(" "));
            assertThat(ran.code()).as(command + ran.out() + ran.err()).isZero();
        }
    }

    @Test
    void aTableMayBeElsewhere() {
        String elsewhere = "elsewhere_" + Long.toHexString(System.nanoTime());
        String table = elsewhere + ".\"productVariant\"";
        shop.execute(
                "CREATE SCHEMA " + elsewhere,
                quoted("CREATE TABLE " + table
                        + " (id BIGINT PRIMARY KEY, name VARCHAR(80), \"stockOnHand\" INT, \"stockAllocated\" INT)"),
                quoted("INSERT INTO " + table + " VALUES (1, 'Kettle', 50, 20)"),
                quoted("DROP TABLE \"productVariant\""));
        try {
            changed("schema.products.table", table);

            Ran check = shop.ylh().run("db", "check");
            Ran cancelled = shop.ylh().run("cancel", "V1", "--reason", "r", "--no-sync");

            assertThat(check.code()).as(check.out() + check.err()).isZero();
            assertThat(cancelled.code()).as(cancelled.out() + cancelled.err()).isZero();
            assertThat(rows("SELECT \"stockAllocated\" FROM " + table)).containsExactly("16");
        } finally {
            shop.execute(quoted("DROP TABLE " + table), "DROP SCHEMA " + elsewhere);
        }
    }

    @Test
    void theKeyMayBeWhatCustomersAreTold() {
        changed("schema.orders.number", "id");

        Ran ran = shop.ylh().run("cancel", "2", "--reason", "r", "--no-sync");

        assertThat(ran.code()).as(ran.out() + ran.err()).isZero();
        assertThat(rows("SELECT state FROM \"order\" WHERE id = 2")).containsExactly("Cancelled");
    }

    /** What is suggested can be written as it is. */
    @ParameterizedTest
    @ValueSource(
            strings = {"orders.created_at = orderPlacedA", "items.table = orderLin", "products.reserved = stockAlocated"
            })
    void aNameThatIsSuggestedWorks(String wrong) {
        String key = "schema." + wrong.split(" = ")[0];
        changed(key, wrong.split(" = ")[1]);

        Ran check = shop.ylh().run("db", "check", "-o", "json");

        assertThat(check.code()).isEqualTo(3);
        String message = "";
        for (var result : check.json().path("results")) {
            if (result.path("what").asText().equals(key)) {
                message = result.path("message").asText();
            }
        }
        assertThat(message).contains("; is it ");
        String suggested = message.substring(message.indexOf("; is it ") + "; is it ".length())
                .replace("?", "");
        changed(key, suggested);
        Ran again = shop.ylh().run("db", "check");
        assertThat(again.code()).as(suggested + again.out()).isZero();
    }

    @Test
    void aWordThatATypeHasNotIsNamed() {
        changed("schema.status.paid", "Payed");

        Ran check = shop.ylh().run("db", "check");

        assertThat(check.code()).isEqualTo(3);
        assertThat(check.out())
                .contains("is of a type that has no word Payed; it has: PaymentPending, PaymentSettled, Cancelled");
    }

    @Test
    void nobodyAsksForAnIndexOnAView() {
        shop.execute(quoted(
                "CREATE VIEW line_view AS SELECT id, \"orderId\" AS order_id, \"productVariantId\" AS product_id, quantity"
                        + " FROM \"orderLine\""));
        List<String> lines = new ArrayList<>(List.of(MAPPING));
        lines.removeIf(line -> line.startsWith("schema.items."));
        lines.addAll(List.of(
                "schema.items.table = line_view",
                "schema.items.id = id",
                "schema.items.order_id = order_id",
                "schema.items.product_id = product_id",
                "schema.items.quantity = quantity"));
        says(lines.toArray(String[]::new));

        Ran check = shop.ylh().run("db", "check");

        assertThat(check.code()).as(check.out()).isZero();
        assertThat(check.out()).doesNotContain("schema.items");
        assertThat(shop.ylh().run("cancel", "V1", "--reason", "r", "--no-sync").code())
                .isZero();
        assertThat(rows("SELECT \"stockAllocated\" FROM \"productVariant\"")).containsExactly("16");
    }

    @Test
    void keysThatAreNoNumbersAreRefusedByName() {
        shop.execute(quoted("CREATE TABLE bought (id " + otherKey()
                + ", \"orderId\" BIGINT, \"productVariantId\" BIGINT, quantity INT)"));
        changed("schema.items.table", "bought");

        Ran check = shop.ylh().run("db", "check");
        Ran cancel = shop.ylh().run("cancel", "V1", "--reason", "r");

        assertThat(check.code()).isEqualTo(3);
        assertThat(check.out())
                .contains("schema.items.id")
                .contains("only keys that are whole numbers can be worked with yet");
        assertThat(cancel.code()).isEqualTo(2);
        assertThat(cancel.err()).contains("schema.items.id").hasLineCount(1);
        assertThat(rows("SELECT state FROM \"order\" WHERE id = 1")).containsExactly("PaymentPending");
    }
}
