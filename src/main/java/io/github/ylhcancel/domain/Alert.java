package io.github.ylhcancel.domain;

import io.github.ylhcancel.base.Message;
import java.util.Locale;

/** What {@code ylh check} looks at: the specification's table (监控和告警) first, then what wants a person or stands still. */
public enum Alert {
    SUCCESS_RATE(Unit.PERCENT),
    RESPONSE_TIME(Unit.SECONDS),
    SLOWEST_CALL(Unit.SECONDS),
    AUTHENTICATION_FAILURES(Unit.PERCENT),
    VOLUME(Unit.DEVIATION),
    DEAD(Unit.COUNT),
    UNKNOWN(Unit.COUNT),
    HELD(Unit.COUNT),
    REJECTED(Unit.COUNT),
    OVERDUE(Unit.COUNT),
    CALLBACKS(Unit.COUNT),
    UNTOLD(Unit.COUNT),
    CANCELLED_BESIDE(Unit.COUNT),
    OLDEST_DUE(Unit.SECONDS),
    CIRCUIT_OPEN(Unit.SECONDS),
    LAST_SWEEP(Unit.SECONDS),
    LAST_SYNC(Unit.SECONDS),
    SWEEP_FAILURES(Unit.COUNT),
    DISAGREEMENTS(Unit.COUNT),
    DEAD_EVENTS(Unit.COUNT),
    TABLE_SIZE(Unit.BYTES);

    /** In what it is measured. */
    public enum Unit {
        PERCENT("%"),
        SECONDS("s"),
        BYTES("B"),
        COUNT(""),
        /** How many times as far from the usual as the usual itself varies. */
        DEVIATION("");

        private final String symbol;

        Unit(String symbol) {
            this.symbol = symbol;
        }

        /** As performance data has it. */
        public String symbol() {
            return symbol;
        }
    }

    private final Unit unit;

    Alert(Unit unit) {
        this.unit = unit;
    }

    public Unit unit() {
        return unit;
    }

    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The key of the sentence that says what to do. */
    public Message remedy() {
        return Message.of("alert.remedy." + word());
    }

    /** The key of its name for people. */
    public Message title() {
        return Message.of("alert.title." + word());
    }
}
