package io.github.ylhcancel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import io.github.ylhcancel.sandbox.Sandbox;
import io.github.ylhcancel.sandbox.SandboxOptions;
import io.github.ylhcancel.store.TestDatabases;
import io.github.ylhcancel.testing.Ran;
import io.github.ylhcancel.testing.TestShop;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What others than YLH are told, by a file and by a command. */
@Timeout(120)
abstract class EventsContract {
    /** What fails is not due again within this test. */
    private static final String[] LATER = {"ylh.retry.initial = 1h", "ylh.retry.cap = 1h"};

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final JsonSchema SCHEMA = schema();

    @TempDir
    Path folder;

    private Sandbox sandbox;
    private TestDatabases databases;
    TestShop shop;
    private Path file;

    abstract TestDatabases databases() throws Exception;

    @BeforeEach
    void open() throws Exception {
        sandbox = Sandbox.start(SandboxOptions.defaults(), Clock.systemUTC());
        databases = databases();
        shop = TestShop.create(folder, databases, 40, sandbox);
        file = folder.resolve("events.ndjson");
        configure("events.file = " + file);
    }

    @AfterEach
    void close() {
        sandbox.close();
        databases.close();
    }

    private static JsonSchema schema() {
        try {
            return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                    .getSchema(JSON.readTree(Path.of("docs/events.schema.json").toFile()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    final void configure(String... lines) {
        shop.writeConfig(sandbox.authUri(), sandbox.baseUri(), lines);
    }

    private Ran ylh(String... arguments) {
        return shop.ylh().run(arguments);
    }

    final void isDone(String... arguments) {
        Ran ran = ylh(arguments);
        assertThat(ran.code()).as(ran.out() + ran.err()).isZero();
    }

    private String cancelled() {
        String order = shop.orders("paid", true).get(0);
        isDone("cancel", order, "--reason", "缺货", "--yes");
        return order;
    }

    private static List<JsonNode> events(Path from) {
        try {
            List<JsonNode> all = new ArrayList<>();
            for (String line : Files.exists(from) ? Files.readAllLines(from) : List.<String>of()) {
                JsonNode event = JSON.readTree(line);
                // Whatever any of these tests has told.
                assertThat(SCHEMA.validate(event)).as(line).isEmpty();
                all.add(event);
            }
            return all;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String line(JsonNode event) {
        return event.path("kind").asText() + " " + event.path("order").asText() + " "
                + event.path("money").asText() + " "
                + (event.path("final").asBoolean() ? "final" : "waits");
    }

    private List<String> lines() {
        return events(file).stream().map(EventsContract::line).toList();
    }

    // ---- what is told

    @Test
    void whoPaidHearsOfItTwiceAndOnlyTheSecondIsFinal() {
        String order = cancelled();
        assertThat(lines()).containsExactly("order.cancelled " + order + " paid waits");

        isDone("resolve", order, "--as", "confirmed", "--note", "on the phone");

        assertThat(lines())
                .containsExactly(
                        "order.cancelled " + order + " paid waits", "order.cancelled " + order + " paid final");
        List<JsonNode> events = events(file);
        String first = events.get(0).path("id").asText();
        assertThat(events.get(1).path("id").asText()).isEqualTo(first + "/final");
        assertThat(first)
                .isEqualTo(shop.value("SELECT id FROM ylh_database") + "/"
                        + shop.value("SELECT order_key FROM ylh_transition") + "/1/cancel");
        assertThat(events.get(0).path("so_id").asText()).isEqualTo(shop.soId(order));
        assertThat(events.get(0).path("reason").asText()).isEqualTo("缺货");
        assertThat(events.get(0).path("run_id").asText()).isEqualTo(shop.value("SELECT run_id FROM ylh_transition"));
    }

    @Test
    void anOrderThatYlhDoesNotKnowIsFinalAtOnce() {
        String order = shop.orders("paid", false).get(0);

        isDone("cancel", order, "--reason", "r", "--yes");

        assertThat(lines()).containsExactly("order.cancelled " + order + " paid final");
    }

    /** Nobody waits for money, so one event says all; of a whole chunk they are written by one statement. */
    @Test
    void aSweepTellsEachOrderOnce() {
        isDone("cancel-unpaid", "--yes", "--max-percent", "100", "--no-sync");
        long swept = Long.parseLong(shop.value("SELECT COUNT(*) FROM ylh_transition"));

        assertThat(swept).isGreaterThan(3);
        assertThat(lines()).hasSize((int) swept).allMatch(line -> line.endsWith(" unknown final"));
        assertThat(events(file)).extracting(event -> event.path("id").asText()).doesNotHaveDuplicates();
        assertThat(shop.value("SELECT COUNT(*) FROM ylh_event WHERE file_state = 'done'"))
                .isEqualTo(String.valueOf(swept));
    }

    @Test
    void whatYlhRefusesIsPutBackAndToldSo() {
        sandbox.addFault("refuse");
        String order = shop.orders("paid", true).get(0);
        shop.execute("UPDATE orders SET status = 'pending' WHERE order_number = '" + order + "'");

        ylh("cancel", order, "--reason", "r", "--yes");

        assertThat(shop.status(order)).isEqualTo("pending");
        assertThat(lines())
                .containsExactly(
                        "order.cancelled " + order + " unknown waits", "order.put-back " + order + " unknown final");
        assertThat(events(file).get(1).path("transition").asText()).isEqualTo("compensate");
        assertThat(events(file).get(1).path("to").asText()).isEqualTo("pending");
    }

    @Test
    void theSchemaRefusesWhatIsNoEvent() throws IOException {
        cancelled();
        String line = Files.readString(file);

        for (String wrong : List.of(
                line.replace("\"final\":false", "\"final\":\"no\""),
                line.replace("order.cancelled", "order.lost"),
                line.replace("/1/cancel\"", "\""),
                line.replace("\"money\":\"paid\",", ""),
                line.replace("{", "{\"phone\":\"1\","))) {
            assertThat(SCHEMA.validate(JSON.readTree(wrong))).as(wrong).isNotEmpty();
        }
    }

    /** Somebody may have allowed it in the reason; it is masked here all the same. */
    @Test
    void numbersOfPeopleAreMasked() {
        String order = shop.orders("paid", true).get(0);

        isDone("cancel", order, "--reason", "改 13800005678", "--yes", "--allow-personal-data");

        assertThat(events(file).get(0).path("reason").asText()).isEqualTo("改 138****5678");
    }

    /** No name, phone or address stands in an event, nor a note. */
    @Test
    void anEventHasTheseFieldsAndNoOther() {
        cancelled();

        List<String> names = new ArrayList<>();
        events(file).get(0).fieldNames().forEachRemaining(names::add);
        assertThat(names)
                .containsExactly(
                        "schema",
                        "id",
                        "kind",
                        "at",
                        "final",
                        "order",
                        "order_id",
                        "so_id",
                        "cancellation",
                        "transition",
                        "from",
                        "to",
                        "reason",
                        "money",
                        "run_id");
    }

    @Test
    void withoutAWishNothingIsWritten() throws IOException {
        configure();

        cancelled();
        isDone("sync");

        assertThat(shop.value("SELECT COUNT(*) FROM ylh_event")).isEqualTo("0");
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.map(path -> path.getFileName().toString())).noneMatch(name -> name.startsWith("events"));
        }
    }

    @Test
    void aDryRunTellsNothing() {
        isDone("cancel", shop.orders("paid", true).get(0), "--reason", "r", "--dry-run");
        isDone("cancel-unpaid", "--dry-run");

        assertThat(shop.value("SELECT COUNT(*) FROM ylh_event")).isEqualTo("0");
        assertThat(events(file)).isEmpty();
    }

    // ---- the file

    /** Whoever reads it can seek to a line by its row. */
    @Test
    void theRowKnowsWhereItsLineBegins() throws IOException {
        cancelled();
        cancelled();

        byte[] all = Files.readAllBytes(file);
        for (String position : shop.rows("SELECT file_position FROM ylh_event ORDER BY id")) {
            int at = Integer.parseInt(position.replaceAll("[^0-9]", ""));
            assertThat(at == 0 || all[at - 1] == '\n').isTrue();
            assertThat((char) all[at]).isEqualTo('{');
        }
        assertThat(Files.getPosixFilePermissions(file)).isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }

    /** A run that dies between the line and the word of it leaves what the next one repeats. */
    @Test
    void whatIsNotKnownToBeThereIsAppendedAgainWithTheSameId() {
        cancelled();
        shop.execute("UPDATE ylh_event SET file_state = 'pending', file_position = NULL");

        isDone("sync");

        assertThat(events(file)).hasSize(2);
        assertThat(events(file).get(0)).isEqualTo(events(file).get(1));
        isDone("sync");
        assertThat(events(file)).hasSize(2);
    }

    @Test
    void aFileThatCannotBeWrittenKeepsNothingFromBeingDone() throws IOException {
        Path blocked = Files.writeString(folder.resolve("blocked"), "no folder");
        configure("events.file = " + blocked.resolve("events.ndjson"));
        String order = shop.orders("paid", true).get(0);

        Ran ran = ylh("cancel", order, "--reason", "r", "--yes");

        assertThat(ran.code()).as(ran.err()).isZero();
        assertThat(ran.err()).contains("events could not be appended", blocked.toString());
        assertThat(shop.status(order)).isEqualTo("cancelled");
        configure("events.file = " + file);
        isDone("sync");
        assertThat(lines()).containsExactly("order.cancelled " + order + " paid waits");
    }

    @Test
    void aFullFileMakesRoom() {
        configure("events.file = " + file, "log.max-size = 10KB", "log.keep = 3");

        isDone("cancel-unpaid", "--yes", "--max-percent", "100", "--no-sync", "--batch-size", "1");
        for (String order : shop.orders("paid", true)) {
            isDone("cancel", order, "--reason", "缺货", "--yes");
            isDone("resolve", order, "--as", "confirmed", "--note", "n");
        }

        List<JsonNode> all = new ArrayList<>();
        for (int number = 3; number >= 1; number--) {
            all.addAll(events(file.resolveSibling(file.getFileName() + "." + number)));
        }
        all.addAll(events(file));
        assertThat(file.resolveSibling(file.getFileName() + ".1")).exists();
        assertThat(all).hasSize(Integer.parseInt(shop.value("SELECT COUNT(*) FROM ylh_event")));
    }

    // ---- the command

    /** A program that keeps what it is told, and does {@code more}. */
    private String program(String more) {
        Path program = folder.resolve("tell");
        Path told = folder.resolve("told");
        try {
            Files.createDirectories(told);
            Files.writeString(
                    program,
                    "#!/bin/sh\n" + more + "\ncat >> " + told + "/all && echo \"$YLH_EVENT_KIND\" >> " + told
                            + "/kinds\n");
            Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return program.toString();
    }

    private List<JsonNode> told() {
        try {
            Path all = folder.resolve("told/all");
            // One is told without a line break at its end.
            return Files.exists(all)
                    ? events(Files.writeString(
                            folder.resolve("split"), Files.readString(all).replace("}{", "}\n{")))
                    : List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void syncTellsTheCommandAfterItsDeliveriesAndNobodyElseDoes() {
        configure("events.command = " + program("true"), "ylh.max-in-flight = 1");
        String order = cancelled();
        assertThat(told()).isEmpty();

        Ran ran = ylh("sync", "-o", "json");

        assertThat(ran.code()).as(ran.err()).isZero();
        assertThat(told()).extracting(EventsContract::line).containsExactly("order.cancelled " + order + " paid waits");
        assertThat(ran.json().path("summary").path("events").path("told").asInt())
                .isEqualTo(1);
        assertThat(shop.value("SELECT command_state FROM ylh_event")).isEqualTo("done");
        assertThat(ylh("sync", "-o", "json")
                        .json()
                        .path("summary")
                        .path("events")
                        .path("told")
                        .asInt())
                .isZero();
        assertThat(told()).hasSize(1);
    }

    @Test
    void eventsOfOneOrderAreToldOneAfterTheOther() {
        configure("events.command = " + program("sleep 0.2"));
        List<String> orders = shop.orders("paid", true).subList(0, 3);
        for (String order : orders) {
            isDone("cancel", order, "--reason", "r", "--yes");
            isDone("resolve", order, "--as", "confirmed", "--note", "n");
        }

        isDone("sync");

        assertThat(told()).hasSize(6);
        for (String order : orders) {
            assertThat(told())
                    .extracting(EventsContract::line)
                    .filteredOn(line -> line.contains(order))
                    .containsExactly(
                            "order.cancelled " + order + " paid waits", "order.cancelled " + order + " paid final");
        }
    }

    /** Also what comes after it waits, and the next sync tells both. */
    @Test
    void aCommandThatFailsIsStartedAgain() {
        Path broken = folder.resolve("broken");
        configure(
                "events.command = "
                        + program("test ! -e " + broken
                                + " || { echo no disk for sandbox-password-not-secret 13800005678; exit 7; }"),
                LATER[0],
                LATER[1]);
        String order = cancelled();
        isDone("resolve", order, "--as", "confirmed", "--note", "n");
        write(broken);

        Ran failing = ylh("sync", "-o", "json");

        assertThat(failing.code()).isZero();
        assertThat(failing.json().path("summary").path("events").path("failed").asInt())
                .isPositive();
        assertThat(shop.rows("SELECT command_state FROM ylh_event")).hasSize(2);
        assertThat(shop.value("SELECT last_error FROM ylh_event WHERE attempts > 0"))
                .contains("7", "no disk", "138****5678")
                .doesNotContain("sandbox-password-not-secret", "13800005678");
        assertThat(ylh("events").out()).contains("order.cancelled", order, "no disk");
        delete(broken);
        shop.execute("UPDATE ylh_event SET next_attempt_at = created_at");

        isDone("sync");

        assertThat(told()).extracting(one -> one.path("final").asBoolean()).containsExactly(false, true);
        assertThat(ylh("events", "-o", "json")
                        .json()
                        .path("summary")
                        .path("total")
                        .asInt())
                .isZero();
    }

    @Test
    void afterTenTriesAPersonHasToLook() {
        Path broken = folder.resolve("broken");
        configure("events.command = " + program("test ! -e " + broken + " || exit 1"));
        cancelled();
        write(broken);
        shop.execute("UPDATE ylh_event SET attempts = 9");

        Ran last = ylh("sync", "-o", "json");

        assertThat(last.code()).isEqualTo(3);
        assertThat(last.json().path("summary").path("events").path("dead").asInt())
                .isEqualTo(1);
        Ran check = ylh("check", "--only", "dead-events");
        assertThat(check.code()).isEqualTo(1);
        assertThat(check.out()).contains("ylh events --dead");
        assertThat(ylh("events", "--dead").out()).contains("order.cancelled", "none any more");
        delete(broken);

        isDone("events", "--again");
        isDone("sync");

        // The check has told what it found, too.
        assertThat(told())
                .extracting(one -> one.path("kind").asText())
                .containsExactlyInAnyOrder("order.cancelled", "check.begun");
        assertThat(ylh("check", "--only", "dead-events").code()).isZero();
    }

    @Test
    void aCommandThatHangsIsKilledAndOneThatIsAbsentIsSaidToBe() {
        configure("events.command = " + program("sleep 600"), "events.timeout = 300ms", LATER[0], LATER[1]);
        cancelled();

        assertThat(ylh("sync", "-o", "json")
                        .json()
                        .path("summary")
                        .path("events")
                        .path("failed")
                        .asInt())
                .isPositive();
        assertThat(shop.value("SELECT last_error FROM ylh_event")).contains("events.timeout");
        configure("events.command = " + folder.resolve("nobody"), LATER[0], LATER[1]);
        shop.execute("UPDATE ylh_event SET next_attempt_at = created_at, attempts = 0");

        assertThat(ylh("sync").code()).isZero();
        assertThat(shop.value("SELECT last_error FROM ylh_event")).contains("nobody");
    }

    /** What a process had in hand that died is told again when its time is over, with the same id. */
    @Test
    void whatADeadProcessHadInHandIsTaken() {
        configure("events.command = " + program("true"));
        cancelled();
        shop.execute("UPDATE ylh_event SET lease_owner = 'gone', attempts = 1");

        isDone("sync");

        assertThat(told()).hasSize(1);
    }

    private static void write(Path path) {
        try {
            Files.writeString(path, "");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path path) {
        try {
            Files.delete(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    // ---- checks

    @Test
    void whatAChecksFindsIsToldWhenItBeginsWorsensAndEnds() {
        configure("events.file = " + file, "check.held = 0;2");
        List<String> orders = shop.orders("paid", true).subList(0, 3);
        orders.forEach(order -> isDone("cancel", order, "--reason", "r", "--yes"));
        int before = events(file).size();
        held(orders.subList(0, 1));

        assertThat(ylh("check", "--only", "held").code()).isEqualTo(1);
        assertThat(ylh("check", "--only", "held").code()).isEqualTo(1);
        held(orders);
        assertThat(ylh("check", "--only", "held").code()).isEqualTo(2);
        shop.execute("UPDATE ylh_cancellation SET state = 'confirmed', hold = NULL");
        assertThat(ylh("check", "--only", "held").code()).isZero();
        held(orders.subList(0, 1));
        assertThat(ylh("check", "--only", "held").code()).isEqualTo(1);

        List<JsonNode> told = events(file).subList(before, events(file).size());
        assertThat(told)
                .extracting(event -> event.path("kind").asText() + " "
                        + event.path("check").asText() + " "
                        + event.path("severity").asText())
                .containsExactly("check.begun held warning", "check.worsened held critical", "check.ended held ok");
        assertThat(told.get(0).path("message").asText()).contains("not within 0");
        assertThat(told.get(0).path("value").isNumber()).isTrue();
        assertThat(told.get(0).path("remedy").asText()).contains("ylh deliveries --state held");
        assertThat(told.get(0).path("since").asText()).isNotBlank();
        assertThat(told).extracting(event -> event.path("id").asText()).doesNotHaveDuplicates();
    }

    private void held(List<String> orders) {
        for (String order : orders) {
            shop.execute("UPDATE ylh_cancellation SET state = 'held', hold = 'told-before' WHERE order_number = '"
                    + order + "'");
        }
    }

    @Test
    void aCheckTellsNothingWhereNobodyWantsToHear() {
        configure("check.last-sync = ;", "check.volume = 1:");

        ylh("check");

        assertThat(shop.value("SELECT COUNT(*) FROM ylh_check")).isEqualTo("0");
    }
}
