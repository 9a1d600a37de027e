package io.github.ylhcancel.store;

import static io.github.ylhcancel.testing.Sentences.english;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.ylhcancel.base.ExitCode;
import io.github.ylhcancel.base.UserError;
import io.github.ylhcancel.db.Access;
import io.github.ylhcancel.db.Database;
import io.github.ylhcancel.db.DatabaseAddress;
import io.github.ylhcancel.db.Dialect;
import io.github.ylhcancel.db.Times;
import io.github.ylhcancel.domain.Finding;
import io.github.ylhcancel.domain.LookupBy;
import io.github.ylhcancel.schema.SchemaCheck;
import io.github.ylhcancel.schema.ShopSchema;
import io.github.ylhcancel.store.SearchedColumns.Searched;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What {@code db check} says of a shop whose tables are mapped. */
abstract class SchemaCheckContract extends DjangoContract {
    private static final String ON_SWEEPS =
            "warning schema.orders.status: the table orders_order has no index that starts with (status, created_at); finding rows"
                    + " by it will be slow";

    @Test
    void theDefaultShopIsFine() {
        assertThat(findings("default", Map.of("time-zone", "UTC"))).isEmpty();
    }

    /** What this program makes in a file of its own is in UTC; on a server anybody may write. */
    @Test
    void onAServerItsTimesNeedAZone() {
        List<String> error = List.of("error schema.time-zone: the column orders.created_at in " + address
                + " holds times without a time zone, so how old an order is cannot be known: say in the configuration in"
                + " which zone the shop writes them (schema.time-zone = Asia/Shanghai, UTC, +08:00 …)");

        assertThat(findings("default", Map.of())).isEqualTo(address.isEmbedded() ? List.of() : error);
    }

    @ParameterizedTest
    @CsvSource({
        "value.payment-succeeded, orders_payment.status, payments.status",
        "value.own-stock, catalog_product.source, products.stock_source"
    })
    void theWordsThatDecideMustFitTheirColumns(String key, String column, String where) {
        String word = "a_word_that_is_longer_than_its_column";

        assertThat(findings("django", Map.of(key, word)))
                .contains("error schema." + where + ": the column " + column + " holds 20 characters, too few for \""
                        + word + "\"");
    }

    @Test
    void theSpecificationsShopLacksAnIndexForSweepsAndNothingElse() {
        assertThat(findings("django", Map.of())).containsExactly(ON_SWEEPS);
        assertThat(check("django", Map.of()).get(0).remedy().orElseThrow())
                .startsWith("CREATE INDEX ")
                .endsWith("ylh_orders_status_created_at ON orders_order (status, created_at);");
    }

    @Test
    void theStatementThatItSuggestsRemovesTheWarning() {
        shop.rows().execute(check("django", Map.of()).get(0).remedy().orElseThrow());

        assertThat(check("django", Map.of())).isEmpty();
    }

    static Set<Searched> searched() throws Exception {
        return SearchedColumns.ofTheProgram();
    }

