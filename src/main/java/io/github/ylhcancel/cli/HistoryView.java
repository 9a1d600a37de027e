package io.github.ylhcancel.cli;

import io.github.ylhcancel.base.PersonalData;
import io.github.ylhcancel.domain.CallbackRules.Effect;
import io.github.ylhcancel.domain.Cancellation;
import io.github.ylhcancel.domain.DeliveryState;
import io.github.ylhcancel.domain.Order;
import io.github.ylhcancel.domain.RecordedCallback;
import io.github.ylhcancel.domain.TimelineEvent;
import io.github.ylhcancel.domain.TimelineEvent.CallbackReceived;
import io.github.ylhcancel.domain.TimelineEvent.CancellationDecided;
import io.github.ylhcancel.domain.TimelineEvent.StatusChanged;
import io.github.ylhcancel.domain.TimelineEvent.StockChanged;
import io.github.ylhcancel.domain.TimelineEvent.WordGiven;
import io.github.ylhcancel.domain.TimelineEvent.YlhCalled;
import io.github.ylhcancel.output.Fields;
import io.github.ylhcancel.output.Style;
import io.github.ylhcancel.output.Texts;
import java.util.Optional;

/** How an order's time line looks. */
final class HistoryView {
    private static final int KIND_WIDTH = 9;

    private final Texts texts;
    private final Style style;

    HistoryView(Texts texts, Style style) {
        this.texts = texts;
        this.style = style;
    }

    /** Every event has the same fields, so that they fit one CSV. */
    Fields fields(Order order, TimelineEvent event) {
        Fields fields = new Fields()
                .with("order", order.number())
                .with("so_id", order.soId())
                .with("status", order.status().shown())
                .with("at", event.at())
                .with("event", kind(event))
                .with("from", null)
                .with("to", null)
                .with("operator", null)
                .with("note", null)
                .with("article", null)
                .with("quantity", null)
                .with("sync", null)
                .with("attempts", null)
                .with("endpoint", null)
                .with("http_status", null)
                .with("outcome", null)
                .with("milliseconds", null)
                .with("detail", null)
                .with("run_id", null)
                .with("os_user", null)
                .with("login_user", null);
        if (event instanceof StatusChanged change) {
            return Who.fields(fields, change.osUser())
                    .with("from", change.from())
                    .with("to", change.to())
                    .with("operator", change.operator())
                    .with("note", PersonalData.masked(change.note()));
        }
        if (event instanceof StockChanged change) {
            return fields.with("article", change.article()).with("quantity", change.quantity());
        }
        if (event instanceof CancellationDecided decided) {
            Cancellation cancellation = decided.cancellation();
            return Who.fields(fields, decided.osUser())
                    .with("operator", cancellation.operator())
                    .with("note", PersonalData.masked(cancellation.request().cancelReason()))
                    .with("sync", cancellation.state().word())
                    .with("attempts", cancellation.attempts())
                    .with("detail", cancellation.lastError())
                    .with("run_id", cancellation.runId());
        }
        if (event instanceof CallbackReceived received) {
            RecordedCallback callback = received.callback();
            return fields.with("from", callback.from().map(DeliveryState::word))
                    .with("to", callback.to().map(DeliveryState::word))
                    .with("note", Optional.of(callback.failure()).filter(text -> !text.isEmpty()))
                    .with("endpoint", callback.method().word())
                    .with("outcome", callback.effect().map(Effect::word))
                    .with("detail", callback.code())
                    .with("run_id", callback.runId());
        }
        if (event instanceof WordGiven given) {
            return Who.fields(fields, given.osUser())
                    .with("from", given.from().word())
                    .with("to", given.to().word())
                    .with("operator", given.operator())
                    .with("note", PersonalData.masked(given.note()))
                    .with("outcome", given.word())
                    .with("run_id", given.runId());
        }
        YlhCalled call = (YlhCalled) event;
        return fields.with("endpoint", call.endpoint())
                .with(
                        "http_status",
                        call.httpStatus().isPresent() ? call.httpStatus().getAsInt() : null)
                .with("outcome", call.outcome())
                .with("milliseconds", call.duration().toMillis())
                .with("detail", call.detail())
                .with("run_id", call.runId());
    }

    private static String kind(TimelineEvent event) {
        if (event instanceof StatusChanged) {
            return "status";
        }
        if (event instanceof StockChanged) {
            return "stock";
        }
        if (event instanceof WordGiven) {
            return "word";
        }
        if (event instanceof CallbackReceived) {
            return "callback";
        }
        return event instanceof CancellationDecided ? "decided" : "call";
    }

    String line(TimelineEvent event) {
        return style.faint(texts.time(event.at())) + "  " + Style.padded(kind(event), KIND_WIDTH) + what(event);
    }

    private String what(TimelineEvent event) {
        if (event instanceof StatusChanged change) {
            String note = change.note().isEmpty() ? "" : "  " + PersonalData.masked(change.note());
            String from = change.from().isEmpty() ? "" : change.from() + " → ";
            return from + style.strong(change.to()) + "  "
                    + texts.of("history.by", Who.of(texts, change.operator(), change.osUser())) + note;
        }
        if (event instanceof StockChanged change) {
            String key = change.quantity() < 0 ? "undo.stock" : "cancel.stock";
            return texts.of(CancelView.of(change.part(), key), Math.abs(change.quantity()), change.article());
        }
        if (event instanceof CancellationDecided decided) {
            Cancellation told = decided.cancellation();
            return texts.of(
                    "history.decided",
                    told.request().soId(),
                    told.request().sourceSystem(),
                    told.request().cancelTime(),
                    told.state() + ": " + texts.of(DeliveryView.meaning(told)));
        }
        if (event instanceof WordGiven given) {
            return what(given);
        }
        if (event instanceof CallbackReceived received) {
            return what(received.callback());
        }
        YlhCalled call = (YlhCalled) event;
        String status =
                call.httpStatus().isPresent() ? "HTTP " + call.httpStatus().getAsInt() : "-";
        return Style.padded(call.endpoint(), 8)
                + Style.padded(call.outcome(), 15)
                + Style.padded(status, 10)
                + Style.padded(call.duration().toMillis() + " ms", 10)
                + call.detail();
    }

    private String what(RecordedCallback callback) {
        String effect = callback.effect().map(Effect::word).orElse("-");
        String painted = callback.effect().filter(Effect::needsPerson).isPresent() ? style.warning(effect) : effect;
        String move = callback.from()
                .map(from -> "  " + from
                        + callback.to()
                                .map(to -> " → " + style.strong(to.word()))
                                .orElse(""))
                .orElse("");
        return CallbackView.what(texts, callback) + "  " + painted + move + "  " + texts.of(callback.meaning());
    }

    private String what(WordGiven given) {
        return given.word() + ": " + given.from() + " → "
                + style.strong(given.to().word()) + "  "
                + texts.of("history.by-in-run", Who.of(texts, given.operator(), given.osUser()), given.runId())
                + (given.note().isEmpty() ? "" : "  " + PersonalData.masked(given.note()));
    }
}
