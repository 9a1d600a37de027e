package io.github.ylhcancel.store;

import io.github.ylhcancel.db.DatabaseAddress;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/** Another transaction, which holds what its statements did until it is closed; then all of it is undone. */
public final class Held implements AutoCloseable {
    private final Connection connection;

    public Held(DatabaseAddress address, String... statements) {
        try {
            connection = DriverManager.getConnection(address.url(), address.username(), address.password());
            connection.setAutoCommit(false);
            try (Statement statement = connection.createStatement()) {
                for (String sql : statements) {
                    statement.execute(sql);
                }
            }
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    /** Keeps what it did. */
    public void commit() {
        try {
            connection.commit();
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    /** Lets go of everything, and undoes it. */
    public void release() {
        try {
            connection.rollback();
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        release();
        try {
            connection.close();
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }
}
