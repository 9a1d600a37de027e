package io.github.ylhcancel;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Who may use what. A rule that is in the way is changed here, where one can see it, and not got round. */
class ArchitectureTest {
    private static final String BASE = "io.github.ylhcancel";

    private static final JavaClasses PROGRAM = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(BASE);

    /** Which of our packages a package may use besides itself. {@code Main} and {@code Wiring}, above them all, may use each. */
    private static final Map<String, Set<String>> MAY_USE = Map.ofEntries(
            entry(
                    "cli",
                    Set.of(
                            "cancel",
                            "sweep",
                            "plan",
                            "sync",
                            "callback",
                            "undo",
                            "reconcile",
                            "inspect",
                            "check",
                            "doctor",
                            "hooks",
                            "setup",
                            "run",
                            "config",
                            "csv",
                            "files",
                            "json",
                            "domain",
                            "output",
                            "base",
                            "sandbox")),
            entry(
                    "doctor",
                    Set.of(
                            "hooks", "inspect", "store", "schema", "db", "ylh", "journal", "run", "config", "files",
                            "domain", "base")),
            entry("check", Set.of("store", "schema", "db", "run", "config", "json", "domain", "base")),
            entry("cancel", Set.of("sync", "store", "schema", "db", "run", "config", "csv", "domain", "base")),
            entry("sweep", Set.of("store", "schema", "db", "run", "config", "domain", "base")),
            entry("plan", Set.of("cancel", "files", "json", "domain", "base")),
            entry(
                    "sync",
                    Set.of("hooks", "store", "schema", "db", "ylh", "journal", "run", "config", "domain", "base")),
            entry(
                    "callback",
                    Set.of("sync", "store", "schema", "db", "run", "config", "http", "json", "domain", "base")),
            entry("reconcile", Set.of("sync", "store", "schema", "db", "journal", "run", "config", "domain", "base")),
            entry("undo", Set.of("store", "schema", "db", "run", "config", "domain", "base")),
            entry("inspect", Set.of("sweep", "store", "schema", "db", "run", "config", "domain", "base")),
            entry("setup", Set.of("store", "schema", "db", "run", "config", "domain", "base")),
            entry("run", Set.of("hooks", "store", "schema", "db", "config", "logging", "domain", "base")),
            entry("hooks", Set.of("store", "schema", "db", "config", "files", "json", "domain", "base")),
            entry("store", Set.of("schema", "db", "domain", "base")),
            entry("db", Set.of("files", "domain", "base")),
            entry("ylh", Set.of("config", "files", "domain", "base")),
            entry("config", Set.of("schema", "files", "domain", "base")),
            entry("csv", Set.of("files", "domain", "base")),
            entry("json", Set.of("domain", "base")),
            entry("http", Set.of("domain", "base")),
            entry("journal", Set.of("files", "json", "domain", "base")),
            entry("logging", Set.of("files", "domain", "base")),
            entry("files", Set.of("domain", "base")),
            entry("sandbox", Set.of("http", "domain", "base")),
            entry("domain", Set.of("base")),
            entry("output", Set.of("csv", "json", "domain", "base")),
            entry("schema", Set.of("db", "domain", "base")),
            entry("base", Set.of()));

    /** A pair of numbers that two use cases hand through to be printed; it opens no way to a database. */
    private static final Set<String> HANDED_THROUGH = Set.of(BASE + ".store.Cancellations$Waiting");

    static Stream<String> packages() {
        return MAY_USE.keySet().stream().sorted();
    }

    @ParameterizedTest
    @MethodSource("packages")
    void usesOnlyThePackagesItMay(String name) {
        noClasses()
                .that(resideInAPackage(BASE + "." + name))
                .should()
                .dependOnClassesThat(areOursAndNotIn(name))
                .check(PROGRAM);
    }

    private static DescribedPredicate<JavaClass> areOursAndNotIn(String name) {
        Set<String> allowed = Stream.concat(Stream.of(name), MAY_USE.get(name).stream())
                .map(other -> BASE + "." + other)
                .collect(Collectors.toSet());
        return describe(
                "are ours and neither in " + name + " nor in " + MAY_USE.get(name),
                used -> used.getPackageName().startsWith(BASE)
                        && !allowed.contains(used.getPackageName())
                        && !HANDED_THROUGH.contains(used.getName()));
    }

    @Test
    void everyPackageHasItsLineInTheTable() {
        assertThat(PROGRAM.stream()
                        .map(JavaClass::getPackageName)
                        .filter(name -> !name.equals(BASE))
                        .map(name -> name.substring(BASE.length() + 1)))
                .containsOnly(MAY_USE.keySet().toArray(String[]::new));
    }

