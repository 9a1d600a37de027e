package io.github.ylhcancel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ylhcancel.sandbox.Sandbox;
import io.github.ylhcancel.sandbox.SandboxOptions;
import io.github.ylhcancel.testing.Ran;
import io.github.ylhcancel.testing.TestShop;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nothing here moves money; of what had been paid for it is said, and it can be found again. */
class MoneyTest {
    private static final String[] REFUNDS = {
        "schema.refunds.table = shop_refund",
        "schema.refunds.order_id = order_no",
        "schema.refunds.status = outcome",
        "schema.value.refund-failed = failed"
    };

    @TempDir
    private Path folder;

    private Sandbox sandbox;
    private TestShop shop;
    private String paid;
    private String pending;

    @BeforeEach
    void open() throws IOException {
        sandbox = Sandbox.start(SandboxOptions.defaults(), Clock.systemUTC());
        shop = TestShop.create(folder, 200, sandbox);
        shop.execute("CREATE TABLE shop_refund (order_no BIGINT NOT NULL, outcome VARCHAR(20))");
        shop.writeConfig(sandbox.authUri(), sandbox.baseUri(), REFUNDS);
        paid = shop.orders("paid", true).get(0);
        pending = shop.orders("pending", false).get(0);
    }

    @AfterEach
    void close() {
        sandbox.close();
    }

    private Ran ylh(String... arguments) {
        return shop.ylh().run(arguments);
    }

    private static List<String> words(Ran ran, String field) {
        return StreamSupport.stream(ran.json().path("results").spliterator(), false)
                .map(result -> result.path(field).asText())
                .toList();
    }

    @Test
    void eachOrderSaysWhetherItHadBeenPaidFor() {
        Ran would = ylh("cancel", paid, pending, "--reason", "缺货", "--dry-run", "-o", "json");
        Ran ran = ylh("cancel", paid, pending, "--reason", "缺货", "--yes", "-o", "json");
        Ran again = ylh("cancel", paid, "--reason", "缺货", "--yes", "-o", "json");

        assertThat(words(would, "money")).containsExactly("paid", "unknown");
        assertThat(would.json().at("/summary/paid").asInt()).isEqualTo(1);
        assertThat(words(ran, "money")).containsExactly("paid", "unknown");
        assertThat(ran.json().at("/summary/paid").asInt()).isEqualTo(1);
        assertThat(again.json().at("/results/0/money").isNull()).isTrue();
        assertThat(again.json().at("/summary/paid").asInt()).isZero();
    }

    @Test
    void whereTheMappingKnowsPaymentsItIsKnownOfEach() {
        shop.execute(
                "CREATE TABLE shop_payment (id BIGINT NOT NULL, order_id BIGINT NOT NULL, state VARCHAR(20) NOT NULL)");
        shop.writeConfig(
                sandbox.authUri(),
                sandbox.baseUri(),
                "schema.payments.table = shop_payment",
                "schema.payments.id = id",
                "schema.payments.order_id = order_id",
                "schema.payments.status = state");
        String other = shop.orders("pending", false).get(1);
        shop.execute(
                "INSERT INTO shop_payment SELECT 1, id, 'succeeded' FROM orders WHERE order_number = '" + other + "'");

        Ran would = ylh("cancel", paid, pending, other, "--reason", "缺货", "--dry-run", "-o", "json");
        Ran ran = ylh("cancel", paid, pending, other, "--reason", "缺货", "--yes", "-o", "json");

        assertThat(words(would, "money")).containsExactly("paid", "none", "paid");
        assertThat(words(ran, "money")).containsExactly("paid", "none", "paid");
        assertThat(ran.json().at("/summary/paid").asInt()).isEqualTo(2);
    }

