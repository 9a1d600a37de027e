package io.github.ylhcancel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.ylhcancel.base.Checkpoint;
import io.github.ylhcancel.testing.Ran;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** YLH definitely refuses: the order is put back in the same run, or a person decides; and what a dead process left is finished. */
class RefusedByYlhTest extends CaseTest {
    private static final String SAID = "订单已发货，不能取消";

    private void configure(String... lines) {
        shop.writeConfig(sandbox.authUri(), sandbox.baseUri(), lines);
    }

    @Test
    void theOrderIsPutBackInTheSameRun() {
        String order = pending().get(0);
        long stock = shop.stock();
        sandbox.addFault("refuse");

        Ran ran = ylh("cancel", order, "--reason", "缺货", "-o", "json");

        assertThat(ran.code()).isEqualTo(3);
        JsonNode result = ran.json().path("results").path(0);
        assertThat(List.of("outcome", "code", "sync", "from", "to"))
                .extracting(field -> result.path(field).asText())
                .containsExactly("refused", "refused-by-ylh", "compensated", "pending", "pending");
        assertThat(result.path("message").asText())
                .startsWith("YLH refused it: ")
                .contains(SAID);
        assertThat(result.path("stock")).isEmpty();
        assertThat(shop.status(order)).isEqualTo("pending");
        assertThat(shop.stock()).isEqualTo(stock);
        assertThat(shop.value("SELECT haier_status FROM orders WHERE order_number = '" + order + "'"))
                .isEqualTo("cancel_failed");
        assertThat(shop.value("SELECT haier_fail_msg FROM orders WHERE order_number = '" + order + "'"))
                .contains(SAID);
        assertThat(ylh("history", order).out())
                .contains("cancelled → pending", "compensate: ", "stock taken again: ", SAID);
    }

    @Test
    void itIsSaidInEachFormat() {
        sandbox.addFault("refuse*4");

        Ran table = ylh("cancel", pending().get(0), "--reason", "缺货");
        assertThat(table.code()).isEqualTo(3);
        assertThat(table.out())
                .startsWith("refused ")
                .contains("YLH: refused, order restored", "the order is as it was before");
        assertThat(ylh("cancel", pending().get(0), "--reason", "缺货", "-o", "csv")
                        .out()
                        .lines()
                        .toList())
                .satisfies(lines -> assertThat(lines.get(0)).contains(",sync,money,code,message"))
                .satisfies(lines ->
                        assertThat(lines.get(1)).contains("\"refused\"", "\"compensated\",", ",\"refused-by-ylh\""));
        assertThat(ylh("cancel", pending().get(0), "--reason", "缺货", "-o", "ndjson")
                        .out())
                .contains("\"code\":\"refused-by-ylh\"");
        assertThat(ylh("cancel", pending().get(0), "--reason", "缺货", "--lang", "zh")
                        .out())
                .contains("易理货拒绝", "订单已恢复原状");
    }

    /** The shop's mapping knows neither payments nor refunds, so nobody can tell what became of the money. */
    @Test
    void aPaidOrderIsHeldWhereNothingIsKnownOfMoney() {
        String order = shop.orders("paid", true).get(0);
        sandbox.addFault("refuse");

        Ran ran = ylh("cancel", order, "--reason", "缺货", "-o", "json");

        assertThat(ran.code()).isEqualTo(3);
        JsonNode result = ran.json().path("results").path(0);
        assertThat(List.of("outcome", "sync", "to"))
                .extracting(field -> result.path(field).asText())
                .containsExactly("cancelled", "held", "cancelled");
        assertThat(result.path("code").isNull()).isTrue();
        assertThat(result.path("message").asText()).contains(SAID, "whether the money went back");
        assertThat(shop.status(order)).isEqualTo("cancelled");
    }

    @Test
    void whereTheConfigurationWantsItSoAPersonDecides() {
        configure("ylh.on-reject = hold");
        String order = pending().get(0);
        sandbox.addFault("refuse");

        Ran ran = ylh("cancel", order, "--reason", "缺货", "-o", "json");

        assertThat(ran.code()).isEqualTo(3);
        assertThat(words(ran, "outcome")).containsExactly("cancelled");
        assertThat(words(ran, "sync")).containsExactly("held");
        assertThat(words(ran, "message").get(0)).contains("ylh.on-reject=hold", "ylh undo " + order);
        assertThat(ylh("undo", order, "--note", "问过易理货").code()).isZero();
        assertThat(shop.status(order)).isEqualTo("pending");
        assertThat(shop.delivery(order)).isEqualTo("compensated");
    }

