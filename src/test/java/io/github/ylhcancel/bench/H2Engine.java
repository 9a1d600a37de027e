package io.github.ylhcancel.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.h2.engine.Constants;

/** H2 in the process of whoever works on it, as the program uses it. */
final class H2Engine implements Engine {
    private final Path folder;

    H2Engine(Path folder) {
        this.folder = folder;
    }

    private Path file(String name) {
        return folder.resolve(name + ".mv.db");
    }

    private Address address(String name) {
        // A commit is on the disk before it is reported, as in the program.
        return new Address("jdbc:h2:file:" + folder.resolve(name) + ";WRITE_DELAY=0", "", "");
    }

    /** For the program, which has its own opinion on the settings. */
    static String withoutSettings(String url) {
        return url.replaceFirst(";.*", "");
    }

    @Override
    public String folder() {
        return "h2";
    }

    @Override
    public String described() {
        return "H2 " + Constants.VERSION + " (embedded, WRITE_DELAY=0)";
    }

    @Override
    public Address empty() throws IOException {
        Files.deleteIfExists(file("original"));
        Files.createDirectories(folder);
        return address("original");
    }

    @Override
    public void keep() throws SQLException {
        try (Connection connection = address("original").connect();
                Statement statement = connection.createStatement()) {
            statement.execute("ANALYZE");
            statement.execute("SHUTDOWN COMPACT");
        }
    }

    @Override
    public Address restore() throws IOException {
        Files.copy(file("original"), file("copy"), StandardCopyOption.REPLACE_EXISTING);
        return address("copy");
    }

    @Override
    public void close() {
        // No process of its own.
    }
}
