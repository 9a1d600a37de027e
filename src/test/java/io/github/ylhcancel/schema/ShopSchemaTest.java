package io.github.ylhcancel.schema;

import static io.github.ylhcancel.testing.Keys.key;
import static io.github.ylhcancel.testing.Sentences.english;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.ylhcancel.base.ExitCode;
import io.github.ylhcancel.base.UserError;
import io.github.ylhcancel.domain.OrderStatus;
import io.github.ylhcancel.domain.StoredStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ShopSchemaTest {
    private final ShopSchema schema = ShopSchema.of(
            "default",
            Map.of(
                    "orders.table", "shop_order",
                    "orders.id", "pk",
                    "orders.cancel_reason", "why",
                    "orders.cancelled_at", "",
                    "inventory.table", "",
                    "status.cancelled", "geschlossen"));

    @Test
    void leavesPlainSqlAsItIs() {
        String sql = "SELECT 'a', :name, ? FROM t WHERE x <= 1 -- 客户\n";
        assertThat(schema.render(sql)).isEqualTo(sql);
    }

    @Test
    void putsNamesIn() {
        assertThat(schema.render("SELECT {orders.id} AS id FROM {orders}"))
                .isEqualTo("SELECT pk AS id FROM shop_order");
    }

    @Test
    void putsNamesInAfterTheirAlias() {
        assertThat(schema.render("{o:orders.id}, {o:orders.cancel_reason?}, {o:orders.cancelled_at?}"))
                .isEqualTo("o.pk, o.why, NULL");
    }

    @Test
    void putsTheStoredWordOfAStateInAsALiteral() {
        assertThat(schema.render("x = {status.cancelled}")).isEqualTo("x = 'geschlossen'");
    }

    /** MySQL and MariaDB run what the others take for a comment. */
    @Test
    void asksForThisVeryWord() {
        assertThat(schema.render("NOT {o:orders.status is status.cancelled}"))
                .isEqualTo("NOT (o.status = 'geschlossen' /*! AND CAST(CONVERT(o.status USING utf8mb4) AS BINARY)"
                        + " = CAST('geschlossen' AS BINARY) */)");
        assertThat(schema.render("GROUP BY {each orders.status}"))
                .isEqualTo("GROUP BY status /*! , CAST(CONVERT(status USING utf8mb4) AS BINARY) */");
    }

    @ParameterizedTest
    @CsvSource({
        "default, own-stock, own",
        "django, own-stock, local",
        "default, release, release",
        "django, order-cancelled, order_cancelled",
        "django, payment-succeeded, succeeded"
    })
    void putsOtherWordsInAsLiterals(String preset, String key, String word) {
        assertThat(ShopSchema.of(preset, Map.of()).render("{value." + key + "}"))
                .isEqualTo("'" + word + "'");
        assertThat(ShopSchema.of(preset, Map.of("value." + key, "8")).render("{value." + key + "}"))
                .isEqualTo("'8'");
    }

    @Test
    void putsNullForAColumnThatTheShopLacks() {
        assertThat(schema.render("{orders.cancelled_at?}, {orders.parent_id?}, {orders.cancel_reason?}"))
                .isEqualTo("NULL, NULL, why");
    }

    @Test
    void keepsAnOptionalPartOnlyWhereItsColumnIs() {
        assertThat(schema.render("a[orders.cancel_reason ? , {orders.cancel_reason} = :reason]z"))
                .isEqualTo("a, why = :reasonz");
        assertThat(schema.render("a[orders.cancelled_at ? , {orders.cancelled_at} = :gone]z"))
                .isEqualTo("az");
        assertThat(schema.render("a[payments.status ? , {payments.status}]z")).isEqualTo("az");
    }

    @Test
    void keepsAnOptionalPartOnlyWhereItsTableIs() {
        assertThat(schema.render("a[skus ? {skus}]z[inventory ? {inventory}]")).isEqualTo("aproduct_skusz");
        assertThat(schema.render("a[inventory.reason ? {inventory.reason}]")).isEqualTo("a");
    }

    @Test
    void fillsTheColumnsThatTheToolDoesNotKnowWithConstants() {
        ShopSchema demanding = ShopSchema.of(
                "default",
                Map.of("history.constant.kind", "order", "history.constant.flag", "0", "history.constant.text", ""));

        assertThat(demanding.render(
                        "({history.note}{history.more-columns}) VALUES (:note{history.more-values of t.order_key})"))
                .isEqualTo("(note, flag, kind, text) VALUES (:note, '0', 'order', '')");
        assertThat(demanding.render("a{inventory.more-columns}{inventory.more-values of t.order_key}z"))
                .isEqualTo("az");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{orders.cancelled_at}",
                "{orders.nonsense}",
                "{orders.nonsense?}",
                "[orders.nonsense ? a]",
                "{nonsense}",
                "{}",
                "{?orders}",
                "{status.nonsense}",
                "{value.nonsense}",
                "{nonsense.more-columns}"
            })
    void aTemplateThatAsksForWhatIsNotThereIsAMistake(String template) {
        assertThatThrownBy(() -> schema.render(template))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(template.contains("cancelled_at") ? "cancelled_at" : "");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a b",
                " a",
                "a ",
                "a;b",
                "a--",
                "a/*",
                "a'",
                "a\"",
                "a`",
                "a-b",
                "a$",
                "1a",
                "a(b)",
                "a\n",
                "a\u0000",
                "é",
                "订单",
                "ａ",
                "orders; DROP TABLE orders",
                "{orders}",
                "[a ? b]",
                "?",
                ":a",
                "a..b",
                ".a",
                "a.",
                "a.b.c"
            })
    void refusesANameThatCouldBeSql(String name) {
        assertThat(refusal("orders.table", name)).startsWith("schema.orders.table = \"");
        assertThat(refusal("orders.status", name)).startsWith("schema.orders.status = \"");
        assertThat(refusal("history.constant." + name, "1")).startsWith("the schema has no key");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "_", "A1_", "shop_order", "SELECT"})
    void takesAnOrdinaryName(String name) {
        assertThat(ShopSchema.of("default", Map.of("orders.table", name)).render("{orders}"))
                .isEqualTo(name);
        assertThat(ShopSchema.of("default", Map.of("orders.status", name)).render("{o:orders.status}"))
                .isEqualTo("o." + name);
    }

    @Test
    void onlyATableMayStandInASchemaOfTheDatabase() {
        assertThat(ShopSchema.of("default", Map.of("orders.table", "shop.orders"))
                        .render("{orders}"))
                .isEqualTo("shop.orders");
        assertThat(refusal("orders.status", "shop.status")).contains("the name of a column");
    }

    /** A backslash would escape the closing quotation mark on MariaDB, and a placeholder must not come out of a word. */
    @ParameterizedTest
    @ValueSource(strings = {"a'b", "a\\", "a\u0000", "a\nb", "<a>", "a;b", "a?", "a`", "a$b", ""})
    void refusesAWordThatCouldBeSql(String word) {
        assertThat(refusal("status.pending", word)).startsWith("schema.status.pending = \"");
        assertThat(refusal("value.release", word)).startsWith("schema.value.release = \"");
        if (!word.isEmpty()) {
            assertThat(refusal("inventory.constant.remark", word)).startsWith("schema.inventory.constant.remark = \"");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "101",
                "已取消",
                "wc-processing",
                "order.paid",
                "PAID_IN_FULL",
                "-1",
                "payment:succeeded",
                "#7",
                "50%"
            })
    void takesAnOrdinaryWord(String word) {
        ShopSchema shop = ShopSchema.of("default", Map.of("status.paid", word, "value.payment-succeeded", word));

        assertThat(shop.render("{status.paid} {value.payment-succeeded}")).isEqualTo("'" + word + "' '" + word + "'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "101", "a b", "a, b", "{}", "[]", "{\"by\": \"ylh\"}", "2026-01-01 00:00:00+00"})
    void aConstantMayBeAnyText(String text) {
        ShopSchema shop = ShopSchema.of("default", Map.of("history.constant.remark", text));

        assertThat(shop.render("x{history.more-values of t.order_key}")).isEqualTo("x, '" + text + "'");
    }

    /** With such a value no payment would be found, and paid orders be swept. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "captured authorized",
                "captured,",
                ",captured",
                "captured,,authorized",
                "captured\u3000authorized",
                "captured\u00A0authorized",
                "captured\tauthorized",
                "captured;authorized",
                "captured|authorized",
                "captured/authorized",
                "captured+authorized",
                "captured，authorized",
                "captured、authorized",
                "[captured]",
                "(captured)",
                "{captured}",
                "\"captured\"",
                "“captured”",
                "in progress"
            })
    void aListHasCommasAndNothingElse(String list) {
        for (String key : new String[] {"value.payment-succeeded", "value.own-stock", "status.paid"}) {
            UserError error = catchThrowableOfType(UserError.class, () -> ShopSchema.of("django", Map.of(key, list)));

            assertThat(error.exitCode()).isEqualTo(ExitCode.USAGE);
            assertThat(english(error))
                    .startsWith("schema." + key + " = \"")
                    .containsAnyOf("or several with commas between", "should be a word");
        }
    }

    @Test
    void aShopMayHaveSeveralWordsForOneThingAndTheFirstIsWritten() {
        ShopSchema schema = ShopSchema.of(
                "django",
                Map.of("status.pending", "pending, on-hold", "value.payment-succeeded", "captured,authorized"));

        assertThat(schema.word(OrderStatus.PENDING)).isEqualTo("pending");
        assertThat(schema.status("on-hold").is(OrderStatus.PENDING)).isTrue();
        assertThat(schema.value(ShopValue.PAYMENT_SUCCEEDED)).isEqualTo("captured");
        assertThat(schema.render("x IN {all value.payment-succeeded}")).isEqualTo("x IN ('captured', 'authorized')");
        assertThat(schema.render("{o:orders.status is status.pending}"))
                .startsWith("((o.status = 'pending' ")
                .contains(" OR (o.status = 'on-hold' ");
        assertThat(schema.render("{o:orders.status is status.pending#1}")).startsWith("(o.status = 'on-hold' ");
    }

    @Test
    void noWordStandsForTwoStates() {
        assertThat(refusal("status.pending", "pending,paid")).contains("paid");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"UTC", "Z", "+00:00", "Etc/UTC", "GMT", "Asia/Shanghai", "Europe/London", "+08:00", "-05:00"})
    void takesANameOrAnOffsetAsTheTimeZone(String zone) {
        assertThat(ShopSchema.of("default", Map.of("time-zone", zone)).saysTimeZone())
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Asia/Shangai | should be a time zone: a name such as Asia/Shanghai, or an offset such as +08:00; is it Asia/Shanghai?",
                "asia/shanghai | is it Asia/Shanghai?",
                "Mars/Olympus | should be a time zone: a name such as Asia/Shanghai, or an offset such as +08:00",
                "8 | should be a time zone",
                "'' | should be a time zone",
            })
    void takesNothingElseAsATimeZone(String zone, String sentence) {
        UserError error =
                catchThrowableOfType(UserError.class, () -> ShopSchema.of("django", Map.of("time-zone", zone)));

        assertThat(error.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(english(error))
                .startsWith("schema.time-zone = \"" + zone + "\" is wrong")
                .contains(sentence);
    }

    @Test
    void onlyTheSpecificationsShopIsKnownToWriteUtc() {
        assertThat(ShopSchema.of("django", Map.of()).saysTimeZone()).isTrue();
        assertThat(ShopSchema.byDefault().saysTimeZone()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "orders.status | '' | schema.orders.status = \"\" is wrong; it should be the shop's name for it; it cannot be left out",
                "orders.table | '' | schema.orders.table = \"\" is wrong; it should be the shop's name for it; it cannot be left out",
                "payments.status | s | schema.payments.status is set, but the shop has no such table: set schema.payments.table too",
                "orders.cancelled_at | created_at | schema.orders.cancelled_at and schema.orders.created_at are both \"created_at\"; each needs its own",
                "history.constant.NOTE | x | schema.history.note and schema.history.constant.NOTE are both \"NOTE\"; each needs its own",
                "status.paid | pending | schema.status.pending and schema.status.paid are both \"pending\"; each needs its own",
                "orders.total | x | the schema has no key \"orders.total\"",
                "operator.kefu | seven | schema.operator.kefu = \"seven\" is wrong; it should be the number of a user",
            })
    void saysWhatIsWrong(String key, String value, String sentence) {
        assertThat(refusal(key, value)).isEqualTo(sentence);
    }

    @Test
    void aTableThatIsMappedNeedsItsColumns() {
        assertThat(refusal("payments.table", "pay")).startsWith("schema.payments.id = \"\" is wrong");
    }

    @Test
    void thereIsNoOtherPreset() {
        UserError error = catchThrowableOfType(UserError.class, () -> ShopSchema.of("magento", Map.of()));

        assertThat(english(error))
                .isEqualTo("there is no schema \"magento\"; there are: default, django, litemall, mall, none");
    }

    @Test
    void withoutSkusAnItemsSkuSaysNothingAboutStock() {
        ShopSchema plain = ShopSchema.of("default", Map.of("skus.table", ""));

        assertThat(plain.has(ShopTable.SKUS)).isFalse();
        assertThat(plain.has(ShopTable.ITEMS, "sku_id")).isFalse();
        assertThat(plain.has(ShopTable.INVENTORY, "sku_id")).isFalse();
    }

    @Test
    void knowsTheShopsWords() {
        assertThat(schema.word(OrderStatus.CANCELLED)).isEqualTo("geschlossen");
        assertThat(schema.status("geschlossen"))
                .isEqualTo(new StoredStatus("geschlossen", Optional.of(OrderStatus.CANCELLED)));
        assertThat(schema.status("cancelled")).isEqualTo(new StoredStatus("cancelled", Optional.empty()));
    }

    @Test
    void knowsTheUsersOfOperators() {
        ShopSchema known = ShopSchema.of("django", Map.of("operator.张三", "17"));

        assertThat(known.operatorId("张三")).contains(key(17));
        assertThat(known.operatorId("kefu")).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void usesTheSpecificationsWordsByDefault(OrderStatus status) {
        for (String preset : new String[] {"default", "django"}) {
            ShopSchema shop = ShopSchema.of(preset, Map.of());
            assertThat(shop.word(status)).isEqualTo(status.word());
            assertThat(shop.status(status.word()).is(status)).isTrue();
        }
    }

    @Test
    void onlyTheUnchangedDefaultIsAShopThatWeCreate() {
        assertThat(ShopSchema.byDefault().isDefault()).isTrue();
        assertThat(ShopSchema.of("django", Map.of()).isDefault()).isFalse();
        assertThat(ShopSchema.of("default", Map.of("orders.table", "o")).isDefault())
                .isFalse();
        assertThat(ShopSchema.of("default", Map.of("time-zone", "UTC")).isDefault())
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "django, , cancel_pending, true",
        "django, , cancel_failed, false",
        "django, , Cancel_Pending, false",
        "django, '', cancel_pending, false",
        "django, asked, asked, true",
        "django, asked, cancel_pending, false",
        "default, , cancel_pending, false",
        "default, asked, asked, true"
    })
    void knowsTheWordOfAnOrderThatTheShopItselfHasAskedYlhToCancel(
            String preset, String word, String stored, boolean told) {
        Map<String, String> changes = word == null ? Map.of() : Map.of("value.supplier-told", word);
        ShopSchema shop = ShopSchema.of(preset, changes);

        assertThat(shop.isToldByShop(Optional.of(stored))).isEqualTo(told);
        assertThat(shop.isToldByShop(Optional.empty())).isFalse();
    }

    @Test
    void aWordForAColumnThatTheShopLacksIsAMistake() {
        assertThat(english(catchThrowableOfType(
                        UserError.class,
                        () -> ShopSchema.of(
                                "default", Map.of("value.supplier-told", "asked", "orders.haier_status", "")))))
                .isEqualTo("schema.value.supplier-told is set, but the shop has no such column:"
                        + " set schema.orders.haier_status too");
        ShopSchema without = ShopSchema.of("django", Map.of("orders.haier_status", ""));
        assertThat(without.isToldByShop(Optional.empty())).isFalse();
    }

    /** Without them an order could not be cancelled; only those about YLH, refunds, payments under way and a flag may be missing. */
    @Test
    void theOtherWordsCannotBeBlank() {
        for (ShopValue value : ShopValue.values()) {
            assertThat(MappingKeys.problem("value." + value.key(), "").isPresent())
                    .as(value.key())
                    .isEqualTo(!value.key().startsWith("supplier-")
                            && value != ShopValue.REFUND_FAILED
                            && value != ShopValue.PAYMENT_UNDER_WAY
                            && value != ShopValue.PAID_FLAG);
        }
        assertThat(refusal("value.supplier-told", "it's")).contains("should be a word");
    }

    @Test
    void everyKeyCanBeMapped() {
        Map<String, String> everything = new HashMap<>();
        MappingKeys.all().forEach(key -> everything.put(key, key.replaceAll("[^a-z]", "_")));
        everything.put("time-zone", "UTC");
        everything.put("time-format", "unix-seconds");
        everything.put("stock.held.pending", "stock,reserved");
        everything.put("stock.held.paid", "none");
        everything.put("payments.set-on-cancel", "init -> expired");
        ShopSchema mapped = ShopSchema.of("default", everything);

        for (ShopTable table : ShopTable.values()) {
            assertThat(table.columns()).allMatch(column -> mapped.has(table, column));
        }
    }

    @Test
    void theExampleOfTheConfigurationShowsTheNamesOfTheDefault() throws IOException {
        Map<String, String> shown = new HashMap<>();
        for (String line : Files.readAllLines(Path.of("config.example.properties"))) {
            if (line.startsWith("#schema.") && !line.startsWith("#schema.preset") && !line.contains("invented")) {
                String[] parts = line.substring("#schema.".length()).split(" = ?", 2);
                shown.put(parts[0], parts[1]);
            }
        }

        assertThat(shown).hasSameSizeAs(MappingKeys.all());
        for (ShopTable table : ShopTable.values()) {
            assertThat(shown)
                    .containsEntry(
                            table.key() + ".table", ShopSchema.byDefault().table(table));
            assertThat(table.columns())
                    .allSatisfy(column -> assertThat(shown)
                            .containsEntry(
                                    table.key() + "." + column,
                                    ShopSchema.byDefault().column(table, column)));
        }
        for (ShopValue value : ShopValue.values()) {
            assertThat(shown)
                    .containsEntry(
                            "value." + value.key(), ShopSchema.byDefault().value(value));
        }
        for (OrderStatus status : OrderStatus.values()) {
            assertThat(shown)
                    .containsEntry("status." + status, ShopSchema.byDefault().word(status));
        }
    }

    private static String refusal(String key, String value) {
        return english(catchThrowableOfType(UserError.class, () -> ShopSchema.of("default", Map.of(key, value))));
    }
}
