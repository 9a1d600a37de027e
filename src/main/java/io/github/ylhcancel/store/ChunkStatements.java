package io.github.ylhcancel.store;

import io.github.ylhcancel.db.Query;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Statements on many rows at once. In the SQL {@code :ids} stands for their keys, and it comes after every other parameter. Plain JDBC:
 * a thousand keys in seven statements a chunk would keep Jdbi busy for longer than the database.
 */
final class ChunkStatements {
    private static final int STEP = 4;
    /** A power of four, with room for other parameters below the 65,535 that PostgreSQL takes in one statement. */
    private static final int MOST = 16_384;

    private final Connection connection;
    private final ShopSchema schema;

    ChunkStatements(Connection connection, ShopSchema schema) {
        this.connection = connection;
        this.schema = schema;
    }

    int update(String template, Collection<Long> ids, Object... before) throws SQLException {
        int rows = 0;
        for (List<Long> keys : slices(ids)) {
            try (PreparedStatement statement = prepare(template, keys, before)) {
                rows += statement.executeUpdate();
            }
        }
        return rows;
    }

    /** What is selected for very many keys comes in slices: a sum is then one of several that make up the whole. */
    <T> List<T> list(String template, Query.Reader<T> reader, Collection<Long> ids, Object... before)
            throws SQLException {
        List<T> found = new ArrayList<>();
        for (List<Long> keys : slices(ids)) {
            try (PreparedStatement statement = prepare(template, keys, before);
                    ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    found.add(reader.read(rows));
                }
            }
        }
        return found;
    }

    /** Runs a statement once for each row of parameters, in one go; answers how many rows each changed. */
    int[] batch(String template, List<Object[]> rows) throws SQLException {
        if (rows.isEmpty()) {
            return new int[0];
        }
        try (PreparedStatement statement = connection.prepareStatement(schema.render(template))) {
            for (Object[] row : rows) {
                for (int i = 0; i < row.length; i++) {
                    statement.setObject(i + 1, row[i]);
                }
                statement.addBatch();
            }
            return statement.executeBatch();
        }
    }

    /** A SELECT that takes an array of keys, where the database knows arrays. */
    <T> void arrays(String sql, Query.Reader<T> reader, Collection<Long> keys) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setArray(1, connection.createArrayOf("bigint", keys.toArray()));
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    reader.read(rows);
                }
            }
        }
    }

    /** An UPDATE that takes an array of keys and one of values, where the database knows arrays. */
    int updateArrays(String sql, Collection<Long> keys, Collection<Long> values) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setArray(1, connection.createArrayOf("bigint", keys.toArray()));
            statement.setArray(2, connection.createArrayOf("bigint", values.toArray()));
            return statement.executeUpdate();
        }
    }

    private PreparedStatement prepare(String template, List<Long> keys, Object... before) throws SQLException {
        String sql = schema.render(template).replace(":ids", "?" + ", ?".repeat(keys.size() - 1));
        PreparedStatement statement = connection.prepareStatement(sql);
        int index = 1;
        for (Object value : before) {
            statement.setObject(index++, value);
        }
        for (long key : keys) {
            statement.setLong(index++, key);
        }
        return statement;
    }

    private static List<List<Long>> slices(Collection<Long> ids) {
        List<Long> keys = new ArrayList<>(ids);
        List<List<Long>> slices = new ArrayList<>();
        for (int from = 0; from < keys.size(); from += MOST) {
            slices.add(padded(keys.subList(from, Math.min(keys.size(), from + MOST))));
        }
        return slices;
    }

    /** Few lengths make few statements to parse and plan: the last key is repeated up to the next power of four. */
    private static List<Long> padded(List<Long> ids) {
        List<Long> keys = new ArrayList<>(ids);
        int length = 1;
        while (length < keys.size()) {
            length *= STEP;
        }
        Long last = keys.get(keys.size() - 1);
        while (keys.size() < length) {
            keys.add(last);
        }
        return keys;
    }
}