    @Test
    void packagesDoNotGoInCircles() {
        slices().matching(BASE + ".(*)..").should().beFreeOfCycles().check(PROGRAM);
    }

    @Test
    void theDomainNeedsNothingButTheJdk() {
        classes()
                .that()
                .resideInAnyPackage(BASE + ".domain", BASE + ".base")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("java..", BASE + ".domain", BASE + ".base")
                .check(PROGRAM);
    }

    @ParameterizedTest
    @CsvSource({
        "java.sql.., db|store",
        "javax.sql.., db",
        "org.flywaydb.., db",
        "org.h2.., db",
        "java.net.http.., ylh|sandbox",
        "org.eclipse.jetty.., http",
        "picocli.., cli",
        "ch.qos.logback.., logging"
    })
    void eachOfTheseIsKnownToItsOwnersOnly(String library, String owners) {
        noClasses()
                .that()
                .resideOutsideOfPackages(Stream.of(owners.split("\\|"))
                        .map(owner -> BASE + "." + owner)
                        .toArray(String[]::new))
                .should()
                .dependOnClassesThat()
                .resideInAPackage(library)
                .check(PROGRAM);
    }

    /** Jdbi begins and ends transactions; statements are {@code Sql}'s, which loads no Jdbi. */
    @Test
    void onlyTransactionsKnowJdbi() {
        noClasses()
                .that(describe("are not Transactions", type -> !outermost(type).equals(BASE + ".db.Transactions")))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.jdbi..")
                .check(PROGRAM);
    }

    private static String outermost(JavaClass type) {
        return type.getName().replaceFirst("\\$.*", "");
    }

    /** {@code Signals} and {@code Rehearsal} end a process that nobody waits for any more; they print nothing. */
    @Test
    void onlyMainKnowsTheStandardStreamsAndEndsTheProcess() {
        List<String> ends = List.of("java.lang.System.exit(", "java.lang.Runtime.exit(", "java.lang.Runtime.halt(");
        List<String> streams = List.of(
                "java.lang.System.in",
                "java.lang.System.out",
                "java.lang.System.err",
                "java.lang.System.console(",
                "java.io.FileDescriptor.in",
                "java.io.FileDescriptor.out",
                "java.io.FileDescriptor.err");

        onlyIn(ends, Main.class, Signals.class, Rehearsal.class);
        onlyIn(streams, Main.class);
    }

    @Test
    void nobodyPrintsAStackTraceToStandardError() {
        noClasses()
                .should()
                .callMethodWhere(describe(
                        "a stack trace is printed",
                        call -> call.getTarget().getFullName().endsWith(".printStackTrace()")))
                .check(PROGRAM);
    }

    @Test
    void onlyMainReadsTheEnvironment() {
        onlyIn(List.of("java.lang.System.getenv("), Main.class);
    }

    /** Everybody else is given a {@code Clock}. The rehearsal starts the program as {@code Main} does. */
    @Test
    void onlyMainLooksAtTheMachinesClock() {
        List<String> clocks = List.of(
                "java.time.Clock.system",
                "java.time.Clock.tick",
                "java.time.Instant.now(",
                "java.time.LocalDate.now(",
                "java.time.LocalTime.now(",
                "java.time.LocalDateTime.now(",
                "java.time.OffsetDateTime.now(",
                "java.time.ZonedDateTime.now(",
                "java.time.Year.now(",
                "java.lang.System.currentTimeMillis(",
                "java.lang.System.nanoTime(");

        onlyIn(clocks, Main.class, Rehearsal.class);
    }

    /** Everybody else is given a {@code RandomGenerator}, or a seed. The sandbox makes up tokens, which no test foresees, and the
     * mark of a colour must be known to nobody. */
    @Test
    void onlyTheWiringDrawsNumbersThatNoTestCanRepeat() throws ClassNotFoundException {
        List<String> sources = List.of(
                "java.util.Random.<init>()",
                "java.util.SplittableRandom.<init>()",
                "java.security.SecureRandom.<init>(",
                "java.util.concurrent.ThreadLocalRandom.",
                "java.util.random.RandomGenerator.getDefault(",
                "java.util.UUID.randomUUID(",
                "java.lang.Math.random(");

        onlyIn(sources, Wiring.class, Class.forName(BASE + ".sandbox.PlayYlh"), Class.forName(BASE + ".output.Style"));
    }

