package io.github.ylhcancel.launcher;

import io.github.ylhcancel.testing.AnotherUser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A start of a command in an environment like cron's: no locale, nothing inherited, the system's tools on the PATH.
 * Without a class archive, unless the test asks for it by {@link #withArchive}.
 */
final class Launch {
    private static final long LIMIT_SECONDS = 60;

    private final List<String> command;
    private final Path scratch;
    private final Map<String, String> environment = new HashMap<>();
    private Path directory;
    private String input = "";

    /** Its output is kept in files in the directory {@code scratch}. */
    Launch(Path scratch, String... command) {
        this.scratch = scratch;
        this.command = new ArrayList<>(List.of(command));
        this.directory = scratch;
        environment.put("PATH", "/usr/bin:/bin");
        environment.put("HOME", scratch.resolve("home").toString());
        environment.put("YLH_CDS", "off");
    }

    Launch on(Jdk jdk) {
        return with("JAVA_HOME", jdk.home().toString());
    }

    Launch with(String name, Object value) {
        environment.put(name, value.toString());
        return this;
    }

    /** As a user who is not root and to whom the home belongs; skips the test where that cannot be. */
    Launch asAnotherUser(Path readable) {
        try {
            AnotherUser.assumeCanRead(readable);
            Path home = scratch.resolve("home");
            if (!Files.exists(home)) {
                AnotherUser.own(Files.createDirectory(home));
            }
            Files.setPosixFilePermissions(scratch, PosixFilePermissions.fromString("rwxr-xr-x"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return startedBy(AnotherUser.SETPRIV.toArray(String[]::new));
    }

    /** By a command that starts the one that is behind it. */
    Launch startedBy(String... words) {
        command.addAll(0, List.of(words));
        return this;
    }

    Launch withArchive() {
        environment.remove("YLH_CDS");
        return this;
    }

    Launch in(Path workingDirectory) {
        this.directory = workingDirectory;
        return this;
    }

    Launch reading(String text) {
        this.input = text;
        return this;
    }

    Running start(String... arguments) {
        try {
            Path stdin = Files.createTempFile(scratch, "stdin", "");
            Path stdout = Files.createTempFile(scratch, "stdout", "");
            Path stderr = Files.createTempFile(scratch, "stderr", "");
            Files.writeString(stdin, input);
            List<String> all = new ArrayList<>(command);
            all.addAll(List.of(arguments));
            ProcessBuilder builder = new ProcessBuilder(all)
                    .directory(directory.toFile())
                    .redirectInput(stdin.toFile())
                    .redirectOutput(stdout.toFile())
                    .redirectError(stderr.toFile());
            builder.environment().clear();
            builder.environment().putAll(environment);
            return new Running(builder.start(), stdout, stderr);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Result run(String... arguments) {
        return start(arguments).result();
    }

    record Running(Process process, Path stdout, Path stderr) {
        /** Waits for the end; a process that takes too long is killed, and the test fails. */
        Result result() {
            try {
                if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                    throw new AssertionError("still running after " + LIMIT_SECONDS + " s: " + output(stderr));
                }
                return new Result(process.exitValue(), output(stdout), output(stderr));
            } catch (InterruptedException e) {
                process.destroyForcibly();
                Thread.currentThread().interrupt();
                throw new AssertionError(e);
            }
        }

        String said() {
            return output(stdout);
        }

        private static String output(Path file) {
            try {
                return Files.readString(file, StandardCharsets.UTF_8);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    record Result(int exitCode, String stdout, String stderr) {
        /** The arguments as the program got them. */
        List<String> arguments() {
            return List.of(stdout.split("\0", -1));
        }

        String property(String name) {
            String prefix = name + "=";
            Stream<String> found = stdout.lines().filter(line -> line.startsWith(prefix));
            return found.findFirst().orElseThrow(() -> new AssertionError(this)).substring(prefix.length());
        }
    }
}
