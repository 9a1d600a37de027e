package io.github.ylhcancel.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.ylhcancel.sandbox.Endpoint;
import io.github.ylhcancel.sandbox.SandboxOptions;
import io.github.ylhcancel.testing.Ran;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What becomes of an order that is cancelled on the command line, whatever YLH does meanwhile. */
class CancelIT extends ProcessTest {
    @Test
    void cancelsAnOrderAndTellsYlh() {
        openShop(40);
        String order = paid();

        Ran ran = ylh("cancel", order, "--reason", "客户要求取消");

        assertThat(ran.code()).isZero();
        assertThat(ran.err()).isEmpty();
        assertThat(ran.out()).startsWith("cancelled").contains(order, "paid → cancelled", "YLH: accepted");
        assertCancelledOnce(order);
        assertThat(received(order))
                .singleElement()
                .asString()
                .contains("\"soId\":\"" + shop.soId(order) + "\"", "\"cancelReason\":\"客户要求取消\"");
    }

    @Test
    void anOrderThatYlhDoesNotKnowCallsNobody() {
        openShop(40);
        String order = shop.orders("pending", false).get(0);

        Ran ran = ylh("cancel", order, "--reason", "缺货", "-o", "json");

        assertThat(ran.code()).isZero();
        assertThat(at(ran, 0, "sync")).isEqualTo("none");
        assertThat(shop.status(order)).isEqualTo("cancelled");
        assertThat(sandbox.requests()).isEmpty();
    }

    @Test
    void aRefusalByYlhIsShownAndNotRepeated() {
        openShop(40);
        sandbox.addFault("refuse");
        String order = paid();

        Ran ran = ylh("cancel", order, "--reason", "缺货", "-o", "json");

        assertThat(ran.code()).isEqualTo(3);
        assertThat(at(ran, 0, "outcome")).isEqualTo("cancelled");
        // Its shop keeps no payments, so nobody knows what became of the money.
        assertThat(at(ran, 0, "sync")).isEqualTo("held");
        assertThat(at(ran, 0, "message")).startsWith("YLH refused it: ");
        assertThat(shop.delivery(order)).isEqualTo("held");
        assertThat(ylh("sync", "--now").code()).isZero();
        assertThat(received(order)).hasSize(1);
    }

    @Test
    void aTokenThatYlhNoLongerTakesIsReplacedWithinTheAttempt() {
        openShop(40);
        sandbox.addFault("401");
        String order = paid();

        Ran ran = ylh("cancel", order, "--reason", "缺货", "-o", "json");

        assertThat(ran.code()).isZero();
        assertThat(at(ran, 0, "sync")).isEqualTo("accepted");
        assertThat(sandbox.tokensIssued()).isEqualTo(2);
        assertThat(shop.value("SELECT attempts FROM ylh_cancellation")).isEqualTo("1");
        assertCancelledOnce(order);
    }

    @Test
    void anInternalErrorOfYlhIsTriedAgainAtOnce() {
        openShop(40);
        sandbox.addFault("500");
        String order = paid();

        Ran ran = ylh("cancel", order, "--reason", "缺货", "-o", "json");

        assertThat(ran.code()).isZero();
        assertThat(at(ran, 0, "sync")).isEqualTo("accepted");
        assertThat(received(order)).hasSize(2);
        assertCancelledOnce(order);
    }

    @Test
    void aTimeOutAfterYlhHasAppliedItIsFollowedByTheSameBytes() {
        openShop(40, "ylh.timeout = 2s", "ylh.retry.max = 0");
        sandbox.addFault("slow");
        String order = paid();

        Ran timedOut = ylh("cancel", order, "--reason", "缺货", "-o", "json");
        assertThat(timedOut.code()).isEqualTo(6);
        assertThat(at(timedOut, 0, "outcome")).isEqualTo("cancelled");
        assertThat(at(timedOut, 0, "sync")).isEqualTo("unknown");
        assertThat(at(timedOut, 0, "message")).contains("YLH may have applied it", "2000 ms");

        Ran synced = ylh("sync");
        assertThat(synced.code()).isZero();
        assertThat(synced.out()).contains("accepted", order);
        List<String> bodies = received(order);
        assertThat(bodies).hasSize(2);
        assertThat(bodies.get(1)).isEqualTo(bodies.get(0));
        assertCancelledOnce(order);
    }

