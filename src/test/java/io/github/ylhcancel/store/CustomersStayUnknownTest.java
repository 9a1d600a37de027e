package io.github.ylhcancel.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.ylhcancel.db.DatabaseAddress;
import io.github.ylhcancel.testing.Ran;
import io.github.ylhcancel.testing.TestShop;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shop's orders know who ordered and where he lives, and YLH repeats his number: none of it gets into what ylh keeps or prints. */
class CustomersStayUnknownTest {
    private static final List<String> CUSTOMER =
            List.of("张无名", "13800005678", "海尔路九百九十九号", "11010119000101009X", "6222000000000000004");
    private static final List<String> OWN_TABLES = List.of(
            "ylh_call",
            "ylh_run",
            "ylh_transition",
            "ylh_cancellation",
            "ylh_stock_ledger",
            "ylh_intervention",
            "ylh_sweep_failure",
            "ylh_circuit",
            "orders_orderstatushistory",
            "catalog_inventorylog");
    private static final String WORDS = "收货人电话 +86 138 0000 5678，身份证 11010119000101009X，卡 6222 0000 0000 0000 004";

    @TempDir
    Path folder;

    private final List<String> said = new ArrayList<>();
    private HttpServer ylh;
    private String answer = "{\"success\":false,\"code\":\"ORDER_SHIPPED\",\"description\":\"" + WORDS + "\"}";
    private int status = 200;
    private DjangoRows rows;
    private TestShop shop;

    @BeforeEach
    void open() throws IOException {
        ylh = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        ylh.createContext(
                "/token",
                exchange -> answer(exchange, 200, "{\"access_token\":\"made-up-0123456789\",\"expires_in\":3600}"));
        ylh.createContext("/", exchange -> answer(exchange, status, answer));
        ylh.start();
        URI base = URI.create("http://127.0.0.1:" + ylh.getAddress().getPort());
        DatabaseAddress address = new H2Databases(folder).shop();
        rows = DjangoRows.create(address);
        shop = TestShop.in(
                address,
                folder,
                base.resolve("/token"),
                base,
                "schema.preset = django",
                "ylh.retry.max = 0",
                "log.file = " + log(),
                "log.level = debug");
        rows.product(1, "local", 100, 3);
        for (int id = 1; id <= 6; id++) {
            rows.order(
                    id,
                    id <= 3 ? "paid" : "pending",
                    "haier_so_id",
                    "SO" + id,
                    "snapshot_contact_name",
                    CUSTOMER.get(0),
                    "snapshot_phone",
                    CUSTOMER.get(1),
                    "snapshot_address",
                    CUSTOMER.get(2),
                    "note",
                    String.join(" ", CUSTOMER));
            rows.item(id, id, 1, null, 2);
        }
        rows.close();
    }

    @AfterEach
    void close() {
        ylh.stop(0);
    }

    private Path log() {
        return folder.resolve("ylh.log");
    }

    private static void answer(HttpExchange exchange, int status, String text) throws IOException {
        try (exchange) {
            exchange.getRequestBody().readAllBytes();
            byte[] bytes = text.getBytes(UTF_8);
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    private Ran run(String... arguments) {
        Ran ran = shop.ylh().run(arguments);
        said.add(String.join(" ", arguments) + "\n" + ran.out() + ran.err());
        return ran;
    }

    private void assertThatNobodyIsNamed() {
        for (String table : OWN_TABLES) {
            said.addAll(shop.rows("SELECT * FROM " + table));
        }
        for (String file : List.of("ylh.log", "results.csv", "plan.json")) {
            try {
                said.add(Files.readString(folder.resolve(file)));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        for (String text : said) {
            assertThat(text.replace(" ", "")).doesNotContain(CUSTOMER);
        }
    }

    @Test
    void whateverTheCommand() {
        String results = folder.resolve("results.csv").toString();
        String plan = folder.resolve("plan.json").toString();

        assertThat(run("cancel", "PO1", "-r", "缺货", "-o", "json").code()).isEqualTo(3);
        status = 500;
        assertThat(run("-v", "cancel", "PO2", "-r", "缺货").code()).isEqualTo(6);
        answer = "no JSON: " + WORDS;
        assertThat(run("--debug", "sync", "--now").code()).isEqualTo(6);
        assertThat(run("cancel", "PO3", "-r", "缺货", "--dry-run", "--plan-out", plan)
                        .code())
                .isZero();
        run("cancel", "--plan", plan, "--results", results, "-o", "ndjson");
        run("cancel-unpaid", "--older-than", "1h", "--max-percent", "100", "-o", "json");
        for (String format : List.of("table", "json", "csv")) {
            run("status", "PO1", "PO2", "PO4", "-o", format);
            run("history", "PO1", "-o", format);
            run("deliveries", "--state", "dead,unknown,pending,compensated", "-o", format);
            run("runs", "-o", format);
        }
        run("status");
        run("explain", "PO2", "-o", "json");
        run("check", "-o", "json");
        run("undo", "PO4", "--note", "误取消");
        run("reconcile", "-o", "json");

        assertThat(shop.rows("SELECT DISTINCT detail FROM ylh_call WHERE endpoint = 'cancel'"))
                .anyMatch(detail -> detail.contains("138****5678") && detail.contains("1****************X"))
                .anyMatch(detail -> detail.startsWith("HTTP 500: "));
        assertThat(shop.rows("SELECT last_error FROM ylh_cancellation WHERE order_number = 'PO1'"))
                .allMatch(error -> error.contains("138****5678"));
        assertThatNobodyIsNamed();
    }
}
