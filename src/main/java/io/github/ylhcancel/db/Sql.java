package io.github.ylhcancel.db;

import io.github.ylhcancel.domain.EventWishes;
import java.sql.BatchUpdateException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
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
    /** Parameters of one INSERT of many rows: more save nothing, and make statements that a server has to plan at length. */
    private static final int MOST_IN_AN_INSERT = 4_096;

    private static final Map<String, NamedSql> PARSED = new ConcurrentHashMap<>();
    /** INSERTs of many rows, by that of one and the number of rows. */
    private static final Map<String, Map<Integer, String>> REPEATED = new ConcurrentHashMap<>();

    private final Connection connection;
    private final Dialect dialect;
    private final Frame frame;
    private final ZoneOffset offset;
    private final EventWishes wishes;
    private boolean hasEvents;

    /**
     * @param offset in which the session shows times that the server keeps in UTC, where it has one
     */
    Sql(Connection connection, Dialect dialect, Frame frame, ZoneOffset offset) {
        this(connection, dialect, frame, offset, EventWishes.NONE);
    }

    /**
     * @param offset in which the session shows times that the server keeps in UTC, where it has one
     * @param wishes who is to be told of what is written
     */
    Sql(Connection connection, Dialect dialect, Frame frame, ZoneOffset offset, EventWishes wishes) {
        this.connection = connection;
        this.dialect = dialect;
        this.frame = frame;
        this.offset = offset;
        this.wishes = wishes;
    }

    /** Who else is to be told of what this transaction writes, and is told once it is committed. */
    public EventWishes wishes() {
        return wishes;
    }

    /** Something was written that somebody is to be told. */
    public void wroteEvents() {
        hasEvents = true;
    }

    boolean hasEvents() {
        return hasEvents;
    }

    /** For what depends on the database. */
    public Dialect dialect() {
        return dialect;
    }

    /** Asks the connection for what is no statement. */
    <T> T metadata(Metadata<T> question) {
        return framed(() -> question.of(connection));
    }

    public <T> List<T> list(String sql, Parameters parameters, Row.Reader<T> reader) {
        List<T> found = new ArrayList<>();
        for (NamedSql.Filled filled : statements(sql, parameters)) {
            run(filled, statement -> {
                try (ResultSet rows = statement.getResultSet()) {
                    Row row = new Row(rows, dialect, offset);
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

    /** What a query without a condition on rows always finds, such as a count. */
    public long number(String sql, Parameters parameters) {
        return first(sql, parameters, Row::number).orElseThrow();
    }

    /** The same, and nothing if there is no such table. */
    public Optional<Long> numberIfThere(String sql) {
        try {
            return Optional.of(number(sql, Parameters.none()));
        } catch (SqlFailure e) {
            if (dialect.isMissingTable(e.sqlException())) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** Has a statement explained, which needs the rights that it needs: what the server says if one is missing. */
    public Optional<String> missingRight(String sql) {
        try {
            list("EXPLAIN " + sql, row -> "");
            return Optional.empty();
        } catch (SqlFailure e) {
            return Optional.of(e.sqlException()).filter(dialect::isMissingRight).map(Database::firstLine);
        }
    }

    /** Not a query: answers how many rows it changed. */
    public int update(String sql, Parameters parameters) {
        int rows = 0;
        for (NamedSql.Filled filled : statements(sql, parameters)) {
            rows += run(filled, PreparedStatement::getUpdateCount);
        }
        return rows;
    }

    public int update(String sql) {
        return update(sql, Parameters.none());
    }

    /**
     * Runs a statement once for each of {@code all}, sent together where the driver can. No list in it.
     *
     * @return how many rows each changed
     */
    public int[] batch(String sql, List<Parameters> all) {
        if (all.isEmpty()) {
            return new int[0];
        }
        NamedSql parsed = parsed(sql);
        return framed(() -> {
            try (PreparedStatement statement =
                    connection.prepareStatement(parsed.fill(all.get(0)).text())) {
                for (Parameters parameters : all) {
                    bind(statement, parsed.fill(parameters).values());
                    statement.addBatch();
                }
                return statement.executeBatch();
            }
        });
    }

    /**
     * Inserts a row for each of {@code rows}, many in one statement, so that the server gives one answer for all of them.
     *
     * @param sql an {@code INSERT … VALUES (…)} of one row, with nothing behind the bracket
     * @throws RowCountException if not each of them was inserted
     */
    public void insert(String sql, List<Parameters> rows) {
        if (rows.isEmpty()) {
            return;
        }
        NamedSql one = parsed(sql);
        int most = MOST_IN_AN_INSERT / Math.max(1, one.names().size());
        int at = 0;
        while (at < rows.size()) {
            int size = 1;
            while (size * STEP <= Math.min(most, rows.size() - at)) {
                size *= STEP;
            }
            insert(sql, one, rows.subList(at, at + size));
            at += size;
        }
    }

    private void insert(String sql, NamedSql one, List<Parameters> rows) {
        String text = REPEATED.computeIfAbsent(sql, ignored -> new ConcurrentHashMap<>())
                .computeIfAbsent(rows.size(), size -> repeated(one.text(), size));
        List<Object> values = new ArrayList<>(rows.size() * one.names().size());
        for (Parameters row : rows) {
            one.names().forEach(name -> values.add(row.value(name)));
        }
        int inserted = run(new NamedSql.Filled(text, values), PreparedStatement::getUpdateCount);
        if (inserted != rows.size()) {
            throw new RowCountException(rows.size(), inserted);
        }
    }

    private static String repeated(String insert, int rows) {
        int bracket = insert.indexOf('(', insert.lastIndexOf("VALUES"));
        String row = insert.substring(bracket).stripTrailing();
        return insert.substring(0, bracket) + row + (", " + row).repeat(rows - 1);
    }

    /** A list of keys or numbers as one parameter, for a database that knows arrays. */
    public Object array(Collection<?> values) {
        // An array of Long is sent in binary; one of Object would be written out as text.
        return running(() ->
                connection.createArrayOf("bigint", Parameters.stored(values).toArray(new Long[0])));
    }

    /** A statement without parameters that is no query: for scripts. */
    public void execute(String sql) {
        framed(() -> {
            try (Statement statement = connection.createStatement()) {
                return statement.execute(sql);
            }
        });
    }

    /** How long a text that a query's first column holds may be; {@link Integer#MAX_VALUE} for one without a limit. */
    public int width(String sql) {
        return framed(() -> {
            try (PreparedStatement statement = connection.prepareStatement(sql);
                    ResultSet none = statement.executeQuery()) {
                int length = none.getMetaData().getPrecision(1);
                // A column without a limit has none to tell.
                return length > 0 ? length : Integer.MAX_VALUE;
            }
        });
    }

    /** Whether a query's first column, which is one of a table, may be empty. */
    public boolean nullable(String sql) {
        return framed(() -> {
            try (PreparedStatement statement = connection.prepareStatement(sql);
                    ResultSet none = statement.executeQuery()) {
                return none.getMetaData().isNullable(1) != ResultSetMetaData.columnNoNulls;
            }
        });
    }

    /**
     * The type of a query's column.
     *
     * @param name what the database calls it
     * @param jdbc one of {@link java.sql.Types}
     * @param digits of a second's that a time has there; of a number those behind its point
     */
    public record ColumnType(String name, int jdbc, int digits) {
        public boolean isNumber() {
            return TableMetadata.NUMBERS.contains(jdbc);
        }
    }

    /** Those of a query's columns; nothing if it cannot be asked: whoever needs its table will say why. */
    public Optional<List<ColumnType>> typesIfThere(String sql) {
        try {
            return Optional.of(types(sql));
        } catch (SqlFailure e) {
            SQLException why = e.sqlException();
            boolean isOfServer = dialect.isLost(why) || dialect.trouble(why).isPresent();
            if (isOfServer && !dialect.isMissingRight(why)) {
                throw e;
            }
            return Optional.empty();
        }
    }

    private List<ColumnType> types(String sql) {
        return framed(() -> {
            try (PreparedStatement statement = connection.prepareStatement(sql);
                    ResultSet none = statement.executeQuery()) {
                ResultSetMetaData columns = none.getMetaData();
                List<ColumnType> types = new ArrayList<>();
                for (int i = 1; i <= columns.getColumnCount(); i++) {
                    types.add(new ColumnType(
                            columns.getColumnTypeName(i), columns.getColumnType(i), columns.getScale(i)));
                }
                return types;
            }
        });
    }

    /** A question that the driver answers. */
    interface Metadata<T> {
        T of(Connection connection) throws SQLException;
    }

    private interface Running<T> {
        T run() throws SQLException;
    }

    private interface Answer<T> {
        T of(PreparedStatement statement) throws SQLException;
    }

    /** A statement, in the same message with what its transaction begins or ends with. */
    private <T> T run(NamedSql.Filled filled, Answer<T> answer) {
        Frame.Framed framed = frame.around(filled.text());
        return ending(() -> {
            try (PreparedStatement statement = connection.prepareStatement(framed.text())) {
                bind(statement, filled.values());
                statement.execute();
                for (int i = 0; i < framed.before(); i++) {
                    statement.getMoreResults();
                }
                return answer.of(statement);
            }
        });
    }

    /** What cannot be sent together with anything. */
    private <T> T framed(Running<T> work) {
        String first = frame.first();
        return ending(() -> {
            if (first.isEmpty()) {
                return work.run();
            }
            try (Statement statement = connection.createStatement()) {
                statement.execute(first);
            }
            T result = work.run();
            if (frame.endsEach()) {
                dialect.commit(connection);
            }
            return result;
        });
    }

    /** A statement that was to be a transaction of its own and failed leaves none open. */
    private <T> T ending(Running<T> work) {
        try {
            return running(work);
        } catch (SqlFailure failed) {
            if (frame.endsEach()) {
                undo();
            }
            throw failed;
        }
    }

    private void undo() {
        try {
            dialect.rollback(connection);
        } catch (SQLException e) {
            // The connection is lost, and the transaction with it.
        }
    }

    private static <T> T running(Running<T> work) {
        try {
            return work.run();
        } catch (BatchUpdateException e) {
            // It only says that one of the statements failed, the next one why.
            throw new SqlFailure(e.getNextException() == null ? e : e.getNextException());
        } catch (SQLException e) {
            throw new SqlFailure(e);
        }
    }

    private void bind(PreparedStatement statement, List<Object> values) throws SQLException {
        for (int i = 0; i < values.size(); i++) {
            Object value = values.get(i);
            statement.setObject(i + 1, value instanceof ServerTime time ? dialect.bound(time.at(), offset) : value);
        }
    }

    private static NamedSql parsed(String sql) {
        return PARSED.computeIfAbsent(sql, NamedSql::parse);
    }

    /** Those that are needed; none if a list is empty. */
    private List<NamedSql.Filled> statements(String sql, Parameters parameters) {
        if (!dialect.hasArrays()) {
            return slices(sql, parameters).stream().map(parsed(sql)::fill).toList();
        }
        String text = sql;
        Parameters together = parameters;
        for (String name : new LinkedHashSet<>(parsed(sql).names())) {
            if (parameters.value(name) instanceof List<?> list && isOfNumbers(list)) {
                // One parameter whatever its length: there is nothing to parse and plan anew.
                text = text.replace("IN (:" + name + ")", "= ANY (:" + name + ")");
                together = together.with(name, array(list));
            }
        }
        NamedSql parsed = parsed(text);
        return slices(text, together).stream().map(parsed::fill).toList();
    }

    /** Texts stay as they are: alone each takes the type of its column. */
    private static boolean isOfNumbers(List<?> list) {
        return !list.isEmpty() && list.stream().allMatch(Long.class::isInstance);
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