    @Test
    void whatCannotBeSentNowIsDeliveredWhenYlhIsBack() throws IOException {
        openShop(40);
        int port = sandbox.baseUri().getPort();
        sandbox.close();
        List<String> orders = paid(2);

        Ran refused = ylh("cancel", orders.get(0), orders.get(1), "--reason", "缺货", "-o", "json");
        assertThat(refused.code()).isEqualTo(6);
        assertThat(refused.json().path("results"))
                .extracting(result -> result.path("sync").asText())
                .containsExactly("pending", "pending");
        assertThat(refused.err())
                .startsWith("ylh: YLH cannot be reached")
                .contains("connection refused")
                .hasLineCount(1);

        restartSandbox(SandboxOptions.defaults().withPort(port));
        Ran synced = ylh("sync");
        assertThat(synced.code()).isZero();
        assertThat(synced.out()).containsPattern("2 tried in [0-9.]+ s: 2 accepted");
        assertCancelledOnce(orders);
    }

    @Test
    void aRepeatCallsNothingWhenYlhHasIt() {
        openShop(40);
        String order = paid();
        ylh("cancel", order, "--reason", "缺货");
        long calls = sandbox.received(Endpoint.CANCEL) + sandbox.received(Endpoint.TOKEN);

        Ran repeat = ylh("cancel", order, "--reason", "another reason", "-o", "json");

        assertThat(repeat.code()).isZero();
        assertThat(at(repeat, 0, "outcome")).isEqualTo("already-cancelled");
        assertThat(sandbox.received(Endpoint.CANCEL) + sandbox.received(Endpoint.TOKEN))
                .isEqualTo(calls);
        assertCancelledOnce(order);
    }

    @Test
    void aRepeatFinishesTheDeliveryWhenYlhDoesNotHaveIt() {
        openShop(40);
        sandbox.addFault("500-after*2");
        String order = paid();
        assertThat(ylh("cancel", order, "--reason", "缺货").code()).isEqualTo(6);

        Ran repeat = ylh("cancel", order, "--reason", "another reason", "-o", "json");

        assertThat(repeat.code()).isZero();
        assertThat(at(repeat, 0, "outcome")).isEqualTo("already-cancelled");
        assertThat(at(repeat, 0, "sync")).isEqualTo("accepted");
        assertThat(received(order)).hasSize(3);
        assertCancelledOnce(order);
    }

    @Test
    void whatCannotBeCancelledIsSaidAndNothingIsWritten() {
        openShop(40);
        List<String> twins = paid(2);
        shop.execute(
                "UPDATE orders SET haier_so_id = 'TWIN' WHERE order_number IN ('" + String.join("', '", twins) + "')");
        String shipped = shop.orders("shipped", true).get(0);
        Map<String, List<String>> before = shop.everythingButRuns();

        Ran ran = ylh("cancel", shipped, "PO404", "TWIN", "--reason", "缺货", "-o", "json");

        assertThat(ran.code()).isEqualTo(3);
        assertThat(ran.json().path("results"))
                .extracting(result -> result.path("outcome").asText())
                .containsExactly("refused", "not-found", "ambiguous");
        assertThat(at(ran, 0, "message")).contains("shipped cannot be cancelled", "completed, refunded");
        assertThat(at(ran, 2, "message")).contains(twins);
        assertThat(shop.everythingButRuns()).isEqualTo(before);
        assertThat(sandbox.requests()).isEmpty();
    }

