package io.github.ylhcancel.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;

/**
 * A database of the benchmark's own, with two states: the original, which is filled once for each size, and the copy that one run
 * changes. Every run starts from a new copy.
 */
interface Engine extends AutoCloseable {
    /**
     * The database of that kind.
     *
     * @param place a folder for all that it writes
     */
    static Engine open(String database, Path place) throws IOException {
        Files.createDirectories(place);
        return switch (database) {
            case "postgresql" -> new PostgresqlEngine(place);
            case "mariadb" -> new MariadbEngine(place);
            case "mysql" -> new MysqlEngine(place);
            case "h2" -> new H2Engine(place);
            default -> throw new IllegalArgumentException("DATABASES: no such database: " + database);
        };
    }

    /** The folder of its scripts. */
    String folder();

    /** What it is called in a table. */
    default String name() {
        return folder();
    }

    /** Version and settings, as they are printed above the table. */
    String described();

    /** A new, empty original. */
    Address empty() throws IOException, SQLException;

    /** Ends the filling of the original: its statistics are up to date, and it is not changed any more. */
    void keep() throws IOException, SQLException;

    /** A new copy of the original. */
    Address restore() throws IOException, SQLException;

    /** What was made in the copy since has its statistics, too. */
    default void settle() throws SQLException {}

    @Override
    void close() throws IOException;
}
