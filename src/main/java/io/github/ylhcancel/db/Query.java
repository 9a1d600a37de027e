package io.github.ylhcancel.db;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** A statement over plain JDBC, with positional parameters. */
public final class Query {
    /** Makes one value of the row at which the result set stands. */
    public interface Reader<T> {
        T read(ResultSet row) throws SQLException;
    }

    private Query() {}

    public static <T> List<T> list(Connection connection, String sql, Reader<T> reader, Object... parameters)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            List<T> found = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    found.add(reader.read(rows));
                }
            }
            return found;
        }
    }

    /** The first row, if there is one. */
    public static <T> Optional<T> first(Connection connection, String sql, Reader<T> reader, Object... parameters)
            throws SQLException {
        return list(connection, sql, reader, parameters).stream().findFirst();
    }

    /** Not a query: answers how many rows it changed. */
    public static int update(Connection connection, String sql, Object... parameters) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            return statement.executeUpdate();
        }
    }

    /** So many question marks. */
    public static String places(int count) {
        return String.join(", ", Collections.nCopies(count, "?"));
    }

    public static OptionalLong optionalLong(ResultSet row, String column) throws SQLException {
        long number = row.getLong(column);
        return row.wasNull() ? OptionalLong.empty() : OptionalLong.of(number);
    }

    public static Optional<String> optional(ResultSet row, String column) throws SQLException {
        return Optional.ofNullable(row.getString(column)).filter(text -> !text.isEmpty());
    }
}