    @Test
    void aTableSaysItInSentences() {
        String second = shop.orders("paid", true).get(1);

        Ran would = ylh("cancel", paid, pending, "--reason", "缺货", "--dry-run");
        Ran ran = ylh("cancel", paid, pending, "--reason", "缺货", "--yes");
        Ran zh = ylh("cancel", second, "--reason", "缺货", "--yes", "--lang", "zh");

        assertThat(would.out())
                .containsOnlyOnce("  it has been paid for, and ylh moves no money: it would have to be refunded\n")
                .contains("1 of them have been paid for");
        assertThat(ran.out())
                .containsOnlyOnce("  it had been paid for, and ylh moves no money: see that it is refunded\n")
                .contains("1 of them had been paid for", "'ylh status --state cancelled --unrefunded'");
        assertThat(zh.out()).contains("ylh 不处理款项");
        assertThat(ylh("cancel", paid, "--reason", "缺货").out()).doesNotContain("money");
    }

    @Test
    void aFileOfResultsHasItToo() throws IOException {
        Path file = Files.writeString(folder.resolve("orders.csv"), "order\n" + paid + "\n" + pending + "\n");
        Path results = folder.resolve("results.csv");

        Ran ran = ylh(
                "cancel", "--file", file.toString(), "--reason", "缺货", "--results", results.toString(), "-o", "csv");

        assertThat(ran.code()).as(ran.err()).isZero();
        assertThat(ran.out().lines().findFirst().orElseThrow()).contains(",sync,money,code,message");
        assertThat(Files.readAllLines(results))
                .hasSize(3)
                .anyMatch(line -> line.contains(paid) && line.contains("\"accepted\",\"paid\""))
                .anyMatch(line -> line.contains(pending) && line.contains("\"unknown\""));
    }

    @Test
    void whatHasNoRefundIsListed() {
        String second = shop.orders("paid", true).get(1);
        ylh("cancel", paid, pending, "--reason", "缺货", "--yes");
        ylh("cancel", second, "--reason", "客户要求取消", "--yes");

        Ran json = ylh("status", "--state", "cancelled", "--unrefunded", "-o", "json");

        assertThat(json.code()).isZero();
        assertThat(words(json, "order")).containsExactly(paid, second);
        assertThat(words(json, "from")).containsExactly("paid", "paid");
        assertThat(words(json, "cancel_reason")).containsExactly("缺货", "客户要求取消");
        assertThat(json.json().at("/summary/total").asInt()).isEqualTo(2);
        assertThat(json.json().at("/summary/shown").asInt()).isEqualTo(2);
        assertThat(ylh("status", "--state", "cancelled", "--unrefunded").out())
                .contains(paid, second)
                .doesNotContain(pending)
                .endsWith("2 without a refund\n");
        assertThat(ylh("status", "--state", "cancelled", "--unrefunded", "--limit", "1")
                        .out())
                .endsWith("1 of 2 without a refund, --all for the rest\n");
        assertThat(ylh("status", "--state", "cancelled", "--unrefunded", "--all", "--lang", "zh")
                        .out())
                .endsWith("2 个 尚未退款的订单\n");
        shop.execute("INSERT INTO shop_refund SELECT id, 'done' FROM orders WHERE order_number = '" + paid + "'");
        assertThat(words(ylh("status", "--state", "cancelled", "--unrefunded", "-o", "json"), "order"))
                .containsExactly(second);
    }

    @Test
    void whereTheMappingKnowsNoRefundsItSaysSo() {
        shop.writeConfig(sandbox.authUri(), sandbox.baseUri());

        Ran ran = ylh("status", "--state", "cancelled", "--unrefunded");

        assertThat(ran.code()).isEqualTo(2);
        assertThat(ran.out()).isEmpty();
        assertThat(ran.err())
                .startsWith("ylh: the schema says nothing of refunds")
                .contains("schema.refunds.table");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--unrefunded",
                "--unrefunded --state paid",
                "--unrefunded --sync accepted",
                "--unrefunded PO1",
                "--state cancelled --unrefunded PO1",
                "--state cancelled --unrefunded --limit 0",
                "--state cancelled --unrefunded --limit 5 --all"
            })
    void whatCannotBeMeantIsAUsageError(String line) {
        Ran ran = ylh(("status " + line).split(" "));

        assertThat(ran.code()).isEqualTo(2);
        assertThat(ran.out()).isEmpty();
    }
}
