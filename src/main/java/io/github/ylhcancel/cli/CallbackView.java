package io.github.ylhcancel.cli;

import io.github.ylhcancel.base.Message;
import io.github.ylhcancel.callback.CallbackAnswer;
import io.github.ylhcancel.domain.CallbackRules.Effect;
import io.github.ylhcancel.domain.DeliveryState;
import io.github.ylhcancel.domain.RecordedCallback;
import io.github.ylhcancel.output.Fields;
import io.github.ylhcancel.output.Style;
import io.github.ylhcancel.output.Texts;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** How callbacks look, and what came of them. */
final class CallbackView {
    /** Of one that could not be applied yet. */
    private static final String UNPLACED = "unplaced";

    private static final int WORD_WIDTH = 15;
    private static final int ORDER_WIDTH = 16;

    private final Texts texts;
    private final Style style;

    CallbackView(Texts texts, Style style) {
        this.texts = texts;
        this.style = style;
    }

    /**
     * One of a folder.
     *
     * @param moved where the file is now, if it is not where it was
     */
    Fields fields(String file, CallbackAnswer answer, Optional<String> moved) {
        Optional<RecordedCallback> callback = answer.callback();
        return new Fields()
                .with("file", file)
                .with("outcome", answer.outcome().word())
                .with("code", answer.code())
                .with("order", callback.map(RecordedCallback::orderNumber))
                .with("method", callback.map(known -> known.method().word()))
                .with("effect", callback.flatMap(RecordedCallback::effect).map(Effect::word))
                .with("from", callback.flatMap(RecordedCallback::from).map(DeliveryState::word))
                .with("to", callback.flatMap(RecordedCallback::to).map(DeliveryState::word))
                .with("moved", moved)
                .with("message", message(answer).map(texts::of));
    }

    private static Optional<Message> message(CallbackAnswer answer) {
        return answer.description().or(() -> answer.callback().map(RecordedCallback::meaning));
    }

    List<String> lines(String file, CallbackAnswer answer, Optional<String> moved) {
        String word = Style.padded(answer.outcome().word(), WORD_WIDTH);
        String order = answer.callback().map(RecordedCallback::orderNumber).orElse("-");
        List<String> lines = new ArrayList<>();
        lines.add((answer.outcome().isSuccess() ? style.good(word) : style.warning(word))
                + Style.padded(order, ORDER_WIDTH)
                + file
                + moved.map(to -> " → " + to).orElse(""));
        message(answer).ifPresent(message -> lines.add("  " + texts.of(message)));
        return lines;
    }

    String summary(CallbackTally tally) {
        return style.strong(
                tally.all() == 0
                        ? texts.of("callback.summary-none")
                        : texts.of("callback.summary", tally.all(), tally.words()));
    }

    /** One of the list. */
    Fields fields(RecordedCallback callback) {
        return new Fields()
                .with("order", callback.orderNumber())
                .with("supplier_order", callback.supplierOrderNumber())
                .with("effect", word(callback))
                .with("code", callback.code())
                .with("method", callback.method().word())
                .with("state", callback.state().number())
                .with("sent_at", callback.at())
                .with("received_at", callback.receivedAt())
                .with("applied_at", callback.appliedAt())
                .with("from", callback.from().map(DeliveryState::word))
                .with("to", callback.to().map(DeliveryState::word))
                .with("failure", Optional.of(callback.failure()).filter(text -> !text.isEmpty()))
                .with(
                        "unknown_products",
                        Optional.of(callback.unknownProducts()).filter(codes -> !codes.isEmpty()))
                .with("run_id", callback.runId())
                .with("next_step", texts.of(callback.meaning()));
    }

    List<String> lines(RecordedCallback callback) {
        String first = style.warning(Style.padded(word(callback), WORD_WIDTH))
                + Style.padded(callback.orderNumber(), ORDER_WIDTH)
                + Style.padded(texts.time(callback.receivedAt()), 21)
                + what(texts, callback);
        return List.of(first.stripTrailing(), "  " + texts.of("list.next", callback.meaning()));
    }

    private static String word(RecordedCallback callback) {
        return callback.effect().map(Effect::word).orElse(UNPLACED);
    }

    /** What YLH said, and what its products are called that the order has not. */
    static String what(Texts texts, RecordedCallback callback) {
        String said = callback.method().word() + " " + callback.state().number()
                + callback.supplierOrderNumber().map(number -> " " + number).orElse("")
                + (callback.failure().isEmpty() ? "" : "  " + callback.failure());
        return callback.unknownProducts().isEmpty()
                ? said
                : said + "  " + texts.of("callback.unknown-products", callback.unknownProducts());
    }

    String summary(int shown, long total) {
        if (shown == 0) {
            return texts.of("callback.list-none");
        }
        return shown < total ? texts.of("callback.list-some", shown, total) : texts.of("callback.list-all", shown);
    }
}
