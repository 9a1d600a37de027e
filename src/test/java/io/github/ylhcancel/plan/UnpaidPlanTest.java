package io.github.ylhcancel.plan;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.ylhcancel.base.Interrupt;
import io.github.ylhcancel.sandbox.Sandbox;
import io.github.ylhcancel.sandbox.SandboxOptions;
import io.github.ylhcancel.testing.Ran;
import io.github.ylhcancel.testing.TestShop;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The sweep's dry run as a plan, and the plan carried out, with the whole program and a shop that keeps payments. */
class UnpaidPlanTest {
    private static final String[] MAPPING = {
        "schema.payments.table = payments",
        "schema.payments.id = id",
        "schema.payments.order_id = order_id",
        "schema.payments.status = status",
    };

    @TempDir
    Path folder;

    private Sandbox sandbox;
    private TestShop shop;
    private Path plan;
    private List<String> overdue;

    @BeforeEach
    void open() throws IOException {
        sandbox = Sandbox.start(SandboxOptions.defaults(), Clock.systemUTC());
        shop = TestShop.create(folder, 300, sandbox);
        shop.writeConfig(sandbox.authUri(), sandbox.baseUri(), MAPPING);
        shop.execute("CREATE TABLE payments (id BIGINT PRIMARY KEY, order_id BIGINT, status VARCHAR(20))");
        plan = folder.resolve("plan.json");
        overdue = outcomes(shop.ylh().run("cancel-unpaid", "--dry-run", "-o", "json"), "would-cancel");
        assertThat(overdue).hasSizeGreaterThan(20);
    }

    @AfterEach
    void close() {
        sandbox.close();
    }

    private Ran planned(String... more) {
        List<String> arguments =
                new ArrayList<>(List.of("cancel-unpaid", "--dry-run", "--plan-out", plan.toString(), "-o", "json"));
        arguments.addAll(List.of(more));
        return shop.ylh().run(arguments.toArray(String[]::new));
    }

    private Ran applied(String... more) {
        List<String> arguments = new ArrayList<>(List.of("cancel", "--plan", plan.toString()));
        arguments.addAll(List.of(more));
        return shop.ylh().run(arguments.toArray(String[]::new));
    }

    /** The orders with that outcome, in the order of the report. */
    private static List<String> outcomes(Ran ran, String outcome) {
        List<String> orders = new ArrayList<>();
        for (JsonNode result : ran.json().path("results")) {
            if (result.path("outcome").asText().equals(outcome)) {
                orders.add(result.path("order").asText());
            }
        }
        return orders;
    }

    private void pay(String order) {
        shop.execute(
                "INSERT INTO payments SELECT id, id, 'succeeded' FROM orders WHERE order_number = '" + order + "'");
    }

    private List<PlannedOrder> plannedOrders() {
        List<PlannedOrder> orders = new ArrayList<>();
        try (PlanReader read = Plans.open(plan)) {
            while (read.hasNext()) {
                orders.add(read.next());
            }
        }
        return orders;
    }

    @Test
    void planningChangesNothingAndThePlanHoldsWhatWouldBeCancelled() {
        pay(overdue.get(1));
        Map<String, List<String>> before = shop.everything();

        Ran ran = planned("--plan-expires", "4h", "--reason", "超时未支付，已审核");

        assertThat(ran.code()).isZero();
        assertThat(shop.everything()).isEqualTo(before);
        assertThat(outcomes(ran, "paid-meanwhile")).containsExactly(overdue.get(1));
        List<String> wanted = new ArrayList<>(overdue);
        wanted.remove(1);
        assertThat(plannedOrders()).extracting(PlannedOrder::number).containsExactlyElementsOf(wanted);
        assertThat(plannedOrders())
                .extracting(PlannedOrder::units)
                .containsExactlyElementsOf(wanted.stream().map(shop::ownUnits).toList());
        assertThat(ran.err())
                .startsWith("ylh: plan with " + wanted.size() + " orders, "
                        + ran.json().path("summary").path("stock_released").asLong() + " units, written to " + plan)
                .hasLineCount(1);
        try (PlanReader read = Plans.open(plan)) {
            PlanHeader header = read.header();
            assertThat(header.kind()).isEqualTo(PlanKind.UNPAID);
            assertThat(header.command()).isEqualTo("cancel-unpaid");
            assertThat(header.reason()).contains("超时未支付，已审核");
            assertThat(header.sourceSystem()).contains("TEST");
            assertThat(header.note()).isEmpty();
            assertThat(header.cancelTime()).isEmpty();
            assertThat(Duration.between(header.createdAt(), header.expiresAt())).isEqualTo(Duration.ofHours(4));
        }
    }

