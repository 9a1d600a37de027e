package io.github.ylhcancel.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ylhcancel.domain.OrderStatus;
import io.github.ylhcancel.domain.StoredStatus;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ShopSchemaTest {
    private static final Map<OrderStatus, String> WORDS = Map.of(OrderStatus.CANCELLED, "geschlossen");

    private final ShopSchema schema = new ShopSchema(
            Map.of("orders", "shop_order", "orders.id", "pk", "orders.reason", "why", "orders.gone", ""), WORDS);

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
    void putsTheStoredWordOfAStateInAsALiteral() {
        assertThat(schema.render("x = {status.cancelled}")).isEqualTo("x = 'geschlossen'");
    }

    @Test
    void putsNullForAColumnThatTheShopLacks() {
        assertThat(schema.render("{orders.gone?}, {orders.never?}, {orders.reason?}"))
                .isEqualTo("NULL, NULL, why");
    }

    @Test
    void keepsAnOptionalPartOnlyWhereItsColumnIs() {
        assertThat(schema.render("a[orders.reason ? , {orders.reason} = :reason]z"))
                .isEqualTo("a, why = :reasonz");
        assertThat(schema.render("a[orders.gone ? , {orders.gone} = :gone]z")).isEqualTo("az");
        assertThat(schema.render("a[orders.never ? , {orders.never}]z")).isEqualTo("az");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{orders.gone}", "{orders.never}", "{}", "{?orders}"})
    void doesNotRenderWithoutAName(String template) {
        assertThatThrownBy(() -> schema.render(template))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(template.substring(1, template.length() - 1));
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
                "a.b",
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
                ":a"
            })
    void refusesANameThatCouldBeSql(String name) {
        assertThatThrownBy(() -> new ShopSchema(Map.of("orders", name), WORDS))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("orders");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "_", "A1_", "shop_order", "SELECT"})
    void takesAnOrdinaryName(String name) {
        assertThat(new ShopSchema(Map.of("orders", name), WORDS).render("{orders}"))
                .isEqualTo(name);
    }

    @Test
    void knowsTheShopsWords() {
        assertThat(schema.word(OrderStatus.CANCELLED)).isEqualTo("geschlossen");
        assertThat(schema.status("geschlossen"))
                .isEqualTo(new StoredStatus("geschlossen", Optional.of(OrderStatus.CANCELLED)));
        assertThat(schema.status("cancelled")).isEqualTo(new StoredStatus("cancelled", Optional.empty()));
    }

    @ParameterizedTest
    @EnumSource
    void usesTheSpecificationsWordsByDefault(OrderStatus status) {
        assertThat(ShopSchema.byDefault().word(status)).isEqualTo(status.word());
        assertThat(ShopSchema.byDefault().status(status.word()).is(status)).isTrue();
    }
}
