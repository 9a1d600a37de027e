package io.github.ylhcancel.testing;

import io.github.ylhcancel.db.DatabaseAddress;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Servers that hold the same and all take writes, by their numbers from 1 on. One of them may be killed and come back. */
public interface Cluster {
    int nodes();

    int port(int number);

    /** As a machine that crashes. */
    void kill(int number);

    /** One that was killed takes part again, when it has what the others have written meanwhile. */
    void comeBack(int number) throws IOException;

    /** What makes a session wait before each of its transactions until its server has what the others have written by then. */
    String catchingUp();

    /** How often a transaction of its was undone because another's came first; 0 of one that is not there. */
    long conflicts(int number);

    /** A database on the first of these that answers. */
    default DatabaseAddress address(String database, int... numbers) {
        String hosts = IntStream.of(numbers)
                .mapToObj(number -> "127.0.0.1:" + port(number))
                .collect(Collectors.joining(","));
        String several = numbers.length > 1 ? "sequential:" : "";
        return new DatabaseAddress(
                "jdbc:mariadb:" + several + "//" + hosts + "/" + database + "?sslMode=disable", "root", "", false);
    }

    /** Without a database. */
    default Connection connect(int number) throws SQLException {
        return DriverManager.getConnection(
                "jdbc:mariadb://127.0.0.1:" + port(number) + "/?sslMode=disable", "root", "");
    }

    default void execute(int number, String... statements) {
        try (Connection connection = connect(number);
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    /** Waits until it has what the others have written by now. */
    default void catchUp(int number) {
        execute(number, catchingUp(), "SELECT 1 FROM mysql.user LIMIT 1");
    }
}
