package io.github.ylhcancel.cli;

import io.github.ylhcancel.check.Measured;
import io.github.ylhcancel.domain.Alert;
import io.github.ylhcancel.domain.Severity;
import java.time.Instant;
import java.util.List;

/** What checks have found, in Prometheus's text format. Its words are English, as names of metrics are. */
final class CheckMetrics {
    private CheckMetrics() {}

    static String of(List<Measured> found, Instant now) {
        StringBuilder text = new StringBuilder();
        gauge(text, "ylh_up", "Whether the shop's database could be asked.", "1");
        time(text, now);
        head(text, "ylh_check_severity", "How each check ended: 0 ok, 1 warning, 2 critical, 3 unknown.");
        found.forEach(one -> text.append("ylh_check_severity{check=\"")
                .append(one.alert().word())
                .append("\"} ")
                .append(one.severity().code())
                .append('\n'));
        gauge(
                text,
                "ylh_severity",
                "The worst of them.",
                String.valueOf(
                        Severity.worst(found.stream().map(Measured::severity).toList())
                                .code()));
        found.stream().filter(one -> one.value().isPresent()).forEach(one -> metric(text, one));
        return text.toString();
    }

    /** The database could not be asked. */
    static String away(Instant now) {
        StringBuilder text = new StringBuilder();
        gauge(text, "ylh_up", "Whether the shop's database could be asked.", "0");
        time(text, now);
        return text.toString();
    }

    private static void time(StringBuilder text, Instant now) {
        gauge(
                text,
                "ylh_check_timestamp_seconds",
                "When this was found out.",
                CheckView.exact(now.toEpochMilli() / 1000.0));
    }

    private static void metric(StringBuilder text, Measured one) {
        double value = one.value().getAsDouble();
        String name = "ylh_" + one.alert().word().replace('-', '_');
        switch (one.alert().unit()) {
            case PERCENT -> gauge(text, name + "_ratio", help(one.alert()), ratio(value));
            case SECONDS -> gauge(text, name + "_seconds", help(one.alert()), CheckView.exact(value));
            case BYTES -> gauge(text, name + "_bytes", help(one.alert()), CheckView.exact(value));
            case DEVIATION -> gauge(text, name + "_deviation", help(one.alert()), CheckView.exact(value));
            case COUNT -> gauge(text, name, help(one.alert()), CheckView.exact(value));
        }
    }

    private static String ratio(double percent) {
        return String.valueOf(percent / 100);
    }

    private static String help(Alert alert) {
        return switch (alert) {
            case SUCCESS_RATE -> "Cancellations that YLH accepted, of those that it answered.";
            case RESPONSE_TIME -> "What 95 of 100 cancellation calls did not exceed.";
            case SLOWEST_CALL -> "The longest cancellation call.";
            case AUTHENTICATION_FAILURES -> "Refused answers about user, client or token, of all of them.";
            case VOLUME -> "Cancellations against the same hours of the days before, in spreads from their median.";
            case DEAD -> "Deliveries whose attempts are used up.";
            case UNKNOWN -> "Deliveries that YLH may have applied or not.";
            case HELD -> "Deliveries that wait for a person.";
            case REJECTED -> "Deliveries that YLH refused and whose order is still to be put back.";
            case OVERDUE -> "Deliveries that should have had their outcome long ago.";
            case CALLBACKS -> "Callbacks of YLH that a person has to look at.";
            case UNTOLD -> "Orders that were cancelled here and of which YLH has not heard.";
            case CANCELLED_BESIDE -> "Orders that somebody else cancelled while a sweep had them in its list.";
            case OLDEST_DUE -> "How long the delivery that is due longest has been due.";
            case CIRCUIT_OPEN -> "How long YLH has been failing as a whole; 0 if it works.";
            case LAST_SWEEP -> "How long ago a sweep last ended well.";
            case LAST_SYNC -> "How long ago a sync last ended well; 0 while one delivers.";
            case SWEEP_FAILURES -> "Orders that sweeps cannot cancel.";
            case DISAGREEMENTS -> "What the last reconcile found and left open.";
            case DEAD_EVENTS -> "Events that the shop's command was told in vain.";
            case TABLE_SIZE -> "What the tool's own tables take.";
        };
    }

    private static void gauge(StringBuilder text, String name, String help, String value) {
        head(text, name, help);
        text.append(name).append(' ').append(value).append('\n');
    }

    private static void head(StringBuilder text, String name, String help) {
        text.append("# HELP ").append(name).append(' ').append(help).append('\n');
        text.append("# TYPE ").append(name).append(" gauge\n");
    }
}
