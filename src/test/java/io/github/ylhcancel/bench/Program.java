package io.github.ylhcancel.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The program of a build as a process with a heap of 64 MB, with one shop as its own. */
record Program(Build build, Path folder, Address address, Shop shop) {
    static final String HEAP = "-Xmx64m";
    static final String CONFIGURATION = "ylh.properties";

    /** All that is overdue, whatever the safety limits say, without a word to YLH. */
    static final List<String> SWEEP = List.of(
            "cancel-unpaid",
            "--older-than",
            "24h",
            "--no-sync",
            "--yes",
            "--max-orders",
            "100000000",
            "--max-percent",
            "100",
            "-o",
            "json");

    /** Makes the program's own tables. */
    void initialise() throws IOException, InterruptedException {
        Measured run = run(Map.of(), List.of("db", "init"));
        if (run.exit() != 0) {
            throw new IOException("ylh db init ended with " + run.exit() + ": " + run.err());
        }
    }

    Measured run(List<String> arguments) throws IOException, InterruptedException {
        return run(Map.of("YLH_JAVA_OPTS", HEAP), arguments);
    }

    private Measured run(Map<String, String> environment, List<String> arguments)
            throws IOException, InterruptedException {
        List<String> command =
                new ArrayList<>(List.of(build.launcher(), "-c", configuration().toString()));
        command.addAll(arguments);
        return Measured.run(folder, environment, command);
    }

    private Path configuration() throws IOException {
        Path file = folder.resolve(CONFIGURATION);
        Files.writeString(
                file,
                "db.url = " + H2Engine.withoutSettings(address.url()) + "\ndb.username = " + address.user()
                        + "\ndb.password = " + address.password()
                        + (build.isThis() ? "\nschema.preset = " : "\nschema = ")
                        + shop.word()
                        + "\nschema.time-zone = UTC"
                        + "\nylh.source-system = BENCH\n");
        // Otherwise the program refuses a file with a password.
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        return file;
    }
}
