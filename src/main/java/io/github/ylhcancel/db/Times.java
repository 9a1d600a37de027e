package io.github.ylhcancel.db;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * Instants in columns, always as UTC. They never pass through {@link java.sql.Timestamp}, which would take the zone of the JVM and
 * move times that fall into its change to summer time. What the shop's columns hold in a zone of the shop's, or the server in the
 * session's, goes another way ({@link Row#localTime}, {@link ServerTime}).
 */
public final class Times {
    private Times() {}

    /** For a JDBC parameter; microseconds, as finely as a column keeps them. */
    public static LocalDateTime column(Instant instant) {
        return LocalDateTime.ofInstant(instant.truncatedTo(ChronoUnit.MICROS), ZoneOffset.UTC);
    }

    public static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }

    public static Optional<Instant> optionalInstant(ResultSet row, String column) throws SQLException {
        return Optional.ofNullable(row.getObject(column, OffsetDateTime.class)).map(OffsetDateTime::toInstant);
    }
}