    /** Each in its turn is a column of which the database knows no index. */
    @ParameterizedTest
    @MethodSource("searched")
    void asksForAnIndexOnEveryColumnThatAStatementSearchesBy(Searched by) {
        Map<String, String> changes = new HashMap<>(Map.of(by.table().key() + "." + by.column(), "bare"));
        String known = ShopSchema.of("django", Map.of()).table(by.table());
        // The specification's shop has not every table that a shop can have.
        String table = known.isEmpty() ? "some_" + by.table().key() : known;
        shop.rows()
                .execute(
                        known.isEmpty()
                                ? "CREATE TABLE " + table + " (bare BIGINT)"
                                : "ALTER TABLE " + table + " ADD COLUMN bare BIGINT");
        changes.put(by.table().key() + ".table", table);

        assertThat(findings("django", changes))
                .as("an entry for %s in the list of searches", by)
                .anyMatch(line -> line.contains("the table " + table + " has no index")
                        && line.matches(".*\\(" + (by.exactly() ? "" : ".*\\b") + "bare\\b.*"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "orders.table | orders_ordr | error schema.orders.table: there is no table orders_ordr; is it orders_order?",
                "skus.table | warehouse_places | error schema.skus.table: there is no table warehouse_places",
                "orders.number | ordernumber | error schema.orders.number: there is no column orders_order.ordernumber; is it"
                        + " order_number?",
                "products.stock_source | herkunft_der_ware | error schema.products.stock_source: there is no column"
                        + " catalog_product.herkunft_der_ware",
                "history.constant.colour | red | error schema.history.constant.colour: there is no column"
                        + " orders_orderstatushistory.colour",
                "status.pending | waiting_for_the_payment | error schema.orders.status: the column orders_order.status holds 20"
                        + " characters, too few for \"waiting_for_the_payment\"",
                "orders.status | quantity | error schema.orders.status: the column orders_order.quantity holds numbers, and"
                        + " \"pending\" is none",
                "orders.created_at | sn_code | error schema.orders.created_at: the column orders_order.sn_code holds no times (a"
                        + " date with a time of day)",
                "orders.cancel_reason | haier_status | warning schema.orders.cancel_reason: the column orders_order.haier_status"
                        + " holds 20 characters, and up to 200 may be written; what is longer fails its order",
                "orders.parent_id | total_amount | warning schema.orders.parent_id: the table orders_order has no index that"
                        + " starts with (total_amount); finding rows by it will be slow",
            })
    void namesWhatIsWrong(String key, String value, String finding) {
        Map<String, String> changes = new HashMap<>(Map.of(key, value));
        if (key.equals("orders.status")) {
            changes.put("orders.quantity", "");
        }
        if (key.equals("orders.cancel_reason")) {
            changes.put("orders.haier_status", "");
        }

        assertThat(findings("django", changes)).contains(finding.replaceAll(" +", " "));
    }

    @Test
    void namesColumnsThatAnInsertMustFill() {
        shop.rows()
                .execute(
                        "ALTER TABLE catalog_inventorylog ADD COLUMN remark varchar(20) NOT NULL",
                        "ALTER TABLE catalog_inventorylog ADD COLUMN batch integer NOT NULL",
                        "ALTER TABLE catalog_inventorylog ADD COLUMN kind integer DEFAULT 3 NOT NULL");

        List<Finding> findings = check("django", Map.of("inventory.constant.remark", "by ylh"));

        assertThat(findings)
                .extracting(SchemaCheckContract::line)
                .first()
                .isEqualTo(
                        "error schema.inventory.table: the column catalog_inventorylog.batch must be filled and has no default; map it, or"
                                + " give it a constant");
        assertThat(findings.get(0).remedy()).contains("schema.inventory.constant.batch = 0");
        assertThat(findings).hasSize(2);
        assertThat(findings("django", Map.of("inventory.constant.remark", "by ylh", "inventory.constant.batch", "0")))
                .containsExactly(ON_SWEEPS);
    }

    @Test
    void aReasonThatIsNotMappedMustBeFilledTheOtherWay() {
        assertThat(findings("django", Map.of("inventory.reason", "")))
                .startsWith(
                        "error schema.inventory.table: the column catalog_inventorylog.reason must be filled and has no"
                                + " default; map it, or give it a constant");
    }

    @Test
    void timesThatAreAheadOfTheDatabasesClockAreOfAnotherZone() {
        shop.order(1, "pending");
        assertThat(findings("django", Map.of())).startsWith(ON_SWEEPS);

        Instant future = database.now().plusSeconds(2 * 3600);
        shop.order(2, "pending", "created_at", Times.column(future) + (isPostgresql() ? "+00" : ""));

        assertThat(findings("django", Map.of()))
                .anyMatch(line -> line.startsWith("warning schema.orders.created_at: the newest order is of ")
                        && line.endsWith("is UTC the zone in which the shop writes times?"));
    }

    /** The specification's shop has times with a zone on PostgreSQL. */
    @Test
    void saysHowLongAgoTheNewestOrderWasMadeByTheShopsZone() {
        Instant anHourAgo = database.now().minusSeconds(3600);
        shop.order(1, "pending", "created_at", Times.column(anHourAgo) + (isPostgresql() ? "+00" : ""));
        boolean isSaid = !address.isEmbedded() && !isPostgresql();

        assertThat(findings("django", Map.of("time-zone", "+01:00")).stream()
                        .anyMatch(
                                line -> line.startsWith("note schema.orders.created_at: the newest order was made at ")
                                        && line.endsWith(" by the shop's clock (+01:00), 2 h ago")))
                .isEqualTo(isSaid);
    }

    @Test
    void saysWhatANumberNeedsToBeATime() {
        shop.rows().execute("ALTER TABLE orders_order ADD COLUMN made BIGINT");
        Map<String, String> number = Map.of("orders.created_at", "made");

        assertThat(check("django", number))
                .filteredOn(finding -> finding.what().equals("schema.orders.created_at"))
                .anySatisfy(finding -> assertThat(finding.remedy()).contains("schema.time-format = unix-seconds"));
        assertThat(findings("django", Map.of("orders.created_at", "made", "time-format", "unix-millis")))
                .noneMatch(line -> line.startsWith("error"));
    }

    private boolean isPostgresql() {
        return address.dialect() == Dialect.POSTGRESQL;
    }

    @Test
    void saysThatTheToolsOwnTablesAreMissing() {
        DatabaseAddress bare = databases.empty();
        Database.connect(bare, Access.CREATE).close();

        try (Tables tables = Tables.open(bare, ShopSchema.byDefault(), Access.READ)) {
            assertThat(tables.check())
                    .extracting(SchemaCheckContract::line)
                    .startsWith(
                            "error ylh_…: the tool's own tables are not there",
                            "error schema.orders.table: there is no table orders");
        }
    }

    @ParameterizedTest
    @CsvSource({"orders.table, orders_ordr", "orders.haier_status, haier_state"})
    void anyOtherCommandSaysInOneLineWhatIsMissingAndWhereToLook(String key, String name) {
        Orders orders = new Orders(database, ShopSchema.of("django", Map.of(key, name)));

        UserError error = catchThrowableOfType(UserError.class, () -> orders.find("PO1", LookupBy.NUMBER));

        assertThat(error.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(english(error))
                .containsIgnoringCase(name)
                .endsWith("run 'ylh db check'")
                .doesNotContain("\n");
    }

    @Test
    void aCancellationSaysItTooAndWritesNothing() {
        shop.order(1, "pending");
        schema = ShopSchema.of("django", Map.of("inventory.reason", "why"));
        shop.item(1, 1, 1, null, 2);

        UserError error = catchThrowableOfType(UserError.class, () -> cancel("PO1"));

        assertThat(english(error)).containsIgnoringCase("why").endsWith("run 'ylh db check'");
        assertThat(order("PO1").status().word()).isEqualTo("pending");
        assertThat(rows("SELECT id FROM orders_orderstatushistory")).isEmpty();
    }

    private List<Finding> check(String preset, Map<String, String> changes) {
        return SchemaCheck.of(database, ShopSchema.of(preset, changes));
    }

    private List<String> findings(String preset, Map<String, String> changes) {
        return check(preset, changes).stream().map(SchemaCheckContract::line).toList();
    }

    private static String line(Finding finding) {
        return finding.severity().word() + " " + finding.what() + ": " + english(finding.message());
    }
}
