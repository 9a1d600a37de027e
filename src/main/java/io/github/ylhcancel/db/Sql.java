package io.github.ylhcancel.db;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The one way in which a statement runs. Its text has {@code :names}, which {@link Parameters} fill; it is given by {@link Database}
 * for one read or one transaction, and only good within it.
 *
 * <p>A name that stands for a list, {@code IN (:keys)}, takes any number of values: there are few lengths, so that a database has few
 * statements to parse and plan (the last value is repeated up to the next power of four), and a list that is too long for one
 * statement becomes several. An empty list finds and changes nothing, without asking. In one of several statements an ORDER BY or a LIMIT
 * holds only for itself, and a sum is one of several.
 */
public final class Sql {
    private static final int STEP = 4;
    /** A power of four, with room for other parameters below the 65,535 that PostgreSQL takes in one statement. */
    private static final int MOST_IN_A_LIST = 16_384;

    private static final Map<String, NamedSql> PARSED = new ConcurrentHashMap<>();

    private final Connection connection;
    private final Dialect dialect;

    Sql(Connection connection, Dialect dialect) {
        this.connection = connection;
        this.dialect = dialect;
    }

    /** For what depends on the database. */
    public Dialect dialect() {
        return dialect;
    }

    public <T> List<T> list(String sql, Parameters parameters, Row.Reader<T> reader) {
        List<T> found = new ArrayList<>();
        for (Parameters slice : slices(sql, parameters)) {
            NamedSql.Filled filled = parsed(sql).fill(slice);
            running(() -> {
                try (PreparedStatement statement = prepare(filled);
                        ResultSet rows = statement.executeQuery()) {
                    Row row = new Row(rows);
                    while (rows.next()) {
                        found.add(reader.read(row));
                    }
                    return null;
                }
            });
        }
        return found;
    }

    public <T> List<T> list(String sql, Row.Reader<T> reader) {
        return list(sql, Parameters.none(), reader);
    }

    /** The first row, if there is one. */
    public <T> Optional<T> first(String sql, Parameters parameters, Row.Reader<T> reader) {
        return list(sql, parameters, reader).stream().findFirst();
    }

    public <T> Optional<T> first(String sql, Row.Reader<T> reader) {
        return first(sql, Parameters.none(), reader);
    }

    private interface Running<T> {
        T run() throws SQLException;
    }

    private static <T> T running(Running<T> work) {
        try {
            return work.run();
        } catch (SQLException e) {
            throw new SqlFailure(e);
        }
    }

    private PreparedStatement prepare(NamedSql.Filled filled) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(filled.text());
        bind(statement, filled.values());
        return statement;
    }

    private static void bind(PreparedStatement statement, List<Object> values) throws SQLException {
        for (int i = 0; i < values.size(); i++) {
            statement.setObject(i + 1, values.get(i));
        }
    }

    private static NamedSql parsed(String sql) {
        return PARSED.computeIfAbsent(sql, NamedSql::parse);
    }

    /** One for each statement that is needed; none if a list in it is empty. */
    private static List<Parameters> slices(String sql, Parameters parameters) {
        Map<String, List<?>> lists = new HashMap<>();
        for (String name : parsed(sql).names()) {
            if (parameters.value(name) instanceof List<?> list) {
                lists.put(name, list);
            }
        }
        if (lists.values().stream().anyMatch(List::isEmpty)) {
            return List.of();
        }
        if (lists.values().stream().filter(list -> list.size() > MOST_IN_A_LIST).count() > 1) {
            throw new IllegalStateException("two lists are too long for one statement");
        }
        List<Parameters> slices = new ArrayList<>(List.of(parameters));
        lists.forEach((name, list) -> {
            List<Parameters> more = new ArrayList<>();
            for (Parameters slice : slices) {
                for (int from = 0; from < list.size(); from += MOST_IN_A_LIST) {
                    more.add(slice.with(
                            name, padded(list.subList(from, Math.min(list.size(), from + MOST_IN_A_LIST)))));
                }
            }
            slices.clear();
            slices.addAll(more);
        });
        return slices;
    }

    private static List<Object> padded(List<?> list) {
        int length = 1;
        while (length < list.size()) {
            length *= STEP;
        }
        List<Object> values = new ArrayList<>(length);
        values.addAll(list);
        Object last = list.get(list.size() - 1);
        while (values.size() < length) {
            values.add(last);
        }
        return values;
    }
}
