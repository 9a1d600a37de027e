package io.github.ylhcancel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ylhcancel.testing.Ran;
import io.github.ylhcancel.testing.TestShop;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A shop in which there is one mistake of each kind: {@code db check} names them all at once, and none hides another. */
abstract class PlantedMistakesContract extends MappedShopContract {
    private static final String[] MAPPING = {
        "schema.orders.number = code",
        "schema.orders.haier_fail_msg = haier_fail_msgs",
        "schema.orders.cancelled_at = closed",
        "schema.orders.updated_at =",
        "schema.orders.where.hidden = no",
        "schema.status.refunded = refnded",
        "schema.status.completed = a_word_that_is_much_too_long",
        "schema.products.where.shelf = 9",
        "schema.products.stock_source = kind",
        "schema.value.own-stock = ours",
        "schema.skus.table = stock_at",
        "schema.skus.sku_code =",
        "schema.payments.table = pay",
        "schema.payments.id = id",
        "schema.payments.order_id = of_order",
        "schema.payments.status = state",
        "schema.value.payment-succeeded = succeeded",
        "schema.refunds.table = refnds",
        "schema.refunds.order_id = order_id"
    };

    /** The last is the type of what is own; those before it make it. */
    abstract List<String> kinds();

    /** The statements that make a trigger {@code back_again} of the orders. */
    abstract List<String> trigger();

    @Override
    TestShop shop() {
        return TestShop.create(folder, databases, 4, sandbox);
    }

    @BeforeEach
    void plant() {
        List<String> kinds = kinds();
        List<String> statements = new ArrayList<>(kinds.subList(0, kinds.size() - 1));
        statements.addAll(List.of(
                "ALTER TABLE orders ADD COLUMN code VARCHAR(20)",
                "ALTER TABLE orders ADD COLUMN closed VARCHAR(20)",
                "ALTER TABLE orders ADD COLUMN hidden INT DEFAULT 0",
                "ALTER TABLE orders ADD COLUMN lock_version INT DEFAULT 0",
                "ALTER TABLE products ADD COLUMN shelf INT DEFAULT 1",
                "ALTER TABLE products ADD COLUMN kind " + kinds.get(kinds.size() - 1),
                "UPDATE products SET kind = 'own'",
                "CREATE TABLE stock_at (id BIGINT, place INT, stock INT, PRIMARY KEY (id, place))",
                "INSERT INTO stock_at VALUES (1, 1, 5)",
                "CREATE TABLE pay (id BIGINT, of_order VARCHAR(20), state VARCHAR(20))",
                "INSERT INTO pay VALUES (7, 'x', 'done')",
                "INSERT INTO pay VALUES (7, 'y', 'failed')",
                "CREATE TABLE refunds (order_id BIGINT, state VARCHAR(20))",
                "ALTER TABLE inventory_log ADD COLUMN branch INT NOT NULL",
                "DELETE FROM orders WHERE id NOT IN (SELECT order_id FROM order_items)"));
        for (int i = 0; i < 2; i++) {
            statements.add(
                    "INSERT INTO orders (order_number, code, status, haier_so_id, created_at, updated_at) VALUES ('P"
                            + i + "', 'twice', 'paid', 'SO-TWICE', '2026-01-01 00:00:00', '2026-01-01 00:00:00')");
        }
        statements.add("INSERT INTO orders (order_number, status, created_at, updated_at) VALUES ('P3', 'returning',"
                + " '2026-01-01 00:00:00', '2026-01-01 00:00:00')");
        statements.addAll(trigger());
        shop.execute(statements.toArray(String[]::new));
        says(MAPPING);
    }