    @Test
    void carryingItOutCancelsWhatIsStillUnpaidAndNamesWhatIsNot() {
        planned();
        long units = plannedOrders().stream().mapToLong(PlannedOrder::units).sum();
        long stock = shop.stock();
        String paid = overdue.get(0);
        pay(paid);

        Ran looked = applied("--dry-run", "-o", "json");
        Ran ran = applied("-q", "--no-sync");

        assertThat(outcomes(looked, "paid-meanwhile")).containsExactly(paid);
        assertThat(ran.code()).isZero();
        assertThat(ran.out())
                .startsWith("paid-meanwhile")
                .contains(paid, "has been paid for; left alone")
                .hasLineCount(2);
        assertThat(shop.status(paid)).isEqualTo("pending");
        assertThat(overdue.subList(1, overdue.size()))
                .allMatch(order -> shop.status(order).equals("cancelled"));
        assertThat(shop.stock()).isEqualTo(stock + units - shop.ownUnits(paid));
        assertThat(shop.rows("SELECT DISTINCT cancel_reason FROM orders WHERE order_number = '" + overdue.get(1) + "'"))
                .containsExactly("超时未支付");
    }

    @Test
    void aPlanLeadsPastTheFuse() {
        Ran planning = planned("--max-orders", "5");

        assertThat(planning.code()).as("a run would have been stopped").isEqualTo(5);
        assertThat(planning.err())
                .startsWith("ylh: a run would stop before it wrote anything: " + overdue.size() + " orders")
                .contains("--dry-run --plan-out FILE", "plan with " + overdue.size() + " orders")
                .hasLineCount(2);

        assertThat(applied("--no-sync").code()).isZero();

        assertThat(shop.status(overdue.get(5))).isEqualTo("cancelled");
    }

    @Test
    void aLimitedDryRunPlansTheOldest() {
        planned("--limit", "3");

        assertThat(plannedOrders()).extracting(PlannedOrder::number).containsExactlyElementsOf(overdue.subList(0, 3));
    }

    @Test
    void aDryRunThatIsInterruptedLeavesNoPlan() {
        Interrupt interrupt = new Interrupt();
        interrupt.request();

        Ran ran = shop.ylh().interrupt(interrupt).run("cancel-unpaid", "--dry-run", "--plan-out", plan.toString());

        assertThat(ran.code()).isEqualTo(130);
        assertThat(ran.err()).contains("no plan was written");
        assertThat(folder).isDirectoryNotContaining(file -> file.toString().contains("plan"));
    }

    @Test
    void aPlanIsOnlyWrittenByADryRun() {
        Map<String, List<String>> before = shop.everything();

        Ran ran = shop.ylh().run("cancel-unpaid", "--plan-out", plan.toString());

        assertThat(ran.code()).isEqualTo(2);
        assertThat(ran.err()).startsWith("ylh: --plan-out goes with --dry-run");
        assertThat(shop.ylh()
                        .run("cancel-unpaid", "--dry-run", "--plan-expires", "4h")
                        .err())
                .startsWith("ylh: --plan-expires goes with --plan-out");
        assertThat(shop.everything()).isEqualTo(before);
    }

    @Test
    void whoIsAskedIsToldThatWhatWasPaidForIsLeftAlone() {
        planned();

        Ran no = shop.ylh().onTerminal().in("\n").run("cancel", "--plan", plan.toString());

        assertThat(no.err()).contains("what has been paid for meanwhile is left alone", "[y/N]");
    }
}
