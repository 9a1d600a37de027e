package io.github.ylhcancel.store;

import io.github.ylhcancel.base.Text;
import io.github.ylhcancel.db.Parameters;
import io.github.ylhcancel.db.Sql;
import io.github.ylhcancel.domain.Order;
import io.github.ylhcancel.domain.RowKey;
import io.github.ylhcancel.schema.ShopSchema;
import io.github.ylhcancel.schema.ShopTable;
import io.github.ylhcancel.store.Transitions.Step;
import java.time.Instant;
import java.util.Optional;

/**
 * Writes the shop's history of order states, if it keeps one. A shop keeps who did it as a name, or as the key of a user; where it can keep
 * neither, the name goes into the note. Each note ends with the run that wrote it.
 */
final class StatusHistory {
    /** Of all orders that one transaction took from a state, as its record of transitions has them. */
    private static final String INSERT = """
            INSERT INTO {history} ({history.order_id}, {history.created_at} [history.to_status ? , {history.to_status}]
                                   [history.from_status ? , {history.from_status}]
                                   [history.operator ? , {history.operator}]
                                   [history.operator_id ? , {history.operator_id}]
                                   [history.note ? , {history.note}]{history.more-columns})
            SELECT t.order_key, :at [history.to_status ? , :to] [history.from_status ? , :from] [history.operator ? , :operator] [history.operator_id ? , :operator_id]
                   [history.note ? , t.note]{history.more-values of t.order_key}
              FROM ylh_transition t
             WHERE t.run_id = :run_id AND t.worker = :worker AND t.step = :step AND t.from_status = :from
            """;

    /** Of one order that is put back. */
    private static final String RESTORED = """
            INSERT INTO {history} ({history.order_id}, {history.created_at} [history.to_status ? , {history.to_status}]
                                   [history.from_status ? , {history.from_status}]
                                   [history.operator ? , {history.operator}]
                                   [history.operator_id ? , {history.operator_id}]
                                   [history.note ? , {history.note}]{history.more-columns})
            VALUES (:order_key, :at [history.to_status ? , :to] [history.from_status ? , :from] [history.operator ? , :operator]
                    [history.operator_id ? , :operator_id]
                    [history.note ? , :note]{history.more-values of :order_key})
            """;

    /** What the record of transitions holds. */
    private static final int MOST = 1000;

    private static final String NOTE = "SELECT {history.note} FROM {history} WHERE 1 = 0";

    private final ShopSchema schema;
    private final String run;
    private int noteLength = -1;

    StatusHistory(ShopSchema schema, String runId) {
        this.schema = schema;
        this.run = "[run " + runId + "]";
    }

    /** Whether the shop keeps one at all. */
    boolean isKept() {
        return schema.has(ShopTable.HISTORY);
    }

    /** Answers how many rows it wrote. */
    int insert(Sql sql, Step step, String from, String to, String operator, Instant now) {
        Parameters parameters = Parameters.of("from", from)
                .and("to", to)
                .and("operator", operator)
                .and("operator_id", user(operator))
                .and("at", schema.time("history.created_at").written(now));
        return sql.update(schema.renderChange(INSERT, from, to), step.in(parameters));
    }

    /** Of a cancelled order that gets the word {@code to} again. */
    void restored(Sql sql, Order order, String to, String operator, String note, Instant now) {
        if (!isKept()) {
            return;
        }
        Parameters parameters = Parameters.of("order_key", order.id())
                .and("from", order.status().word())
                .and("to", to)
                .and("operator", operator)
                .and("operator_id", user(operator))
                .and("note", note)
                .and("at", schema.time("history.created_at").written(now));
        Counts.require(
                1, sql.update(schema.renderChange(RESTORED, order.status().word(), to), parameters));
    }

    /** The key of the user whom the shop knows under that name. */
    private Optional<RowKey> user(String operator) {
        return schema.operatorId(operator);
    }

    /** The note as it is stored: with the operator's name where the shop can keep him in no other way, and with the run. */
    String note(Sql sql, String operator, String note) {
        boolean named = schema.has(ShopTable.HISTORY, "operator")
                || user(operator).isPresent() && schema.has(ShopTable.HISTORY, "operator_id");
        return cut(sql, named ? note : "[" + operator + "] " + note);
    }

    /** A note that is longer than its column would cost the order its cancellation; so the run stays, and the reason is cut. */
    private String cut(Sql sql, String note) {
        String whole = withRun(note);
        if (!schema.has(ShopTable.HISTORY, "note")) {
            return Text.line(whole, MOST);
        }
        if (noteLength < 0) {
            noteLength = Math.min(MOST, sql.width(schema.render(NOTE)));
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
}
