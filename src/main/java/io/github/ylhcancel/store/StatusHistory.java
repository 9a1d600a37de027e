package io.github.ylhcancel.store;

import io.github.ylhcancel.db.StoreException;
import io.github.ylhcancel.db.Times;
import io.github.ylhcancel.domain.ShopTable;
import io.github.ylhcancel.domain.Text;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.OptionalLong;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlStatement;

/**
 * Writes the shop's history of order states. A shop keeps who did it as a name, or as the key of a user; where it can keep
 * neither, the name goes into the note. Each note ends with the run that wrote it.
 */
final class StatusHistory {
    /** Takes {@code :order_id}, {@code :from}, {@code :to} and what {@link #bindAuthor} binds. */
    static final String INSERT = """
            INSERT INTO {history} ({history.order_id}, {history.from_status}, {history.to_status}, {history.created_at}
                                   [history.operator ? , {history.operator}]
                                   [history.operator_id ? , {history.operator_id}]
                                   [history.note ? , {history.note}]{history.more-columns})
            VALUES (:order_id, :from, :to, :now [history.operator ? , :operator] [history.operator_id ? , :operator_id]
                    [history.note ? , :note]{history.more-values})
            """;

    private static final String NOTE = "SELECT {history.note} FROM {history} WHERE 1 = 0";

    private final ShopSchema schema;
    private final String run;
    private int noteLength = -1;

    StatusHistory(ShopSchema schema, String runId) {
        this.schema = schema;
        this.run = "[run " + runId + "]";
    }

    void insert(Handle handle, long orderId, String from, String to, String operator, String note, Instant now) {
        bindAuthor(handle, handle.createUpdate(schema.render(INSERT)), operator, note, now)
                .bind("order_id", orderId)
                .bind("from", from)
                .bind("to", to)
                .execute();
    }

    /** Binds who, why and when: all that is the same for the orders of one run. */
    <S extends SqlStatement<S>> S bindAuthor(Handle handle, S statement, String operator, String note, Instant now) {
        return statement
                .bind("operator", operator)
                .bind("operator_id", user(operator))
                .bind("note", note(handle.getConnection(), operator, note))
                .bind("now", Times.argument(now));
    }

    /** The key of the user whom the shop knows under that name, or null. */
    Long user(String operator) {
        OptionalLong id = schema.operatorId(operator);
        return id.isPresent() ? id.getAsLong() : null;
    }

    /** The note as it is stored: with the operator's name where the shop can keep him in no other way, and with the run. */
    String note(Connection connection, String operator, String note) {
        boolean named = schema.has(ShopTable.HISTORY, "operator")
                || user(operator) != null && schema.has(ShopTable.HISTORY, "operator_id");
        return cut(connection, named ? note : "[" + operator + "] " + note);
    }

    /** A note that is longer than its column would cost the order its cancellation; so the run stays, and the reason is cut. */
    private String cut(Connection connection, String note) {
        String whole = withRun(note);
        if (!schema.has(ShopTable.HISTORY, "note")) {
            return whole;
        }
        if (noteLength < 0) {
            noteLength = noteLength(connection);
        }
        if (whole.length() <= noteLength) {
            return whole;
        }
        int room = noteLength - run.length() - 1;
        return room > 0 ? withRun(Text.line(note, room - 1)) : Text.line(note, Math.max(0, noteLength - 1));
    }

    private String withRun(String note) {
        return note.isEmpty() ? run : note + " " + run;
    }

    private int noteLength(Connection connection) {
        try (PreparedStatement statement = connection.prepareStatement(schema.render(NOTE));
                ResultSet none = statement.executeQuery()) {
            int length = none.getMetaData().getPrecision(1);
            // A column without a limit has none to tell.
            return length > 0 ? length : Integer.MAX_VALUE;
        } catch (SQLException e) {
            throw new StoreException("reading the length of a note failed: " + e.getMessage(), e);
        }
    }
}
