package io.github.ylhcancel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ylhcancel.testing.Ran;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files as they lie about: lists without a header, columns with names of their own, and what this program has written itself. */
class OrderFilesTest extends CaseTest {
    private Path file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    @Test
    void aPlainListFromAPipe() {
        List<String> orders = shop.orders("pending", false).subList(0, 2);

        Ran ran = shop.ylh()
                .in(String.join("\n", orders) + "\n")
                .run("cancel", "--file", "-", "--no-header", "--reason", "r", "--no-sync");

        assertThat(ran.code()).as(ran.out() + ran.err()).isZero();
        assertThat(orders).allSatisfy(order -> assertThat(shop.status(order)).isEqualTo("cancelled"));
    }

    @Test
    void aColumnWithANameOfItsOwn() throws IOException {
        String order = shop.orders("pending", false).get(0);
        Path orders = file("orders.csv", "流水号,说明\n" + order + ",不要了\n");

        Ran ran = shop.ylh()
                .run("cancel", "--file", orders.toString(), "--yes", "--no-sync", "--column", "order=流水号,reason=说明");

        assertThat(ran.code()).as(ran.out() + ran.err()).isZero();
        assertThat(shop.value("SELECT cancel_reason FROM orders WHERE order_number = '" + order + "'"))
                .isEqualTo("不要了");
    }

    /** The id of one order can be the number of another. */
    @Test
    void anIdIsNotTakenForANumber() throws IOException {
        Path orders = file("orders.csv", "id\n1\n");

        Ran ran = shop.ylh().run("cancel", "--file", orders.toString(), "--yes", "--reason", "r", "--no-sync");
        Ran said = shop.ylh()
                .run("cancel", "--file", orders.toString(), "--yes", "--reason", "r", "--no-sync", "--by", "id", "-n");

        assertThat(ran.code()).isEqualTo(2);
        assertThat(ran.err()).contains("line 1").contains("--by").hasLineCount(1);
        assertThat(said.out()).contains(shop.value("SELECT order_number FROM orders WHERE id = 1"));
    }

    /** Once what stood in the way of them is away. */
    @Test
    void whatHasFailedIsTriedAgainFromTheResults() throws IOException {
        List<String> orders = shop.orders("pending", false).subList(0, 2);
        Path results = folder.resolve("results.csv");
        shop.execute("UPDATE orders SET status = 'returning' WHERE order_number = '" + orders.get(1) + "'");
        Path all = file("orders.csv", "order\n" + orders.get(0) + "\n" + orders.get(1) + "\n");
        Ran first = shop.ylh()
                .run(
                        "cancel",
                        "--file",
                        all.toString(),
                        "--yes",
                        "--reason",
                        "r",
                        "--no-sync",
                        "--results",
                        results.toString());
        assertThat(first.code()).isEqualTo(3);
        shop.execute("UPDATE orders SET status = 'pending' WHERE order_number = '" + orders.get(1) + "'");

        Ran again = shop.ylh()
                .run(
                        "cancel",
                        "--file",
                        results.toString(),
                        "--only",
                        "refused,failed",
                        "--yes",
                        "--reason",
                        "r",
                        "--no-sync",
                        "-o",
                        "json");

        assertThat(again.code()).as(again.out() + again.err()).isZero();
        assertThat(again.json().path("results")).hasSize(1);
        assertThat(again.json().path("results").get(0).path("order").asText()).isEqualTo(orders.get(1));
        assertThat(shop.status(orders.get(1))).isEqualTo("cancelled");
    }

    @Test
    void aListOfTheStatusIsAFileOfOrders() throws IOException {
        Ran list = shop.ylh().run("status", "--state", "pending", "--all", "-o", "csv");
        Path orders = file("list.csv", list.out());

        Ran ran = shop.ylh().run("cancel", "--file", orders.toString(), "--yes", "--reason", "r", "--no-sync");

        assertThat(ran.code()).as(ran.out() + ran.err()).isZero();
        assertThat(shop.orders("pending", false)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--column number=x | one of cancel_time, order, reason, source_system, not \"number\"",
                "--column order=x --no-header | named by its number, such as 1, not \"x\"",
                "--only fail | not \"fail\"",
                "--only failed --no-header | leave out --no-header",
                "--encoding latin1 | auto, utf-8 or gb18030",
            })
    void whatCannotBeIsSaidInOneLine(String options, String words) throws IOException {
        Path orders = file("orders.csv", "order\nA1\n");

        Ran ran = shop.ylh().run(("cancel --yes --reason r --file " + orders + " " + options).split(" "));

        assertThat(ran.code()).isEqualTo(2);
        assertThat(ran.err()).startsWith("ylh: ").contains(words);
    }

    @Test
    void theOptionsOfFilesGoWithFiles() {
        for (String option : List.of("--no-header", "--only=failed", "--column=order=x")) {
            assertThat(shop.ylh().run("cancel", "A1", "--reason", "r", option).code())
                    .isEqualTo(2);
            assertThat(shop.ylh().run("undo", "A1", "--note", "r", option).code())
                    .isEqualTo(2);
        }
    }
}
