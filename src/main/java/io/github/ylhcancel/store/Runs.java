package io.github.ylhcancel.store;

import io.github.ylhcancel.base.ExitCode;
import io.github.ylhcancel.db.Database;
import io.github.ylhcancel.db.Parameters;
import io.github.ylhcancel.db.RefusedRowException;
import io.github.ylhcancel.db.Row;
import io.github.ylhcancel.db.Sql;
import io.github.ylhcancel.domain.OsUser;
import io.github.ylhcancel.domain.Run;
import io.github.ylhcancel.domain.RunFilter;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The commands that wrote, and what each of them did. */
public final class Runs {
    private static final String INSERT = """
            INSERT INTO ylh_run (id, command, arguments, operator, os_user, login_user, host, pid, started_at, ended_at,
                                 exit_code, counts)
            VALUES (:id, :command, :arguments, :operator, :os_user, :login_user, :host, :pid, :started_at, :ended_at,
                    :exit_code, :counts)
            """;
    private static final String END =
            "UPDATE ylh_run SET ended_at = :ended_at, exit_code = :exit_code, counts = :counts WHERE id = :id AND ended_at IS NULL";
    private static final String ALL = """
            SELECT id, command, arguments, operator, os_user, login_user, host, pid, started_at, ended_at, exit_code,
                   counts
              FROM ylh_run
            """;
    private static final String BY_ID = ALL + " WHERE id = :id";
    private static final String LATEST = ALL + """
             WHERE started_at >= :since AND started_at < :until
               AND (command = :command OR :any_command) AND (operator = :operator OR :any_operator)
               AND (exit_code IS NULL OR exit_code <> 0 OR :any_end)
             ORDER BY started_at DESC, id DESC
             LIMIT :limit
            """;
    /** From the latest on, so that no more are read than it takes to find one. */
    static final String LAST_END = """
            SELECT ended_at FROM ylh_run
             WHERE command = :command AND exit_code IN (:codes)
             ORDER BY started_at DESC, id DESC LIMIT 1
            """;

    private static final String DECIDED = "SELECT COUNT(*) FROM ylh_cancellation WHERE run_id = :id";
    /** Only the times have an index. */
    private static final String CALLS = """
            SELECT outcome, COUNT(*) AS calls
              FROM ylh_call
             WHERE started_at >= :from AND started_at <= :to AND run_id = :id
             GROUP BY outcome
             ORDER BY outcome
            """;
    /** How far a machine's clock may have been set meanwhile. */
    private static final Duration SLACK = Duration.ofHours(2);
    /** Earlier than any run, and within what every database can store. */
    private static final Instant EARLY = Instant.parse("1000-01-01T00:00:00Z");
    /** Later than any run or call. */
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

    /** Records a run, one that has just begun or one that is over. It may have been done before the connection was lost. */
    public void begin(Run run) {
        Parameters values = Parameters.of("id", run.id())
                .and("command", run.command())
                .and("arguments", run.arguments())
                .and("operator", run.operator())
                .and("os_user", run.osUser().map(OsUser::name))
                .and("login_user", run.osUser().flatMap(OsUser::login))
                .and("host", run.host())
                .and("pid", run.pid())
                .and("started_at", run.startedAt())
                .and("ended_at", run.endedAt())
                .and("exit_code", run.exitCode())
                .and("counts", run.counts());
        try {
            database.statement(sql -> sql.update(INSERT, values));
        } catch (RefusedRowException refused) {
            if (byId(run.id()).filter(known -> isSame(known, run)).isEmpty()) {
                throw refused;
            }
        }
    }

    private static boolean isSame(Run known, Run run) {
        return known.command().equals(run.command()) && known.host().equals(run.host()) && known.pid() == run.pid();
    }

    /**
     * Records the end of a run that has begun. Its first end stands.
     *
     * @return false when there is no such run, or it has ended already
     */
    public boolean end(String id, Instant endedAt, int exitCode, Optional<String> counts) {
        Parameters values = Parameters.of("id", id)
                .and("ended_at", endedAt)
                .and("exit_code", exitCode)
                .and("counts", counts);
        return database.statement(sql -> sql.update(END, values)) == 1;
    }

    /** Those that {@code filter} lets through, the latest first. */
    public List<Run> latest(RunFilter filter, int limit) {
        Parameters values = Parameters.of("command", filter.command().orElse(""))
                .and("any_command", filter.command().isEmpty())
                .and("operator", filter.operator().orElse(""))
                .and("any_operator", filter.operator().isEmpty())
                .and("any_end", !filter.failed())
                .and("since", storable(filter.since().orElse(EARLY)))
                .and("until", storable(filter.until().orElse(LATE)))
                .and("limit", limit);
        return database.read(sql -> sql.list(LATEST, values, Runs::run));
    }

    private static Instant storable(Instant time) {
        if (time.isBefore(EARLY)) {
            return EARLY;
        }
        return time.isAfter(LATE) ? LATE : time;
    }

    /** When the latest run of this command ended that ended with one of these. */
    public Optional<Instant> lastEnd(String command, Set<ExitCode> codes) {
        Parameters values = Parameters.of("command", command)
                .and("codes", codes.stream().map(ExitCode::code).toList());
        return database.read(sql -> sql.first(LAST_END, values, row -> row.instant("ended_at")));
    }

    public Optional<Run> byId(String id) {
        return database.read(sql -> sql.first(BY_ID, Parameters.of("id", id), Runs::run));
    }

    public Deeds deeds(Run run) {
        return database.read(sql -> new Deeds(sql.number(DECIDED, Parameters.of("id", run.id())), calls(sql, run)));
    }

    private static Map<String, Long> calls(Sql sql, Run run) {
        Parameters values = Parameters.of("id", run.id())
                .and("from", run.startedAt().minus(SLACK))
                .and("to", run.endedAt().map(end -> end.plus(SLACK)).orElse(LATE));
        Map<String, Long> calls = new LinkedHashMap<>();
        sql.list(CALLS, values, row -> calls.put(row.text("outcome"), row.number("calls")));
        return calls;
    }

    private static Run run(Row row) {
        return new Run(
                row.text("id"),
                row.text("command"),
                row.text("arguments"),
                row.text("operator"),
                osUser(row),
                row.text("host"),
                row.number("pid"),
                row.instant("started_at"),
                row.optionalInstant("ended_at"),
                row.optionalInteger("exit_code"),
                row.optionalText("counts"));
    }

    static Optional<OsUser> osUser(Row row) {
        return row.optionalText("os_user").map(name -> new OsUser(name, row.optionalText("login_user")));
    }
}
