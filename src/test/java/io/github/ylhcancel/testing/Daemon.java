package io.github.ylhcancel.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.opentest4j.TestAbortedException;

/** A server program of the system's packages, which refuse to run as root: then they run as another user. */
final class Daemon {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Path HERE = Path.of("target/servers").toAbsolutePath();
    private static final boolean ROOT = "root".equals(System.getProperty("user.name"));

    private Daemon() {}

    /** The newest of the programs with that name in these folders, or nothing: then the test is left out. */
    static Path program(String name, String... folders) {
        return find(name, Files::isExecutable, folders);
    }

    /** The same for what a program loads. */
    static Path library(String name, String... folders) {
        return find(name, Files::isReadable, folders);
    }

    private static Path find(String name, Predicate<Path> usable, String... folders) {
        return Stream.of(folders)
                .flatMap(Daemon::matching)
                .map(folder -> folder.resolve(name))
                .filter(usable)
                .findFirst()
                .orElseThrow(() -> missing(name));
    }

    /** Under CI nothing may be missing but what could not be installed. */
    private static RuntimeException missing(String name) {
        String message = "no " + name + " on this machine, its tests are left out";
        if (System.getenv("CI") != null && System.getenv("WITHOUT_SERVERS") == null) {
            throw new AssertionError(message);
        }
        System.err.println("WARNING: " + message);
        return new TestAbortedException(message);
    }

    private static Stream<Path> matching(String folder) {
        int star = folder.indexOf('*');
        if (star < 0) {
            return Stream.of(Path.of(folder));
        }
        Path above = Path.of(folder.substring(0, star));
        if (!Files.isDirectory(above)) {
            return Stream.empty();
        }
        try (Stream<Path> versions = Files.list(above)) {
            return versions
                    .sorted((one, other) -> other.compareTo(one))
                    .map(version -> version.resolve(folder.substring(star + 2)))
                    .toList()
                    .stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A folder that the server's user may use, below target if that user gets there. */
    static Path folder(String name) {
        try {
            Files.createDirectories(HERE);
            boolean reached = run(HERE, as("test", "-x", HERE.toString())) == 0;
            Path folder = reached ? Files.createTempDirectory(HERE, name) : Files.createTempDirectory(name);
            give(folder);
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Makes the server's user the owner. */
    static void give(Path path) {
        if (ROOT && run(HERE, List.of("chown", "-R", "postgres:postgres", path.toString())) != 0) {
            throw new AssertionError("cannot give away " + path);
        }
    }

    private static List<String> as(String... command) {
        List<String> all = new ArrayList<>();
        if (ROOT) {
            all.addAll(List.of("setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", "--"));
        }
        all.addAll(List.of(command));
        return all;
    }

    /** Runs it to its end, which must be a good one. */
    static void run(Path folder, String... command) {
        if (run(folder, as(command)) != 0) {
            throw new AssertionError(String.join(" ", command) + ": " + log(folder));
        }
    }

    private static int run(Path folder, List<String> command) {
        try {
            Process process = start(folder, command);
            if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("still running: " + command);
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    static void signal(String name, String pid) {
        if (run(HERE, List.of("kill", "-" + name, pid)) != 0) {
            throw new AssertionError("cannot send " + name + " to " + pid);
        }
    }

    /** The process is the server itself: what starts it becomes it. */
    static Process start(Path folder, String... command) {
        return start(folder, as(command));
    }

    private static Process start(Path folder, List<String> command) {
        Path log = folder.resolve("log");
        try {
            ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
            builder.directory(folder.toFile());
            builder.environment().put("LC_ALL", "C.UTF-8");
            return builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String log(Path folder) {
        try {
            return Files.readString(folder.resolve("log"));
        } catch (IOException e) {
            return Optional.ofNullable(e.getMessage()).orElse("");
        }
    }

    /** One that is free now, of those that no outgoing connection takes before the server does. */
    static int port() {
        while (true) {
            int port = ThreadLocalRandom.current().nextInt(15_000, 32_000);
            try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (BindException taken) {
                // Another one, then.
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Ends it, and removes its folder. */
    static void remove(Path folder) {
        run(HERE, List.of("rm", "-rf", folder.toString()));
    }
}
