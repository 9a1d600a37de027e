package io.github.ylhcancel.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import io.github.ylhcancel.testing.Ran;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code status} and {@code history} in each output format, read as a program would read them. */
class InspectIT extends ProcessTest {
    private String order;

    @BeforeEach
    void cancelOneOrder() {
        openShop(40);
        order = paid();
        assertThat(shop.ylh().run("cancel", order, "--reason", "客户要求取消").code()).isZero();
    }

    @Test
    void anOrdersState() {
        assertThat(found("status", order).out()).contains(order, shop.soId(order), "cancelled", "客户要求取消", "accepted");

        JsonNode json = found("status", order, "-o", "json").json();
        assertThat(json.path("schema").asText()).isEqualTo("ylh/1");
        assertThat(json.path("command").asText()).isEqualTo("status");
        assertIsTheOrder(json.path("results").path(0));

        List<JsonNode> lines = documents(found("status", order, "-o", "ndjson"));
        assertThat(lines).hasSize(2);
        assertIsTheOrder(lines.get(0));
        assertThat(lines.get(1).path("summary").path("orders").asInt()).isEqualTo(1);

        assertThat(rows(found("status", order, "-o", "csv"))).singleElement().satisfies(row -> {
            assertThat(row.getField("order")).isEqualTo(order);
            assertThat(row.getField("status")).isEqualTo("cancelled");
            assertThat(row.getField("sync")).isEqualTo("accepted");
            assertThat(row.getField("cancel_reason")).isEqualTo("客户要求取消");
        });
    }

    private void assertIsTheOrder(JsonNode json) {
        assertThat(json.path("order").asText()).isEqualTo(order);
        assertThat(json.path("so_id").asText()).isEqualTo(shop.soId(order));
        assertThat(json.path("status").asText()).isEqualTo("cancelled");
        assertThat(json.path("sync").asText()).isEqualTo("accepted");
        assertThat(json.path("cancel_reason").asText()).isEqualTo("客户要求取消");
        assertThat(json.path("id").isTextual()).isTrue();
    }

    @Test
    void anOrderThatIsNotThere() {
        Ran ran = ylh("status", "PO404", order, "-o", "csv");

        assertThat(ran.code()).isEqualTo(3);
        assertThat(rows(ran)).extracting(row -> row.getField("outcome")).containsExactly("not-found", "found");
    }

    @Test
    void anOrdersHistory() {
        assertThat(found("history", order).out()).contains("paid → cancelled", "客户要求取消", "stock back", "HTTP 200");

        assertThat(found("history", order, "-o", "json").json().path("results"))
                .extracting(event -> event.path("event").asText())
                .startsWith("status", "status")
                .contains("stock", "decided")
                .endsWith("call", "call");

        List<JsonNode> lines = documents(found("history", order, "-o", "ndjson"));
        JsonNode summary = lines.get(lines.size() - 1).path("summary");
        assertThat(summary.path("events").asInt()).isEqualTo(lines.size() - 1);

        List<NamedCsvRecord> rows = rows(found("history", order, "-o", "csv"));
        assertThat(rows)
                .hasSize(lines.size() - 1)
                .allMatch(row -> row.getField("order").equals(order));
        assertThat(rows.get(rows.size() - 1).getField("http_status")).isEqualTo("200");
    }

    @Test
    void theCounts() {
        assertThat(found("status").out())
                .containsPattern("(?m)^  cancelled +3$")
                .containsPattern("accepted +1 ");

        JsonNode summary = found("status", "-o", "json").json().path("summary");
        assertThat(summary.path("orders").path("cancelled").asInt()).isEqualTo(3);
        assertThat(summary.path("sync").path("accepted").asInt()).isEqualTo(1);

        assertThat(documents(found("status", "-o", "ndjson")))
                .singleElement()
                .satisfies(line -> assertThat(line.path("summary")).isEqualTo(summary));

        assertThat(rows(found("status", "-o", "csv")))
                .extracting(row -> row.getField("of") + " " + row.getField("state") + " " + row.getField("count"))
                .contains("orders cancelled 3", "sync accepted 1", "sync pending 0");
    }

    @Test
    void aListOfOneState() {
        List<String> paid = paid(3);

        assertThat(found("status", "--state", "paid", "--limit", "3").out().lines())
                .hasSize(3)
                .allMatch(line -> line.contains(" paid "));
        JsonNode json = found("status", "--state", "paid", "--limit", "40", "-o", "json")
                .json();
        assertThat(json.path("results"))
                .extracting(result -> result.path("order").asText())
                .containsAll(paid)
                .doesNotContain(order);
        assertThat(documents(found("status", "--state", "paid", "--limit", "2", "-o", "ndjson")))
                .hasSize(3);
        assertThat(rows(found("status", "--sync", "accepted", "-o", "csv")))
                .extracting(row -> row.getField("order"))
                .containsExactly(order);
    }

    private Ran found(String... arguments) {
        Ran ran = ylh(arguments);
        assertThat(ran.code()).isZero();
        assertThat(ran.err()).isEmpty();
        return ran;
    }

    private static List<JsonNode> documents(Ran ran) {
        return ran.out().lines().map(InspectIT::document).toList();
    }

    private static JsonNode document(String line) {
        try {
            return new JsonMapper().readTree(line);
        } catch (JacksonException e) {
            throw new AssertionError("not JSON: " + line, e);
        }
    }

    private static List<NamedCsvRecord> rows(Ran ran) {
        try (CsvReader<NamedCsvRecord> csv = CsvReader.builder().ofNamedCsvRecord(ran.out())) {
            return csv.stream().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
