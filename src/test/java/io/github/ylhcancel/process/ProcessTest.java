package io.github.ylhcancel.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ylhcancel.sandbox.ReceivedRequest;
import io.github.ylhcancel.sandbox.Sandbox;
import io.github.ylhcancel.sandbox.SandboxOptions;
import io.github.ylhcancel.testing.Ran;
import io.github.ylhcancel.testing.TestShop;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A shop, a sandbox as its YLH, and a shell in which the program is started as a process. Each test has its own. */
abstract class ProcessTest {
    @TempDir
    Path folder;

    Sandbox sandbox;
    Shell shell;
    TestShop shop;
    private long stockAtFirst;

    @BeforeEach
    void startSandbox() throws IOException {
        sandbox = Sandbox.start(SandboxOptions.defaults(), Clock.systemUTC());
        shell = new Shell(folder);
    }

    @AfterEach
    void endAll() {
        shell.close();
        sandbox.close();
    }

    /** Another sandbox in the place of the first, before there is a shop. */
    void restartSandbox(SandboxOptions options) throws IOException {
        sandbox.close();
        sandbox = Sandbox.start(options, Clock.systemUTC());
    }

    void openShop(int orders, String... lines) {
        open(TestShop.create(folder, orders, sandbox, lines));
    }

    void open(TestShop opened) {
        shop = opened;
        stockAtFirst = shop.stock();
    }

    /** The program, run to its end with the shop's configuration. */
    Ran ylh(String... arguments) {
        return shell.run(command(arguments));
    }

    /** The command that runs the program with the shop's configuration. */
    String[] command(String... arguments) {
        return Shell.words(List.of(Shell.YLH, "-c", shop.config().toString()), arguments);
    }

    /** A paid order that YLH knows. */
    String paid() {
        return paid(1).get(0);
    }

    List<String> paid(int count) {
        List<String> paid = shop.orders("paid", true);
        assertThat(paid).hasSizeGreaterThanOrEqualTo(count);
        return paid.subList(0, count);
    }

    /** The cancel requests for an order that the sandbox received, as text. */
    List<String> received(String order) {
        String soId = shop.soId(order);
        return sandbox.requests().stream()
                .filter(request -> request.soId().filter(soId::equals).isPresent())
                .map(ReceivedRequest::text)
                .toList();
    }

    /** These orders are cancelled, once and completely, here and at YLH; the stock of no other order has moved. */
    void assertCancelledOnce(String... orders) {
        assertCancelledOnce(Arrays.asList(orders));
    }

    void assertCancelledOnce(Collection<String> orders) {
        shop.keepOpen(() -> assertCancelledOnceNow(orders));
    }

    private void assertCancelledOnceNow(Collection<String> orders) {
        String these = orders.stream().map(order -> "'" + order + "'").collect(Collectors.joining(", ", "(", ")"));
        assertThat(shop.rows("SELECT order_number, status FROM orders WHERE order_number IN " + these))
                .hasSize(orders.size())
                .allMatch(row -> row.endsWith(" | cancelled"));
        assertThat(shop.rows("SELECT o.order_number FROM order_status_history h JOIN orders o ON o.id = h.order_id"
                        + " WHERE h.to_status = 'cancelled' AND o.order_number IN " + these))
                .containsExactlyInAnyOrderElementsOf(orders);
        assertThat(shop.stock() - stockAtFirst)
                .isEqualTo(Long.parseLong(shop.value("SELECT COALESCE(SUM(i.quantity), 0) FROM order_items i"
                        + " JOIN orders o ON o.id = i.order_id JOIN products p ON p.id = i.product_id"
                        + " WHERE p.stock_source = 'own' AND o.order_number IN " + these)));
        assertThat(shop.rows("SELECT order_number, cancellation_no, state FROM ylh_cancellation WHERE order_number IN "
                        + these))
                .containsExactlyInAnyOrderElementsOf(
                        orders.stream().map(order -> order + " | 1 | accepted").toList());
        assertHeldOnceAtYlh(shop.rows("SELECT haier_so_id FROM orders WHERE order_number IN " + these));
    }

    private void assertHeldOnceAtYlh(List<String> soIds) {
        assertThat(sandbox.cancellations()).containsKeys(soIds.toArray(String[]::new));
        assertThat(soIds)
                .allSatisfy(soId -> assertThat(sandbox.cancellations().get(soId))
                        .matches(held -> held.held() == 1, "is held once")
                        .matches(held -> !held.different(), "was asked for in the same bytes each time"));
    }

    /** One order as {@code status -o json} sees it. */
    static String at(Ran ran, int index, String field) {
        return ran.json().path("results").path(index).path(field).asText(null);
    }
}
