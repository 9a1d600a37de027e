package io.github.ylhcancel.bench;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The ways to cancel what is overdue that are compared. Each is a process of its own with a heap of 64 MB. */
enum Way {
    OBVIOUS("one transaction an order"),
    SQL("hand-written SQL in sets"),
    ONE("`ylh cancel-unpaid`, 1 worker"),
    TWO("`ylh cancel-unpaid`, 2 workers");

    /** That many in a chunk of the hand-written SQL. */
    private static final String CHUNK = System.getenv().getOrDefault("CHUNK", "1000");

    private static final String HEAP = "-Xmx64m";

    private final String title;

    Way(String title) {
        this.title = title;
    }

    static Way of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }

    String title() {
        return title;
    }

    boolean isProgram() {
        return this == ONE || this == TWO;
    }

    /** How many of the overdue orders it is measured on: the obvious way is as slow for the last order as for the first. */
    int orders(int overdue, int sample) {
        return this == OBVIOUS ? Math.min(overdue, sample) : overdue;
    }

    Measured run(Path folder, Address address, Shop shop, int orders) throws IOException, InterruptedException {
        return switch (this) {
            case OBVIOUS -> java(folder, address, OrderByOrderSweep.class, shop, String.valueOf(orders));
            case SQL -> java(folder, address, SetBasedSweep.class, shop, CHUNK);
            case ONE -> program(folder, address, shop, 1);
            case TWO -> program(folder, address, shop, 2);
        };
    }

    /** The options of the launcher, so that the same JVM does the same work. */
    private static Measured java(Path folder, Address address, Class<?> main, Shop shop, String argument)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(
                List.of("-XX:TieredStopAtLevel=1", "-XX:-UsePerfData", HEAP, "-cp", classPath(), main.getName()));
        command.addAll(List.of(address.url(), address.user(), address.password(), shop.word(), argument));
        return Measured.run(folder, Map.of(), command);
    }

    /** Only what it needs. */
    private static String classPath() {
        return String.join(
                File.pathSeparator,
                List.of(System.getProperty("java.class.path").split(File.pathSeparator)).stream()
                        .filter(entry ->
                                entry.matches(".*(test-classes/?|(h2|postgresql|mariadb-java-client)-[0-9.]+\\.jar)"))
                        .toList());
    }

    private static Measured program(Path folder, Address address, Shop shop, int workers)
            throws IOException, InterruptedException {
        Path configuration = configuration(folder, address, shop);
        List<String> command = List.of(
                "bin/ylh",
                "-c",
                configuration.toString(),
                "cancel-unpaid",
                "--older-than",
                "24h",
                "--workers",
                String.valueOf(workers),
                "--no-sync",
                "--yes",
                "--max-orders",
                "100000000",
                "--max-percent",
                "100",
                "-o",
                "json");
        return Measured.run(folder, Map.of("YLH_JAVA_OPTS", HEAP), command);
    }

    /** Makes the program's own tables. */
    static void initialise(Path folder, Address address, Shop shop) throws IOException, InterruptedException {
        Path configuration = configuration(folder, address, shop);
        List<String> command = List.of("bin/ylh", "-c", configuration.toString(), "db", "init");
        Measured run = Measured.run(folder, Map.of(), command);
        if (run.exit() != 0) {
            throw new IOException("ylh db init ended with " + run.exit() + ": " + run.err());
        }
    }

    private static Path configuration(Path folder, Address address, Shop shop) throws IOException {
        Path file = folder.resolve("ylh.properties");
        Files.writeString(
                file,
                "db.url = " + H2Engine.withoutSettings(address.url()) + "\ndb.username = " + address.user()
                        + "\ndb.password = " + address.password() + "\nschema = " + shop.word() + "\n");
        // Otherwise the program refuses a file with a password.
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        return file;
    }
}
