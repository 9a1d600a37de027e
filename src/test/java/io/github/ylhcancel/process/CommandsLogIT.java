package io.github.ylhcancel.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ylhcancel.testing.Ran;
import io.github.ylhcancel.testing.SignedCallback;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The log is set up once in a process, by the first class that asks for its logger: whichever that is, what is done stands in it. */
class CommandsLogIT extends ProcessTest {
    private Path log;

    private List<String> logged(String... command) throws IOException {
        Files.deleteIfExists(log);
        Ran ran = ylh(command);
        assertThat(ran.code()).as(ran.out() + ran.err()).isZero();
        return Files.exists(log) ? Files.readAllLines(log) : List.of();
    }

    @Test
    void everyCommandThatChangesSomethingLogsIt() throws IOException {
        openShop(20);
        log = folder.resolve("ylh.log");
        shop.writeConfig(sandbox.authUri(), sandbox.baseUri(), SignedCallback.config("log.file = " + log));
        List<String> orders = paid(3);
        String first = orders.get(0);

        assertThat(logged("cancel", first, "--reason", "r", "--no-sync")).anyMatch(line -> line.contains("cancel"));
        assertThat(logged("sync")).anyMatch(line -> line.contains("event=delivery "));
        Path body = Files.write(
                folder.resolve("body"),
                SignedCallback.cancel(Instant.now(), first, 1).body());
        assertThat(logged("callback", "--file", body.toString())).anyMatch(line -> line.contains("event=callback"));
        assertThat(logged("cancel", orders.get(1), "--reason", "r", "--yes"))
                .anyMatch(line -> line.contains("event=ylh.call"));
        assertThat(logged("resolve", orders.get(1), "--as", "confirmed", "--note", "n"))
                .anyMatch(line -> line.contains("event=resolve"));
        assertThat(logged("cancel-unpaid", "--yes", "--max-percent", "100"))
                .anyMatch(line -> line.contains("event=sweep."));
    }
}
