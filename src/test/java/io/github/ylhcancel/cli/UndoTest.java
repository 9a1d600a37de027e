package io.github.ylhcancel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.ylhcancel.testing.Ran;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code ylh undo}, and what the other commands make of it. */
class UndoTest extends CaseTest {
    private static final String NOTE = "客户改变主意";

    /** A pending order with goods of the shop's own, cancelled, and YLH not told. */
    private String cancelled() {
        String order = pending().get(0);
        assertThat(ylh("cancel", order, "--reason", "缺货", "--no-sync").code()).isZero();
        return order;
    }

    @Test
    void theOrderIsAsItWasAndYlhNeverHearsOfIt() {
        long stock = shop.stock();
        String order = cancelled();
        assertThat(shop.stock()).isGreaterThan(stock);

        Ran ran = ylh("undo", order, "--note", NOTE, "--operator", "lisi");

        assertThat(ran.code()).as(ran.err()).isZero();
        assertThat(ran.out()).startsWith("undone ").contains(order, "cancelled → pending", "stock taken again: ");
        assertThat(shop.status(order)).isEqualTo("pending");
        assertThat(shop.delivery(order)).isEqualTo("withdrawn");
        assertThat(shop.stock()).isEqualTo(stock);
        assertThat(ylh("sync").code()).isZero();
        assertThat(sandbox.requests()).isEmpty();

        Ran history = ylh("history", order);
        assertThat(history.out())
                .contains(
                        "cancelled → pending  by lisi",
                        "undo: " + NOTE,
                        "stock taken again: ",
                        "undo: pending → withdrawn");
        String run = shop.value("SELECT id FROM ylh_run WHERE command = 'undo'");
        assertThat(ylh("runs", run).out()).contains(order, "undone");
        assertThat(shop.value("SELECT exit_code FROM ylh_run WHERE command = 'undo'"))
                .isEqualTo("0");
    }

    @Test
    void aSecondTimeItIsBackAlready() {
        String order = cancelled();
        ylh("undo", order, "--note", NOTE);

        Ran again = ylh("undo", order, "--note", NOTE, "-o", "json");

        assertThat(again.code()).isZero();
        assertThat(words(again, "outcome")).containsExactly("already-undone");
        assertThat(words(again, "message").get(0)).startsWith("it is back already (undone, ");
    }

    @Test
    void cancelledAnewItIsANewRequest() {
        String order = cancelled();
        ylh("undo", order, "--note", NOTE);

        Ran again = ylh("cancel", order, "--reason", "缺货", "-o", "json");

        assertThat(again.code()).as(again.err()).isZero();
        assertThat(words(again, "sync")).containsExactly("accepted");
        assertThat(shop.rows("SELECT cancellation_no, state FROM ylh_cancellation ORDER BY 1"))
                .containsExactly("1 | withdrawn", "2 | accepted");
        Ran late = ylh("undo", order, "--note", NOTE);
        assertThat(late.code()).isEqualTo(3);
        assertThat(late.out()).startsWith("refused ").contains("it is accepted: YLH has taken the cancellation");
    }

    @Test
    void oneThatCannotBeUndoneDoesNotKeepTheOthers() {
        String order = cancelled();
        String paid = shop.orders("paid", true).get(0);

        Ran ran = ylh("undo", "PO404", paid, order, "--note", NOTE, "-o", "json");

        assertThat(ran.code()).isEqualTo(3);
        assertThat(words(ran, "outcome")).containsExactly("not-found", "refused", "undone");
        JsonNode summary = ran.json().path("summary");
        assertThat(summary.path("orders").asInt()).isEqualTo(3);
        assertThat(summary.path("undone").asInt()).isEqualTo(1);
        assertThat(summary.path("not_found").asInt()).isEqualTo(1);
    }

    @Test
    void aDryRunChangesNothingAndSaysWhatWouldHappen() {
        String order = cancelled();

        Ran ran = idle("undo", order, "--note", NOTE, "--dry-run");

        assertThat(ran.code()).isZero();
        assertThat(ran.out())
                .startsWith("would-undo ")
                .contains("cancelled → pending", "stock would be taken again: ", "dry run, nothing was changed");
        assertThat(shop.status(order)).isEqualTo("cancelled");
    }

    @Test
    void theOrdersOfAFileAreUndone() throws IOException {
        String order = cancelled();
        Path file = Files.writeString(folder.resolve("undo.csv"), "子订单号,备注\n" + shop.soId(order) + ",x\n,y\n");

        Ran ran = ylh("undo", "--file", file.toString(), "--note", NOTE, "-o", "csv");

        assertThat(ran.code()).as(ran.err()).isEqualTo(3);
        assertThat(ran.out().lines().toList())
                .satisfies(
                        lines -> assertThat(lines.get(0)).startsWith("line,order,so_id,outcome,from,to,sync,message"))
                .satisfies(lines -> assertThat(lines.get(1)).contains("undone", "pending", "withdrawn"))
                .satisfies(lines -> assertThat(lines.get(2)).contains("refused"));
        assertThat(shop.status(order)).isEqualTo("pending");
    }

    @Test
    void onATerminalItIsSaidWhatWillHappenAndAsked() {
        String order = cancelled();
        Map<String, List<String>> before = shop.everythingButRuns();

        Ran no = shop.ylh().onTerminal().in("n\n").run("undo", order, "--note", NOTE);

        assertThat(no.code()).isEqualTo(7);
        assertThat(no.err())
                .contains(
                        "would-undo",
                        order,
                        "stock would be taken again",
                        "Put 1 of these orders back?",
                        "nothing was put back");
        assertThat(shop.everythingButRuns()).isEqualTo(before);
        Ran yes = shop.ylh().onTerminal().in("y\n").run("undo", order, "--note", NOTE);
        assertThat(yes.code()).isZero();
        assertThat(shop.status(order)).isEqualTo("pending");
    }

    @Test
    void inChineseToo() {
        String order = cancelled();

        assertThat(ylh("undo", order, "--note", NOTE, "--lang", "zh").out()).contains("重新占用库存");
        assertThat(ylh("undo", order, "--note", NOTE, "--lang", "zh").out()).contains("它已恢复");
    }

    static Stream<List<String>> mistakes() {
        return Stream.of(
                List.of("why? Give --note TEXT", "PO1"),
                List.of("which orders?", "--note", NOTE),
                List.of("name orders or a --file, not both", "PO1", "--file", "x.csv", "--note", NOTE),
                List.of("--no-header and --only go with --file", "PO1", "--encoding", "utf-8", "--note", NOTE),
                List.of("note is blank", "PO1", "--note", " "),
                List.of("note has", "PO1", "--note", "长".repeat(501)),
                List.of("\"name\"", "PO1", "--by", "name", "--note", NOTE));
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void whatCannotBeMeantIsRefusedInOneLine(List<String> given) {
        String[] arguments =
                Stream.concat(Stream.of("undo"), given.stream().skip(1)).toArray(String[]::new);

        Ran ran = ylh(arguments);

        assertThat(ran.code()).isEqualTo(2);
        assertThat(ran.out()).isEmpty();
        assertThat(ran.err()).contains(given.get(0), "Try 'ylh undo --help'");
    }
}
