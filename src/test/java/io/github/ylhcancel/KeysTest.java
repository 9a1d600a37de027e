package io.github.ylhcancel;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.github.ylhcancel.domain.RowKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The keys of the shop's rows are no numbers to this program, so that a shop may have keys of another kind. Those of its own rows are. */
class KeysTest {
    private static final String BASE = "io.github.ylhcancel.";
    private static final JavaClasses PROGRAM = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.github.ylhcancel");

    private static final Pattern NAME_OF_A_KEY = Pattern.compile("ids?|keys?|\\w+(Id|Key)s?|parent|root|family");
    private static final Pattern NUMBER = Pattern.compile("\\b(long|java\\.lang\\.Long|java\\.util\\.OptionalLong)\\b");
    private static final Pattern READ_AS_A_NUMBER =
            Pattern.compile("(?:[nN]umber|[iI]nteger)\\(\"((?:\\w+_)?(?:id|key)|root|belongs_to)\"\\)");

    /** They are made up where a shop to play with is written. */
    private static final String SAMPLE_DATA = BASE + "store.SampleShop";

    /** What names a row of {@code ylh_cancellation}. */
    private static final Set<String> OURS = Set.of(
            "domain.Cancellation.id",
            "store.CancelAnswer$AlreadyCancelled.cancellationId",
            "store.CancelAnswer$Cancelled.cancellationId",
            "store.Outbox$Written.cancellationId");

    @Test
    void nothingThatIsNamedAsAKeyHoldsANumber() {
        assertThat(PROGRAM.stream()
                        .filter(KeysTest::dealsWithOrders)
                        .flatMap(type -> type.getFields().stream())
                        .filter(KeysTest::isKeyAndNumber)
                        .map(field -> field.getFullName().substring(BASE.length())))
                .containsExactlyInAnyOrderElementsOf(OURS);
    }

    private static boolean dealsWithOrders(JavaClass type) {
        String name = type.getName();
        return Stream.of("domain", "store", "cancel", "sweep", "plan")
                        .anyMatch(room -> name.startsWith(BASE + room + "."))
                && !type.isEquivalentTo(RowKey.class)
                && !name.startsWith(SAMPLE_DATA);
    }

    private static boolean isKeyAndNumber(JavaField field) {
        return NAME_OF_A_KEY.matcher(field.getName()).matches()
                && NUMBER.matcher(field.getType().toString() + " " + generic(field))
                        .find();
    }

    private static String generic(JavaField field) {
        return field.reflect().getGenericType().getTypeName();
    }

    @Test
    void onlyOurOwnKeysAreReadAsNumbers() throws IOException {
        assertThat(sources().flatMap(KeysTest::readAsNumbers))
                .containsExactlyInAnyOrder(
                        "Callbacks: id",
                        "Events: event_id",
                        "Cancellations: id",
                        "Outbox: cancellation_id",
                        "OldRows: row_key",
                        "OldOrders: id");
    }

    private static Stream<Path> sources() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
            return files.filter(file -> file.toString().endsWith(".java")).toList().stream();
        }
    }

    private static Stream<String> readAsNumbers(Path file) {
        try {
            String name = file.getFileName().toString().replace(".java", "");
            List<MatchResult> found =
                    READ_AS_A_NUMBER.matcher(Files.readString(file)).results().toList();
            return found.stream().map(column -> name + ": " + column.group(1));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void onlyTheDatabaseKnowsWhatAKeyIsMadeOf() {
        List<String> inside = List.of(RowKey.class.getName() + ".of(", RowKey.class.getName() + ".stored(");
        noClasses()
                .that()
                .resideOutsideOfPackage(BASE + "db")
                .and()
                .doNotBelongToAnyOf(RowKey.class)
                .should()
                .accessTargetWhere(describe(
                        "it is one of " + inside,
                        access -> inside.stream().anyMatch(access.getTarget().getFullName()::startsWith)))
                .check(PROGRAM);
    }

    /** In a plan, in the journal, on the command line, in the configuration, and where pruning stopped. Everywhere else it comes from the database. */
    @Test
    void aKeyIsMadeOfATextOnlyWhereSomebodyWroteItDown() {
        assertThat(PROGRAM.stream()
                        .filter(type -> type.getAccessesFromSelf().stream()
                                .anyMatch(access -> access.getTarget()
                                        .getFullName()
                                        .startsWith(RowKey.class.getName() + ".ofText(")))
                        .map(JavaClass::getSimpleName))
                .containsExactlyInAnyOrder("PlanFields", "ToldLine", "Orders", "ShopSchema", "OldRows");
    }
}
