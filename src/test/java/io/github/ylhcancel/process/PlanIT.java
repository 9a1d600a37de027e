package io.github.ylhcancel.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ylhcancel.testing.Ran;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A reviewed cancellation as operators type it: the dry run, the plan that somebody reads, the plan carried out. */
class PlanIT extends ProcessTest {
    private List<String> orders;

    @BeforeEach
    void open() {
        openShop(60);
        orders = paid(5);
    }

    private Path orderFile() throws IOException {
        return Files.writeString(
                shell.directory().resolve("orders.csv"),
                orders.stream().collect(Collectors.joining(",缺货\n", "订单号,取消原因\n", ",缺货\nNONE,x\n")));
    }

    @Test
    void aFileIsPlannedReviewedAndCarriedOut() throws IOException {
        orderFile();
        Map<String, List<String>> before = shop.everything();

        Ran planning = ylh("cancel", "--file", "orders.csv", "--dry-run", "--plan-out", "计划.json");

        assertThat(planning.code()).isEqualTo(3);
        assertThat(planning.out()).contains("not-found", "6 orders: 1 not-found, 5 would-cancel");
        assertThat(planning.err())
                .contains("plan with 5 orders", "written to 计划.json")
                .hasLineCount(1);
        assertThat(shop.everything()).isEqualTo(before);
        Path plan = shell.directory().resolve("计划.json");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(plan)))
                .isEqualTo("rw-------");
        assertThat(Files.readString(plan)).contains("\"reason\":\"缺货\"").doesNotContain("invented", "password");
        assertThat(Files.readAllLines(plan).stream().filter(line -> line.startsWith("{\"id\":\"")))
                .hasSize(5);

        Ran applying = ylh("cancel", "--plan", "计划.json", "--results", "results.csv");

        assertThat(applying.code()).isZero();
        assertThat(applying.out())
                .as("all went well, and the results are in their file")
                .isEmpty();
        assertThat(Files.readString(shell.directory().resolve("results.csv"))).contains(orders);
        assertCancelledOnce(orders);
        assertThat(received(orders.get(0)).get(0)).contains("缺货");

        Ran again = ylh("cancel", "--plan", "计划.json");

        assertThat(again.code()).isZero();
        assertThat(again.out()).contains("5 orders: 5 already-cancelled");
        assertCancelledOnce(orders);
    }

    @Test
    void aPlanIsNeverOverwritten() throws IOException {
        ylh("cancel", orders.get(0), "--reason", "x", "--dry-run", "--plan-out", "plan.json");
        String first = Files.readString(shell.directory().resolve("plan.json"));

        Ran second = ylh("cancel", orders.get(1), "--reason", "x", "--dry-run", "--plan-out", "plan.json");

        assertThat(second.code()).isEqualTo(2);
        assertThat(second.out()).isEmpty();
        assertThat(second.err()).startsWith("ylh: plan.json is there already").hasLineCount(1);
        assertThat(shell.directory().resolve("plan.json")).hasContent(first);
        try (Stream<Path> files = Files.list(shell.directory())) {
            assertThat(files.map(Path::getFileName)).containsExactly(Path.of("plan.json"));
        }
    }

    @Test
    void aKillWhileItIsCarriedOutIsMendedByDoingItAgain() throws IOException {
        sandbox.setLatency(Duration.ofMillis(100));
        orderFile();
        ylh("cancel", "--file", "orders.csv", "--dry-run", "--plan-out", "plan.json");
        Job job = shell.start(command("cancel", "--plan", "plan.json", "--batch-size", "2", "-o", "ndjson"));
        job.awaitLines(2);
        job.kill();
        sandbox.setLatency(Duration.ZERO);

        assertThat(ylh("cancel", "--plan", "plan.json").code()).isZero();

        assertCancelledOnce(orders);
    }
}