    @Test
    void wrongCredentialsLoseNothing() {
        openShop(40);
        shop.writeConfig(sandbox.authUri(), sandbox.baseUri(), "ylh.password = wrong");
        List<String> orders = paid(2);

        Ran refused = ylh("cancel", orders.get(0), orders.get(1), "--reason", "缺货");
        assertThat(refused.code()).isEqualTo(4);
        assertThat(refused.err())
                .startsWith("ylh: YLH refuses the credentials")
                .contains("ylh.password")
                .hasLineCount(1);
        assertThat(orders).allMatch(order -> shop.status(order).equals("cancelled"));
        assertThat(orders).allMatch(order -> shop.delivery(order).equals("pending"));
        assertThat(sandbox.received(Endpoint.CANCEL)).isZero();

        shop.writeConfig(sandbox.authUri(), sandbox.baseUri());
        assertThat(ylh("sync").code()).isZero();
        assertCancelledOnce(orders);
    }

    @Test
    void aDryRunChangesNothingAndCallsNothing() throws IOException {
        openShop(40);
        String order = paid();
        String shipped = shop.orders("shipped", true).get(0);
        Map<String, List<String>> before = shop.everything();
        Map<Path, Integer> filesBefore = filesOfTheShop();

        Ran ran = ylh("cancel", order, shipped, "--dry-run", "-o", "json");

        assertThat(filesOfTheShop()).isEqualTo(filesBefore);
        assertThat(ran.code()).isEqualTo(3);
        JsonNode json = ran.json();
        assertThat(json.path("dry_run").asBoolean()).isTrue();
        assertThat(json.path("results"))
                .extracting(result -> result.path("outcome").asText())
                .containsExactly("would-cancel", "refused");
        assertThat(json.path("summary").path("stock_released").asLong()).isEqualTo(shop.ownUnits(order));
        assertThat(shop.everything()).isEqualTo(before);
        assertThat(sandbox.requests()).isEmpty();
    }

    /** Every file beside the configuration, by a hash of its content. */
    private Map<Path, Integer> filesOfTheShop() throws IOException {
        Map<Path, Integer> files = new TreeMap<>();
        try (Stream<Path> found = Files.list(folder)) {
            for (Path file : found.filter(Files::isRegularFile).toList()) {
                files.put(file, Arrays.hashCode(Files.readAllBytes(file)));
            }
        }
        return files;
    }

    @Test
    void withoutSyncYlhIsToldByTheNextSync() {
        openShop(40);
        String order = paid();

        Ran queued = ylh("cancel", order, "--reason", "缺货", "--no-sync", "-o", "json");
        assertThat(queued.code()).isZero();
        assertThat(at(queued, 0, "sync")).isEqualTo("pending");
        assertThat(sandbox.requests()).isEmpty();

        Ran wouldSync = ylh("sync", "--dry-run", "-o", "json");
        assertThat(at(wouldSync, 0, "order")).isEqualTo(order);
        assertThat(sandbox.requests()).isEmpty();

        Ran synced = ylh("sync", "-o", "json");
        assertThat(synced.code()).isZero();
        assertThat(at(synced, 0, "sync")).isEqualTo("accepted");
        assertThat(synced.json().path("summary").path("waiting").asInt(-1)).isZero();
        assertCancelledOnce(order);
    }

    @Test
    void quietSaysNothingWhenAllWentWell() {
        openShop(40);
        List<String> orders = paid(3);

        assertThat(ylh("-q", "cancel", orders.get(0), orders.get(1), "--reason", "缺货"))
                .isEqualTo(new Ran(0, "", ""));
        assertThat(ylh("-q", "cancel", orders.get(0), "--reason", "缺货")).isEqualTo(new Ran(0, "", ""));
        ylh("cancel", orders.get(2), "--reason", "缺货", "--no-sync");
        assertThat(ylh("-q", "sync")).isEqualTo(new Ran(0, "", ""));
        assertThat(ylh("-q", "sync")).isEqualTo(new Ran(0, "", ""));
        assertCancelledOnce(orders);
    }

    @Test
    void quietStillSaysWhatWentWrong() {
        openShop(40);
        String order = paid();

        Ran ran = ylh("-q", "cancel", order, "PO404", "--reason", "缺货");

        assertThat(ran.code()).isEqualTo(3);
        assertThat(ran.out()).contains("not-found", "PO404").doesNotContain(order);
        assertCancelledOnce(order);
    }
}
