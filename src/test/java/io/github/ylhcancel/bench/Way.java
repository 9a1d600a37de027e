package io.github.ylhcancel.bench;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
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

    Measured run(Program program, int orders) throws IOException, InterruptedException {
        return switch (this) {
            case OBVIOUS -> java(program, OrderByOrderSweep.class, String.valueOf(orders));
            case SQL -> java(program, SetBasedSweep.class, CHUNK);
            case ONE -> sweep(program, 1);
            case TWO -> sweep(program, 2);
        };
    }

    /** The options of the launcher, so that the same JVM does the same work. */
    private static Measured java(Program instead, Class<?> main, String argument)
            throws IOException, InterruptedException {
        Address address = instead.address();
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(
                "-XX:TieredStopAtLevel=1", "-XX:-UsePerfData", Program.HEAP, "-cp", classPath(), main.getName()));
        command.addAll(List.of(
                address.url(),
                address.user(),
                address.password(),
                instead.shop().word(),
                argument));
        return Measured.run(instead.folder(), Map.of(), command);
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

    private static Measured sweep(Program program, int workers) throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>(Program.SWEEP);
        arguments.addAll(List.of("--workers", String.valueOf(workers)));
        return program.run(arguments);
    }
}
