package io.github.ylhcancel.cli;

import io.github.ylhcancel.base.Secrets;
import io.github.ylhcancel.base.Text;
import io.github.ylhcancel.output.Fields;
import io.github.ylhcancel.output.Style;
import io.github.ylhcancel.output.Texts;
import io.github.ylhcancel.sandbox.CallbackKind;
import io.github.ylhcancel.sandbox.SentCallback;
import io.github.ylhcancel.sandbox.SentCallback.Attempt;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** How a callback looks that was sent: all of it but the key and the signature, which would be good for sending it once more. */
final class TriggerView {
    private static final int LONGEST_ANSWER = 1_000;

    private final Texts texts;
    private final Style style;

    TriggerView(Texts texts, Style style) {
        this.texts = texts;
        this.style = style;
    }

    Fields fields(SentCallback sent) {
        Optional<Attempt> last = last(sent);
        return new Fields()
                .with("method", sent.form().message().method().word())
                .with("order", sent.form().message().order())
                .with("so_id", sent.soId())
                .with("state", sent.form().message().state().number())
                .with("kinds", sent.kinds().stream().map(CallbackKind::word).toList())
                .with("time_stamp", sent.form().timeStamp())
                .with("data", sent.form().data())
                .with("code", last.map(attempt -> attempt.result().word()))
                .with(
                        "http_status",
                        last.flatMap(
                                attempt -> attempt.status().stream().boxed().findFirst()))
                .with("milliseconds", last.map(attempt -> attempt.took().toMillis()))
                .with("answer", last.map(Attempt::answer));
    }

    private static Optional<Attempt> last(SentCallback sent) {
        return sent.attempts().isEmpty()
                ? Optional.empty()
                : Optional.of(sent.attempts().get(sent.attempts().size() - 1));
    }

    List<String> lines(SentCallback sent) {
        List<String> lines = new ArrayList<>();
        lines.add(texts.of(
                "sandbox.trigger.sent",
                "AppKey=" + Secrets.HIDDEN + " TimeStamp=" + sent.form().timeStamp() + " Sign=" + Secrets.HIDDEN
                        + " Method=" + sent.form().message().method().word()));
        lines.add("  " + sent.form().data());
        last(sent).ifPresent(attempt -> add(lines, attempt));
        return lines;
    }

    private void add(List<String> lines, Attempt attempt) {
        String word = attempt.result().word();
        String colored = attempt.result() == SentCallback.Result.SUCCESS ? style.good(word) : style.warning(word);
        String status =
                attempt.status().isPresent() ? "HTTP " + attempt.status().getAsInt() + "  " : "";
        String came = status + colored + "  " + attempt.took().toMillis() + " ms";
        lines.add(
                attempt.status().isPresent()
                        ? texts.of("sandbox.trigger.came", came)
                        : texts.of("sandbox.trigger.nothing", came));
        String answer = Text.line(attempt.answer(), LONGEST_ANSWER);
        if (!answer.isBlank()) {
            lines.add("  " + answer);
        }
    }
}
