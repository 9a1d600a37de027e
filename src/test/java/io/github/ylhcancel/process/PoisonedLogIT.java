package io.github.ylhcancel.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.ylhcancel.base.Text;
import io.github.ylhcancel.testing.Ran;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a log shows of texts that steer terminals and forge lines, in the file and to whoever watches. */
class PoisonedLogIT extends ProcessTest {
    private static final String POISON = "U&'\\001b[2J\\009b31m\\202e\\200b\\0000\\2028FORGED\\000d\\000aFORGED '";

    @ParameterizedTest
    @ValueSource(strings = {"text", "json"})
    void nothingOfItGetsOut(String format) throws IOException {
        Path log = folder.resolve("ylh.log");
        openShop(40, "log.file = " + log, "log.format = " + format, "log.level = debug");
        String order = paid();
        shop.execute(
                "UPDATE orders SET order_number = " + POISON + " || order_number WHERE order_number = '" + order + "'");
        String soId = shop.value("SELECT haier_so_id FROM orders WHERE order_number LIKE '%" + order + "'");
        sandbox.addFault("500");

        Ran ran = ylh("--debug", "cancel", "--by", "so-id", soId, "--reason", "缺货");

        assertThat(ran.code()).as(ran.err()).isZero();
        String logged = Files.readString(log);
        for (String printed : new String[] {ran.out(), ran.err(), logged}) {
            assertThat(printed).contains("\\u001b[2J");
            assertThat(printed.codePoints().filter(one -> one != '\n' && Text.isHidden(one)))
                    .as(printed)
                    .isEmpty();
            assertThat(printed.lines()).noneMatch(line -> line.startsWith("FORGED"));
        }
        for (String line : logged.lines().toList()) {
            if (format.equals("json")) {
                assertThat(new JsonMapper().readTree(line).path("run").asText()).isNotEmpty();
            } else {
                assertThat(line).startsWith("time=");
            }
        }
    }
}
