package io.github.ylhcancel.store;

import io.github.ylhcancel.db.Database;
import io.github.ylhcancel.db.Query;
import io.github.ylhcancel.db.Times;
import io.github.ylhcancel.domain.Run;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** The commands that wrote, and what each of them did. */
public final class Runs {
    private static final String INSERT = """
            INSERT INTO ylh_run (id, command, arguments, operator, host, pid, started_at, ended_at, exit_code, counts)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """;
    private static final String END =
            "UPDATE ylh_run SET ended_at = ?, exit_code = ?, counts = ? WHERE id = ? AND ended_at IS NULL";
    private static final String ALL = """
            SELECT id, command, arguments, operator, host, pid, started_at, ended_at, exit_code, counts
              FROM ylh_run
            """;
    private static final String BY_ID = ALL + " WHERE id = ?";
    private static final String LATEST = ALL + """
             WHERE (command = ? OR ?) AND (exit_code IS NULL OR exit_code <> 0 OR ?)
             ORDER BY started_at DESC, id DESC
             LIMIT ?
            """;
    private static final String DECIDED = "SELECT COUNT(*) FROM ylh_cancellation WHERE run_id = ?";
    /** Only the times have an index. */
    private static final String CALLS = """
            SELECT outcome, COUNT(*) AS calls
              FROM ylh_call
             WHERE started_at >= ? AND started_at <= ? AND run_id = ?
             GROUP BY outcome
             ORDER BY outcome
            """;
    /** How far a machine's clock may have been set meanwhile. */
    private static final Duration SLACK = Duration.ofHours(2);
    /** Later than any call. */
    private static final Instant LATE = Instant.parse("9999-01-01T00:00:00Z");

    /**
     * What a run did.
     *
     * @param cancellations how many it decided that YLH has to hear of
     * @param calls how often it called YLH, by what came of the call
     */
    public record Deeds(long cancellations, Map<String, Long> calls) {}

    private final Database database;

    public Runs(Database database) {
        this.database = database;
    }

    /** Records a run, one that has just begun or one that is over. */
    public void begin(Run run) {
        database.transactionOverJdbc(connection -> insert(connection, run));
    }

    private static int insert(Connection connection, Run run) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(INSERT)) {
            statement.setString(1, run.id());
            statement.setString(2, run.command());
            statement.setString(3, run.arguments());
            statement.setString(4, run.operator());
            statement.setString(5, run.host());
            statement.setLong(6, run.pid());
            statement.setObject(7, Times.column(run.startedAt()));
            statement.setObject(8, run.endedAt().map(Times::column).orElse(null));
            statement.setObject(9, run.exitCode().isPresent() ? run.exitCode().getAsInt() : null);
            statement.setString(10, run.counts().orElse(null));
            return statement.executeUpdate();
        }
    }

    /**
     * Records the end of a run that has begun. Its first end stands.
     *
     * @return false when there is no such run, or it has ended already
     */
    public boolean end(String id, Instant endedAt, int exitCode, Optional<String> counts) {
        LocalDateTime time = Times.column(endedAt);
        return database.transactionOverJdbc(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(END)) {
                statement.setObject(1, time);
                statement.setInt(2, exitCode);
                statement.setString(3, counts.orElse(null));
                statement.setString(4, id);
                return statement.executeUpdate() == 1;
            }
        });
    }

    /**
     * The latest first.
     *
     * @param command only runs of this command, if given
     * @param failed only those that did not end, or ended with another exit code than 0
     */
    public List<Run> latest(Optional<String> command, boolean failed, int limit) {
        return database.readOverJdbc(connection ->
                Query.list(connection, LATEST, Runs::run, command.orElse(""), command.isEmpty(), !failed, limit));
    }

    public Optional<Run> byId(String id) {
        return database.readOverJdbc(connection -> Query.first(connection, BY_ID, Runs::run, id));
    }

    public Deeds deeds(Run run) {
        return database.readOverJdbc(connection -> new Deeds(
                Query.first(connection, DECIDED, row -> row.getLong(1), run.id())
                        .orElseThrow(),
                calls(connection, run)));
    }

    private static Map<String, Long> calls(Connection connection, Run run) throws SQLException {
        LocalDateTime from = Times.column(run.startedAt().minus(SLACK));
        LocalDateTime to =
                Times.column(run.endedAt().map(end -> end.plus(SLACK)).orElse(LATE));
        Map<String, Long> calls = new LinkedHashMap<>();
        Query.list(
                connection,
                CALLS,
                row -> calls.put(row.getString("outcome"), row.getLong("calls")),
                from,
                to,
                run.id());
        return calls;
    }

    private static Run run(ResultSet row) throws SQLException {
        int code = row.getInt("exit_code");
        OptionalInt exitCode = row.wasNull() ? OptionalInt.empty() : OptionalInt.of(code);
        return new Run(
                row.getString("id"),
                row.getString("command"),
                row.getString("arguments"),
                row.getString("operator"),
                row.getString("host"),
                row.getLong("pid"),
                Times.instant(row, "started_at"),
                Times.optionalInstant(row, "ended_at"),
                exitCode,
                Query.optional(row, "counts"));
    }
}
