package io.github.ylhcancel.process;

import static org.awaitility.Awaitility.await;

import io.github.ylhcancel.base.Checkpoint;
import io.github.ylhcancel.testing.Ran;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Runs commands as cron would: with no environment but a PATH and a home, in a folder of its own, with nothing on standard input.
 * What it started and what still runs when it is closed is killed.
 *
 * <p>Each command goes through a script, because the JVM of the tests may itself be unable to pass on Chinese arguments.
 */
final class Shell implements AutoCloseable {
    /** The program of this checkout. */
    static final String YLH = Path.of("bin/ylh").toAbsolutePath().toString();

    /**
     * In front of a command that is to be interrupted: who runs the tests in the background of a shell has made them deaf to SIGINT,
     * and so their children.
     */
    static final List<String> INTERRUPTIBLE = List.of("env", "--default-signal=INT");

    /** The Java that runs the tests. */
    static final String JAVA =
            Path.of(System.getProperty("java.home"), "bin", "java").toString();

    private final Path files;
    private final Map<String, String> environment = new LinkedHashMap<>();
    private final List<Job> jobs = new ArrayList<>();
    private Path directory;
    private byte[] input = {};

    /**
     * @param folder in which everything is kept; the commands' own directory is {@code work} in it, their home {@code home}
     */
    Shell(Path folder) {
        files = created(folder.resolve("jobs"));
        directory = created(folder.resolve("work"));
        environment.put("PATH", Path.of(JAVA).getParent() + ":/usr/bin:/bin");
        environment.put("HOME", created(folder.resolve("home")).toString());
    }

    private static Path created(Path folder) {
        try {
            return Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path directory() {
        return directory;
    }

    Path home() {
        return Path.of(environment.get("HOME"));
    }

    /** Sets a variable for all commands from now on. */
    Shell with(String name, String value) {
        environment.put(name, value);
        return this;
    }

    /** Standard input of the next command. */
    Shell reading(String text) {
        return reading(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Standard input of the next command. */
    Shell reading(byte[] bytes) {
        input = bytes.clone();
        return this;
    }

    /** Runs a command to its end. */
    Ran run(String... command) {
        return start(command).ended();
    }

    Job start(String... command) {
        Path base = files.resolve(String.valueOf(jobs.size() + 1));
        try {
            Path script = Files.writeString(path(base, "sh"), "exec " + line(command) + "\n");
            ProcessBuilder builder = new ProcessBuilder("/bin/sh", script.toString())
                    .directory(directory.toFile())
                    .redirectInput(Files.write(path(base, "in"), input).toFile())
                    .redirectOutput(path(base, "out").toFile())
                    .redirectError(path(base, "err").toFile());
            builder.environment().clear();
            builder.environment().putAll(environment);
            Job job = new Job(builder.start(), path(base, "out"), path(base, "err"));
            jobs.add(job);
            input = new byte[0];
            return job;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path path(Path base, String extension) {
        return base.resolveSibling(base.getFileName() + "." + extension);
    }

    /** The words of two parts of a command. */
    static String[] words(List<String> first, String... then) {
        return Stream.concat(first.stream(), Stream.of(then)).toArray(String[]::new);
    }

    /**
     * Starts the program in a process that stops for ever at a checkpoint, and waits until it is there, or has ended.
     *
     * @param arguments what the program gets
     */
    Job startUntil(Checkpoint deadly, String... arguments) {
        Path reached = files.resolve((jobs.size() + 1) + ".reached");
        List<String> program = List.of(
                JAVA,
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                CrashingMain.class.getName(),
                deadly.name(),
                reached.toString());
        Job job = start(words(program, arguments));
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(10))
                .until(() -> Files.exists(reached) || !job.isAlive());
        return job;
    }

    /** The words as one line that a shell takes apart into the same words. */
    static String line(String... words) {
        return Stream.of(words)
                .map(word -> "'" + word.replace("'", "'\\''") + "'")
                .collect(Collectors.joining(" "));
    }

    @Override
    public void close() {
        jobs.forEach(Job::kill);
    }
}
