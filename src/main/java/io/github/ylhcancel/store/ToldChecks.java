package io.github.ylhcancel.store;

import io.github.ylhcancel.db.Database;
import io.github.ylhcancel.db.Parameters;
import io.github.ylhcancel.db.RefusedRowException;
import io.github.ylhcancel.db.Row;
import io.github.ylhcancel.db.Sql;
import io.github.ylhcancel.domain.Severity;
import io.github.ylhcancel.domain.ToldCheck;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;

/** What others were told of each check, kept with the events that tell it. */
public final class ToldChecks {
    private static final String ALL =
            "SELECT name, severity, begun_at, begun_told_at, worsened_told_at, ended_told_at FROM ylh_check";

    private static final String LOCK = ALL + " WHERE name = :name FOR UPDATE";

    private static final String INSERT = """
            INSERT INTO ylh_check (name, severity, begun_at, begun_told_at, worsened_told_at, ended_told_at)
            VALUES (:name, :severity, :begun_at, :begun, :worsened, :ended)
            """;
    private static final String UPDATE = """
            UPDATE ylh_check SET severity = :severity, begun_at = :begun_at, begun_told_at = :begun, worsened_told_at = :worsened,
                   ended_told_at = :ended
             WHERE name = :name
            """;

    private final Database database;
    private final Duration repeatAfter;

    /**
     * @param repeatAfter within which nothing is told twice
     */
    public ToldChecks(Database database, Duration repeatAfter) {
        this.database = database;
        this.repeatAfter = repeatAfter;
    }

    /**
     * Writes an event for each of which there is news. Of two who find the same at once one tells it.
     *
     * @param found by the checks' names
     * @param body what the event of a check says, from the moment at which it began
     */
    public void tell(Map<String, Severity> found, Instant now, BiFunction<String, Instant, String> body) {
        // Mostly there is none, and nothing is locked to see that.
        Map<String, ToldCheck> told = new HashMap<>();
        database.read(sql -> sql.list(ALL, row -> told.put(row.text("name"), told(row))));
        found.forEach((name, severity) -> {
            if (told.getOrDefault(name, ToldCheck.nothing(now))
                    .news(severity, now, repeatAfter)
                    .isPresent()) {
                tell(name, severity, now, body);
            }
        });
    }

    private void tell(String name, Severity found, Instant now, BiFunction<String, Instant, String> body) {
        try {
            database.again(() -> database.transaction(sql -> write(sql, name, found, now, body)));
        } catch (RefusedRowException another) {
            // Who was first has told it.
        }
    }

    private boolean write(Sql sql, String name, Severity found, Instant now, BiFunction<String, Instant, String> body) {
        Optional<ToldCheck> before = sql.first(LOCK, Parameters.of("name", name), ToldChecks::told);
        Optional<ToldCheck.News> news = before.orElse(ToldCheck.nothing(now)).news(found, now, repeatAfter);
        news.ifPresent(some -> {
            ToldCheck told = some.told();
            sql.update(
                    before.isPresent() ? UPDATE : INSERT,
                    Parameters.of("name", name)
                            .and("severity", told.severity().word())
                            .and("begun_at", told.begunAt())
                            .and("begun", told.begunToldAt())
                            .and("worsened", told.worsenedToldAt())
                            .and("ended", told.endedToldAt()));
            Events.write(sql, some.kind(), name, body.apply(name, told.begunAt()), now);
        });
        return news.isPresent();
    }

    private static ToldCheck told(Row row) {
        return new ToldCheck(
                Severity.ofWord(row.text("severity")),
                row.instant("begun_at"),
                row.optionalInstant("begun_told_at"),
                row.optionalInstant("worsened_told_at"),
                row.optionalInstant("ended_told_at"));
    }
}
