package io.github.ylhcancel.db;

import io.github.ylhcancel.domain.RowKey;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** The row at which a query stands, read by the names of its columns. Good only until the next row is read. */
public final class Row {
    private final ResultSet row;
    private final Dialect dialect;
    private final ZoneOffset offset;

    Row(ResultSet row, Dialect dialect, ZoneOffset offset) {
        this.row = row;
        this.dialect = dialect;
        this.offset = offset;
    }

    /** Makes one value of a row. */
    public interface Reader<T> {
        T read(Row row);
    }

    private interface Reading<T> {
        T value() throws SQLException;
    }

    private static <T> T read(Reading<T> reading) {
        try {
            return reading.value();
        } catch (SQLException e) {
            throw new SqlFailure(e);
        }
    }

    /** All that it holds, as texts, by the names of its columns; for what shows whole rows and knows nothing of them. */
    public Map<String, String> all() {
        return read(() -> {
            Map<String, String> all = new LinkedHashMap<>();
            for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
                all.put(row.getMetaData().getColumnLabel(i), row.getString(i));
            }
            return all;
        });
    }

    public long number(String column) {
        return read(() -> row.getLong(column));
    }

    /** The first column, for a query that selects one number. */
    public long number() {
        return read(() -> row.getLong(1));
    }

    /** The key of a row of the shop, in a column that always has one. */
    public RowKey key(String column) {
        return read(() -> keyThatIsThere(column, row.getLong(column)));
    }

    /** The first column, for a query that selects one key. */
    public RowKey key() {
        return read(() -> keyThatIsThere("1", row.getLong(1)));
    }

    private RowKey keyThatIsThere(String column, long number) throws SQLException {
        if (row.wasNull()) {
            throw new IllegalStateException("no key in column " + column);
        }
        return RowKey.of(number);
    }

    public Optional<RowKey> optionalKey(String column) {
        return read(() -> {
            long number = row.getLong(column);
            return row.wasNull() ? Optional.empty() : Optional.of(RowKey.of(number));
        });
    }

    public int integer(String column) {
        return read(() -> row.getInt(column));
    }

    public boolean flag(String column) {
        return read(() -> row.getBoolean(column));
    }

    public OptionalLong optionalNumber(String column) {
        return read(() -> {
            long number = row.getLong(column);
            return row.wasNull() ? OptionalLong.empty() : OptionalLong.of(number);
        });
    }

    public OptionalInt optionalInteger(String column) {
        return read(() -> {
            int number = row.getInt(column);
            return row.wasNull() ? OptionalInt.empty() : OptionalInt.of(number);
        });
    }

    /** As it is stored; null when the column is. */
    public String text(String column) {
        return read(() -> row.getString(column));
    }

    /** The first column, for a query that selects one text. */
    public String text() {
        return read(() -> row.getString(1));
    }

    /** An empty text counts as none: many shops store nothing else. */
    public Optional<String> optionalText(String column) {
        return Optional.ofNullable(text(column)).filter(text -> !text.isEmpty());
    }

    public Instant instant(String column) {
        return read(() -> Times.instant(row, column));
    }

    public Optional<Instant> optionalInstant(String column) {
        return read(() -> Times.optionalInstant(row, column));
    }

    /** A time without a zone, as it stands there. */
    public Optional<LocalDateTime> localTime(String column) {
        return read(() -> Optional.ofNullable(row.getObject(column, LocalDateTime.class)));
    }

    /** A time of which the server knows the zone, or which it keeps in UTC. */
    public Optional<Instant> serverTime(String column) {
        return read(() -> dialect.serverTime(row, column, offset));
    }
}