    /** Everybody else is given a {@code Sleeper}. The rehearsal's watch sleeps until it ends the process. */
    @Test
    void onlyTheRehearsalSleeps() {
        onlyIn(List.of("java.lang.Thread.sleep(", "java.util.concurrent.TimeUnit.sleep("), Rehearsal.class);
    }

    /** Whatever is started leads a group of its own, gets nothing of ours and has to end, which is seen to in one place. */
    @Test
    void onlyHooksStartsPrograms() {
        List<String> starting = List.of("java.lang.ProcessBuilder.", "java.lang.Runtime.exec(");

        noClasses()
                .that(describe("are elsewhere", type -> !type.getPackageName().equals(BASE + ".hooks")))
                .should()
                .accessTargetWhere(describe("it starts a program", access -> isOneOf(starting, access)))
                .check(PROGRAM);
    }

    /**
     * Everybody else is given what is in a file, or a stream. Orders may come from any file, the rehearsal and the demonstration have a
     * folder of their own, and the name of the machine and of the process's account are the system's.
     */
    @Test
    void filesAreOpenedInOnePlace() {
        List<String> opening = List.of(
                "java.nio.file.Files.newInputStream(",
                "java.nio.file.Files.newOutputStream(",
                "java.nio.file.Files.newByteChannel(",
                "java.nio.file.Files.newBuffered",
                "java.nio.file.Files.readString(",
                "java.nio.file.Files.readAll",
                "java.nio.file.Files.lines(",
                "java.nio.file.Files.write",
                "java.nio.file.Files.createFile(",
                "java.nio.file.Files.createDirector",
                "java.nio.channels.FileChannel.open(",
                "java.io.FileInputStream.<init>(java.",
                "java.io.FileOutputStream.<init>(java.io.File",
                "java.io.FileReader.<init>(",
                "java.io.FileWriter.<init>(",
                "java.io.RandomAccessFile.<init>(");
        Set<String> others = Set.of(
                "Rehearsal",
                "cli.DemoCommand",
                "cli.CancelFileRun",
                "csv.OrderFile",
                "run.CurrentRun",
                "run.ProcessUser");

        noClasses()
                .that(describe(
                        "are elsewhere",
                        type -> !type.getPackageName().equals(BASE + ".files")
                                && !others.contains(outermost(type).substring(BASE.length() + 1))))
                .should()
                .accessTargetWhere(
                        describe("it opens a file", access -> isOneOf(opening, access) && !isDescriptor(access)))
                .check(PROGRAM);
    }

    /** The streams that the process was started with. */
    private static boolean isDescriptor(JavaAccess<?> access) {
        return access.getTarget().getFullName().contains("(java.io.FileDescriptor)");
    }

    /** The JDK tells the times of a certificate as it did in the beginning, and only so. */
    @Test
    void timesAreInstants() {
        noClasses()
                .that(describe("read no certificate", type -> !type.getName().equals(BASE + ".ylh.Wire")))
                .should()
                .dependOnClassesThat()
                .haveNameMatching("java\\.util\\.(Date|Calendar|GregorianCalendar|TimeZone)"
                        + "|java\\.sql\\.(Date|Time|Timestamp)|java\\.text\\.(Simple)?DateFormat")
                .check(PROGRAM);
    }

    /** What the compiler writes would print every component. It makes its own {@code toString} final, and ours are not. */
    @Test
    void recordsWithSecretsSayThemselvesHowTheyArePrinted() {
        noMethods()
                .that()
                .haveName("toString")
                .and()
                .areDeclaredInClassesThat(describe("are records that hold a secret", ArchitectureTest::holdsSecret))
                .should()
                .beFinal()
                .check(PROGRAM);
    }

    private static boolean holdsSecret(JavaClass type) {
        return type.isRecord()
                && (type.getSimpleName().equals("Token")
                        || type.getAllFields().stream()
                                .anyMatch(field -> field.getName().matches("(?i).*(password|secret|environment).*")));
    }

    @Test
    void namesSayWhatAThingIs() {
        noClasses()
                .should()
                .haveNameMatching(".*(Util|Utils|Helper|Manager|Impl)(\\$.*)?")
                .check(PROGRAM);
    }

    private static void onlyIn(List<String> targets, Class<?>... places) {
        noClasses()
                .that(describe("are elsewhere", type -> !belongToAnyOf(places).test(type)))
                .should()
                .accessTargetWhere(describe("it is one of " + targets, access -> isOneOf(targets, access)))
                .check(PROGRAM);
    }

    private static boolean isOneOf(List<String> targets, JavaAccess<?> access) {
        return targets.stream().anyMatch(access.getTarget().getFullName()::startsWith);
    }
}
