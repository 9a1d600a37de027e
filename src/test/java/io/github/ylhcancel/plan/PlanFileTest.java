package io.github.ylhcancel.plan;

import static io.github.ylhcancel.plan.Plans.HEADER;
import static io.github.ylhcancel.plan.Plans.OWN;
import static io.github.ylhcancel.plan.Plans.PLAIN;
import static io.github.ylhcancel.testing.Keys.key;
import static io.github.ylhcancel.testing.Sentences.english;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.ylhcancel.base.ExitCode;
import io.github.ylhcancel.base.UserError;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A plan on the disk: what is written is read again, and whatever else is in the file is refused. */
class PlanFileTest {
    private static final int PLANNED = Integer.getInteger("ylh.planned-orders", 40_000);
    private static final int HEAP_MB = PLANNED / 4_000;

    @TempDir
    Path folder;

    @Test
    void whatWasWrittenIsRead() {
        try (PlanReader plan = Plans.open(Plans.write(file(), PLAIN, OWN))) {
            assertThat(plan.header()).isEqualTo(HEADER);
            assertThat(plan.totals()).isEqualTo(new PlanTotals(2, 7));
            assertThat(orders(plan)).containsExactly(PLAIN, OWN);
        }
    }

    @Test
    void aPlanWithoutAnOrderIsOne() {
        try (PlanReader plan = Plans.open(Plans.write(file()))) {
            assertThat(plan.totals()).isEqualTo(new PlanTotals(0, 0));
            assertThat(plan.hasNext()).isFalse();
        }
    }

    @Test
    void isMadeForPeople() throws IOException {
        List<String> lines = Files.readAllLines(Plans.write(file(), PLAIN, OWN));

        assertThat(lines.get(1)).isEqualTo("\"schema\":\"ylh-plan/1\",");
        assertThat(lines).contains("\"reason\":\"客户要求取消 “𠮷野家”\",", "\"expires_at\":\"2026-03-02T04:00:00.123Z\",");
        assertThat(lines.stream().filter(line -> line.startsWith("{\"id\":\"")))
                .hasSize(2)
                .first()
                .isEqualTo("{\"id\":\"1\",\"order\":\"PO1\",\"so_id\":\"SO1\",\"status\":\"paid\","
                        + "\"updated_at\":\"2026-02-28T01:02:03.123456Z\",\"units\":3},");
        assertThat(lines.get(lines.size() - 2)).startsWith("\"totals\":{\"orders\":2,\"units\":7,");
    }