    @Test
    void syncPutsBackWhatIsRefusedAndCountsIt() {
        List<String> orders = pending().subList(0, 2);
        orders.forEach(order -> ylh("cancel", order, "--reason", "缺货", "--no-sync"));
        sandbox.addFault("refuse");

        Ran ran = ylh("sync", "-o", "json");

        assertThat(ran.code()).isEqualTo(3);
        assertThat(words(ran, "sync")).containsExactlyInAnyOrder("rejected", "accepted", "compensated");
        assertThat(ran.json().path("summary").path("compensated").asInt()).isEqualTo(1);
        assertThat(ran.json().path("summary").path("held").asInt()).isZero();
    }

    /** A process dies when the refusal is written down; the next sync, which has nothing to send, finishes it. */
    @Test
    void syncFinishesWhatADeadProcessLeft() {
        String order = pending().get(0);
        sandbox.addFault("refuse");
        die(Checkpoint.AFTER_REFUSAL, order);
        assertThat(shop.delivery(order)).isEqualTo("rejected");
        assertThat(shop.status(order)).isEqualTo("cancelled");

        Ran sync = ylh("sync");

        assertThat(sync.code()).as(sync.err()).isZero();
        assertThat(sync.out()).contains("compensated", order, "1 put back, 0 held");
        assertThat(shop.status(order)).isEqualTo("pending");
    }

    private void die(Checkpoint moment, String order) {
        Ran ran = shop.ylh()
                .checkpoints(step -> {
                    if (step == moment) {
                        throw new IllegalStateException("dies here");
                    }
                })
                .run("cancel", order, "--reason", "缺货");
        assertThat(ran.code()).isEqualTo(1);
    }

    @Test
    void aPersonsWordThatYlhRefusedLeadsToTheSame() {
        configure("ylh.idempotent = false");
        String order = pending().get(0);
        sandbox.addFault("500");
        assertThat(ylh("cancel", order, "--reason", "缺货").code()).isEqualTo(3);

        Ran ran = ylh("resolve", order, "--as", "rejected", "--note", "问过", "-o", "json");

        assertThat(ran.code()).isZero();
        assertThat(words(ran, "from")).containsExactly("unknown");
        assertThat(words(ran, "to")).containsExactly("compensated");
        assertThat(words(ran, "message")).containsExactly("YLH has not cancelled it, so the order is as it was before");
        assertThat(shop.status(order)).isEqualTo("pending");
    }

    @Test
    void noSweepTakesItAgain() {
        shop.execute("UPDATE orders SET created_at = '2026-01-01 00:00:00' WHERE status = 'pending'");
        String order = pending().get(0);
        sandbox.addFault("refuse");
        ylh("cancel", order, "--reason", "缺货");
        int overdue = shop.orders("pending", true).size()
                + shop.orders("pending", false).size();

        Ran dry = ylh("cancel-unpaid", "--dry-run", "-o", "json");
        Ran ran = ylh("cancel-unpaid", "--yes", "--max-percent", "100", "--no-sync", "-o", "json");

        assertThat(words(dry, "order")).doesNotContain(order);
        assertThat(dry.json().path("summary").path("matched").asInt()).isEqualTo(overdue - 1);
        assertThat(ran.json().path("summary").path("cancelled").asInt()).isEqualTo(overdue - 1);
        assertThat(shop.status(order)).isEqualTo("pending");
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 8})
    void ofAChunkTheRefusedOnesArePutBack(int size) throws IOException {
        List<String> orders = pending().subList(0, size);
        Path file = Files.writeString(
                folder.resolve("orders.csv"), orders.stream().collect(Collectors.joining("\n", "order\n", "\n")));
        sandbox.addFault("refuse*2");

        Ran ran = ylh("cancel", "--file", file.toString(), "--reason", "缺货", "-o", "json");

        assertThat(ran.code()).isEqualTo(3);
        assertThat(words(ran, "outcome")).hasSize(size);
        assertThat(words(ran, "outcome").stream().filter("refused"::equals)).hasSize(2);
        assertThat(ran.json().path("summary").path("sync").path("compensated").asInt())
                .isEqualTo(2);
        assertThat(shop.rows("SELECT COUNT(*) FROM ylh_put_back")).containsExactly("2");
    }
}