    @Test
    void eachIsNamedAndNoneHidesAnother() {
        Ran check = shop.ylh().run("db", "check", "-o", "json");

        assertThat(check.code()).as(check.err()).isEqualTo(3);
        assertThat(lines(check))
                .anySatisfy(is("error schema.refunds.table: there is no table refnds; is it refunds?"))
                .anySatisfy(is("error schema.orders.haier_fail_msg: there is no column orders.haier_fail_msgs; is it"
                        + " haier_fail_msg?"))
                .anySatisfy(is("error schema.orders.cancelled_at: the column orders.closed holds no times"))
                .anySatisfy(is(
                        "error schema.orders.where.hidden: the column orders.hidden holds numbers, and \"no\" is none"))
                .anySatisfy(is("error schema.orders.status: the column orders.status holds 20 characters, too few for"))
                .anySatisfy(
                        is("error schema.products.stock_source: the column products.kind is of a type that has no word"
                                + " ours; it has: own, supplier"))
                .anySatisfy(is("error schema.inventory.table: the column inventory_log.branch must be filled and has no"
                        + " default"))
                .anySatisfy(is("error schema.payments.order_id: schema.payments.order_id holds "))
                .anySatisfy(is("error schema.payments.id: several rows have the same pay.id, such as 7"))
                .anySatisfy(is("error schema.skus.id: the key of stock_at.id has more columns (id, place)"))
                .anySatisfy(
                        is(
                                "warning schema.products.where.shelf: no row of products meets schema.products.where.shelf = 9"))
                .anySatisfy(is(
                        "warning schema.value.payment-succeeded: nowhere is pay.state \"succeeded\"; it is: done (1),"
                                + " failed (1)"))
                .anySatisfy(is("warning schema.orders.table: the column orders.lock_version counts changes"))
                .anySatisfy(is(
                        "warning schema.orders.table: the table orders has triggers, and what they do comes on top of a"
                                + " cancellation: back_again"))
                .anySatisfy(
                        is("warning schema.payments.order_id: the table pay has no index that starts with (of_order)"))
                .anySatisfy(
                        is("note schema.orders.updated_at: the column orders.updated_at looks like the time of the last"
                                + " change"));
        assertThat(severities(check)).isSorted();
        assertThat(remedies(check))
                .contains(
                        "schema.orders.set.lock_version = +1",
                        "schema.orders.updated_at = updated_at",
                        "schema.inventory.constant.branch = 0");
    }

    /** What the rows say of the orders is asked once the condition on them can be. */
    @Test
    void whatOneMistakeKeepsFromBeingAskedIsSaidOnceItIsMended() {
        says(Stream.of(MAPPING)
                .map(line -> line.replace("hidden = no", "hidden = 0"))
                .toArray(String[]::new));

        List<String> lines = lines(shop.ylh().run("db", "check", "-o", "json"));

        assertThat(lines)
                .anySatisfy(is("error schema.orders.haier_so_id: several orders that are open have the same"
                        + " orders.haier_so_id, such as SO-TWICE"))
                .anySatisfy(is("warning schema.orders.number: several orders have the same orders.code, such as twice"))
                .anySatisfy(is(
                        "note schema.orders.status: orders in states that nothing maps are left alone: returning (1)"))
                .anySatisfy(is(
                        "warning schema.status.refunded: no order is in this state (refnded), while some are in states"
                                + " that nothing maps: returning (1)"))
                .noneSatisfy(is("warning schema.status.paid"));
    }

    private static Consumer<String> is(String beginning) {
        return line -> assertThat(line).startsWith(beginning);
    }

    private static List<String> lines(Ran check) {
        return results(check, "severity", "what", "message").stream()
                .map(one -> one.get(0) + " " + one.get(1) + ": " + one.get(2))
                .toList();
    }

    private static List<Integer> severities(Ran check) {
        return results(check, "severity").stream()
                .map(one -> List.of("error", "warning", "note").indexOf(one.get(0)))
                .toList();
    }

    private static List<String> remedies(Ran check) {
        return results(check, "remedy").stream().map(one -> one.get(0)).toList();
    }

    private static List<List<String>> results(Ran check, String... fields) {
        List<List<String>> results = new ArrayList<>();
        check.json()
                .path("results")
                .forEach(result -> results.add(Stream.of(fields)
                        .map(field -> result.path(field).asText())
                        .toList()));
        return results;
    }
}