    @Test
    void onlyItsOwnerCanReadIt() throws IOException {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(Plans.write(file(), PLAIN))))
                .isEqualTo("rw-------");
    }

    @Test
    void mayBeFormattedAnew() throws IOException {
        Path plan = Plans.write(file(), PLAIN, OWN);
        JsonNode tree = new JsonMapper().readTree(plan.toFile());

        Files.writeString(plan, tree.toPrettyString());

        try (PlanReader read = Plans.open(plan)) {
            assertThat(orders(read)).containsExactly(PLAIN, OWN);
        }
    }

    @Test
    void appearsOnlyWhenAllOfItIsWritten() throws IOException {
        try (PlanWriter writer = PlanWriter.create(file(), HEADER)) {
            writer.add(PLAIN);
            assertThat(file()).doesNotExist();
        }
        assertThat(inFolder()).isEmpty();

        Plans.write(file(), PLAIN);

        assertThat(inFolder()).containsExactly(file());
    }

    @Test
    void overwritesNothing() throws IOException {
        Files.writeString(file(), "somebody's");

        assertThat(refused(() -> Plans.write(file(), PLAIN)))
                .endsWith("is there already, and a plan overwrites nothing; name another file");
        assertThat(file()).hasContent("somebody's");
    }

    @Test
    void overwritesNothingThatCameMeanwhile() throws IOException {
        try (PlanWriter writer = PlanWriter.create(file(), HEADER)) {
            Files.writeString(file(), "somebody's");

            assertThat(refused(writer::commit)).contains("is there already");
        }
        assertThat(inFolder()).containsExactly(file());
        assertThat(file()).hasContent("somebody's");
    }

    @Test
    void saysWhereItCannotBeWritten() {
        Path nowhere = folder.resolve("none").resolve("plan.json");

        assertThat(refused(() -> Plans.write(nowhere)))
                .isEqualTo("the plan " + nowhere + " cannot be written: there is no such file");
    }

    @Test
    void saysWhatCannotBeRead() {
        assertThat(refused(() -> Plans.open(file())))
                .isEqualTo("the plan " + file() + " cannot be read: there is no such file");
        assertThat(refused(() -> Plans.open(folder))).endsWith("cannot be read: it is a directory or a pipe");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "ylh-plan/1         | ylh-plan/2          | its schema is \"ylh-plan/2\", and this ylh knows ylh-plan/1",
                "\"schema\"         | \"Schema\"          | it is no plan of ylh",
                "\"units\":3        | \"units\":30        | its totals say 2 orders and 7 units, and it holds 2 and 34",
                "\"orders\":2       | \"orders\":3        | its totals say 3 orders and 7 units, and it holds 2 and 7",
                "\"id\":\"1\"       | \"id\":\"2\"        | it is not as it was written",
                "客户要求取消         | 缺货                 | it is not as it was written",
                "03-02T04:00:00.123 | 03-09T04:00:00.123  | it is not as it was written",
                "0123456789abcdef   | 0123456789abcdee    | it is not as it was written",
                "\"kind\":\"orders\" | \"kind\":\"unpaid\" | it is not as it was written",
                "\"kind\":\"orders\" | \"kind\":\"all\" | its \"kind\" is missing or wrong",
                "\"kind\":\"orders\", | `` | its \"kind\" is missing or wrong",
                "\"status\":\"paid\" | \"status\":\"pending\" | it is not as it was written",
                "\"order\":\"PO1\"  | \"order\":1         | its \"order\" is missing or wrong",
                "\"id\":\"1\"       | \"id\":1            | its \"id\" is missing or wrong",
                "\"id\":\"1\"       | \"id\":\"one\"      | its \"id\" is missing or wrong",
                "\"units\":3        | \"units\":-3        | its \"units\" is missing or wrong",
                "\"units\":3        | \"units\":true      | its \"units\" is missing or wrong",
                "2026-02-28T01:02:03.123456Z | 2026-02-28 | its \"updated_at\" is missing or wrong",
                "\"by\":            | \"from\":           | its \"by\" is missing or wrong",
                "\"note\":null      | \"note\":null,\"force\":\"yes\" | it has a field \"force\" that this ylh does not know",
                "\"units\":3        | \"units\":3,\"all\":\"yes\" | it has a field \"all\" that this ylh does not know",
                "\"note\":null,     | \"note\" null,      | its line 13 is no JSON",
                "\"id\":\"1\",      | \"id\":\"1\",\"id\":\"1\", | its line 17 is no JSON",
            })
    void whatWasChangedIsRefused(String written, String changed, String why) throws IOException {
        Path plan = Plans.write(file(), PLAIN, OWN);
        String text = Files.readString(plan);
        assertThat(text).contains(written);

        Files.writeString(plan, text.replace(written, changed));

        assertThat(refused(() -> Plans.open(plan)))
                .isEqualTo("the plan " + plan + " cannot be carried out: " + why
                        + "; nothing more is done, make a new plan");
    }

    @Test
    void anOrderThatWasTakenOutOrMovedIsMissed() throws IOException {
        Path plan = Plans.write(file(), PLAIN, OWN);
        List<String> lines = Files.readAllLines(plan);
        int first = lines.size() - 5;
        assertThat(lines.get(first)).startsWith("{\"id\":\"1\"");

        List<String> without = new ArrayList<>(lines);
        without.remove(first);
        Files.write(plan, without);
        assertThat(refused(() -> Plans.open(plan)))
                .contains("its totals say 2 orders and 7 units, and it holds 1 and 4");

        List<String> turned = new ArrayList<>(lines);
        turned.set(first, lines.get(first + 1) + ",");
        turned.set(first + 1, lines.get(first).replaceFirst(",$", ""));
        Files.write(plan, turned);
        assertThat(refused(() -> Plans.open(plan))).contains("it is not as it was written");
    }

    /** Wherever it is cut; the last line end is not missed. */
    @Test
    void aFileThatIsCutOffIsRefused() throws IOException {
        Path plan = Plans.write(file(), PLAIN, OWN);
        byte[] whole = Files.readAllBytes(plan);
        for (int length = 0; length < whole.length - 1; length++) {
            Files.write(plan, Arrays.copyOf(whole, length));

            assertThatThrownBy(() -> Plans.open(plan).close())
                    .as("%d bytes", length)
                    .isInstanceOf(UserError.class);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "[1]", "{\"schema\":\"x\"}", "trailing"})
    void whatFollowsTheEndIsRefused(String more) throws IOException {
        Path plan = Plans.write(file(), PLAIN);
        Files.writeString(plan, Files.readString(plan) + more);

        assertThat(refused(() -> Plans.open(plan))).contains("cannot be carried out");
    }

    @Test
    void isNotLookedAtFurtherWhenItsHeaderIsNotAccepted() throws IOException {
        Path plan = Plans.write(file(), PLAIN);
        Files.writeString(plan, Files.readString(plan).replace("\"units\":3", "\"units\":30"));

        assertThatThrownBy(() -> PlanReader.open(plan, header -> {
                    throw UserError.usage("plan.expired", plan, header.expiresAt());
                }))
                .hasMessageContaining("plan.expired");
    }

    /**
     * The file is more than twice the heap of the process that writes and reads it. {@code -Dylh.planned-orders=100000} plans more
     * orders.
     */
    @Test
    void manyOrdersNeedNoMemory() throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx" + HEAP_MB + "m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        ManyOrders.class.getName(),
                        file().toString(),
                        String.valueOf(PLANNED))
                .redirectErrorStream(true)
                .start();
        try (BufferedReader out = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
            assertThat(out.lines())
                    .containsExactly("wrote " + PLANNED + " " + 3 * PLANNED, "read " + PLANNED + " " + 3 * PLANNED);
            assertThat(process.waitFor()).isZero();
        } finally {
            process.destroyForcibly();
        }
        assertThat(Files.size(file())).isGreaterThan(2L * HEAP_MB << 20);
    }

    /** Runs in a process with little memory. */
    static final class ManyOrders {
        public static void main(String[] arguments) {
            Path file = Path.of(arguments[0]);
            int orders = Integer.parseInt(arguments[1]);
            try (PlanWriter writer = PlanWriter.create(file, HEADER)) {
                for (int id = 1; id <= orders; id++) {
                    writer.add(order(id));
                }
                PlanTotals totals = writer.commit().totals();
                System.out.println("wrote " + totals.orders() + " " + totals.units());
            }
            try (PlanReader plan = Plans.open(file)) {
                long found = 0;
                long units = 0;
                while (plan.hasNext()) {
                    found++;
                    units += plan.next().units();
                }
                System.out.println("read " + found + " " + units);
            }
        }

        private static PlannedOrder order(int id) {
            return new PlannedOrder(
                    key(id),
                    "PO" + id,
                    Optional.of("SO" + id),
                    "paid",
                    Plans.CREATED,
                    3,
                    Optional.of("缺".repeat(150)),
                    Optional.empty(),
                    Optional.empty());
        }
    }

    @Test
    void isKnownByTheDigestOfItsFile() throws Exception {
        PlanWriter.Written written;
        try (PlanWriter writer = PlanWriter.create(file(), HEADER)) {
            writer.add(PLAIN);
            written = writer.commit();
        }
        String digest =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file())));

        assertThat(written.sha256()).isEqualTo(digest);
        try (PlanReader plan = Plans.open(file())) {
            assertThat(plan.sha256()).isEqualTo(digest);
            plan.requireSha256(digest.toUpperCase(Locale.ROOT));
            assertThat(refused(() -> plan.requireSha256("0".repeat(64))))
                    .isEqualTo("the plan " + file() + " is not the one that was named: its SHA-256 is " + digest
                            + ", and --plan-sha256 says " + "0".repeat(64));
        }
    }

    /** What was read when it was opened is given as it was then. */
    @ParameterizedTest
    @ValueSource(ints = {0, 500, 1_000, 1_999})
    void whatIsWrittenIntoItMeanwhileIsNeverGiven(int changed) throws IOException {
        List<PlannedOrder> planned = List.of(manyOrders());
        Plans.write(file(), manyOrders());
        String text = Files.readString(file());
        String other = text.replace("\"PO-" + changed + "\"", "\"XX-" + changed + "\"");
        assertThat(other).hasSameSizeAs(text).isNotEqualTo(text);

        List<PlannedOrder> given = new ArrayList<>();
        UserError refused;
        try (PlanReader plan = Plans.open(file())) {
            Files.writeString(file(), other); // in place: the same file
            refused = catchThrowableOfType(UserError.class, () -> {
                while (plan.hasNext()) {
                    given.add(plan.next());
                }
            });
        }

        assertThat(given).isEqualTo(planned.subList(0, given.size()));
        if (changed > 600) { // behind what is read on opening
            assertThat(given).hasSizeLessThan(changed);
            assertThat(english(refused))
                    .endsWith("cannot be carried out: it changes while it is carried out; nothing more is done, make a"
                            + " new plan");
        }
    }

    @Test
    void whatIsWrittenBehindItMeanwhileIsNotRead() throws IOException {
        PlannedOrder[] planned = manyOrders();
        Plans.write(file(), planned);

        try (PlanReader plan = Plans.open(file())) {
            Files.writeString(file(), " ".repeat(200_000), StandardOpenOption.APPEND);
            assertThatThrownBy(() -> orders(plan)).isInstanceOf(UserError.class);
        }
        Plans.write(folder.resolve("another.json"), planned);
        try (PlanReader plan = Plans.open(folder.resolve("another.json"))) {
            Files.delete(folder.resolve("another.json"));
            Files.writeString(folder.resolve("another.json"), "another file of that name");
            assertThat(orders(plan)).containsExactly(planned);
        }
    }

    private static PlannedOrder[] manyOrders() {
        return IntStream.range(0, 2_000)
                .mapToObj(id -> PlannedOrder.of(key(id + 1), "PO-" + id, Optional.empty(), "paid", Plans.CREATED, 1))
                .toArray(PlannedOrder[]::new);
    }

    private Path file() {
        return folder.resolve("plan.json");
    }

    private List<Path> inFolder() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }

    private static List<PlannedOrder> orders(PlanReader plan) {
        List<PlannedOrder> orders = new ArrayList<>();
        while (plan.hasNext()) {
            orders.add(plan.next());
        }
        return orders;
    }

    private interface Doing {
        void run();
    }

    /** The line that the user gets. */
    private static String refused(Doing doing) {
        UserError error = catchThrowableOfType(UserError.class, doing::run);
        assertThat(error).isNotNull();
        assertThat(error.exitCode()).isEqualTo(ExitCode.USAGE);
        return english(error);
    }
}
