package io.github.ylhcancel.cli;

import io.github.ylhcancel.base.Message;
import io.github.ylhcancel.domain.Disagreement;
import io.github.ylhcancel.domain.DisagreementKind;
import io.github.ylhcancel.domain.Repair;
import io.github.ylhcancel.output.Fields;
import io.github.ylhcancel.output.Style;
import io.github.ylhcancel.output.Texts;
import io.github.ylhcancel.reconcile.Reconciled;
import io.github.ylhcancel.reconcile.Reconciled.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** How disagreements look, each with both sides and what is done about it. */
final class ReconcileView {
    private static final int KIND_WIDTH = 18;
    private static final int ORDER_WIDTH = 16;
    private static final int SO_ID_WIDTH = 18;

    private final Texts texts;
    private final Style style;
    private final Instant now;

    /**
     * @param now as of when they have an age
     */
    ReconcileView(Texts texts, Style style, Instant now) {
        this.texts = texts;
        this.style = style;
        this.now = now;
    }

    Fields fields(Reconciled one) {
        Disagreement found = one.disagreement();
        Fields details = new Fields();
        found.details().forEach(details::with);
        return new Fields()
                .with("kind", found.kind().word())
                .with("order", found.orderNumber())
                .withId("order_id", found.orderKey())
                .with("so_id", found.soId())
                .with("shop", texts.of(found.shop()))
                .with("other", texts.of(found.other()))
                .with("since", found.since())
                .with("age_seconds", age(found).map(Duration::toSeconds))
                .with("repair", found.repair().word())
                .with("outcome", one.outcome().word())
                .with("message", one.why().map(texts::of))
                .with("next_step", next(one).map(texts::of))
                .with("details", details);
    }

    List<String> lines(Reconciled one) {
        Disagreement found = one.disagreement();
        List<String> lines = new ArrayList<>();
        String first = style.warning(column(found.kind().word(), KIND_WIDTH))
                + column(found.orderNumber(), ORDER_WIDTH)
                + column(found.soId().orElse("-"), SO_ID_WIDTH)
                + result(one);
        lines.add(first.stripTrailing());
        String sides = texts.of("reconcile.sides", found.shop(), found.other());
        lines.add("  "
                + found.since()
                        .map(since -> texts.of(
                                "reconcile.since",
                                sides,
                                since,
                                texts.span(age(found).orElseThrow())))
                        .orElse(sides));
        one.why().ifPresent(why -> lines.add("  " + texts.of(why)));
        next(one).ifPresent(next -> lines.add("  " + texts.of("list.next", next)));
        return lines;
    }

    /** A long one does not touch the next. */
    private static String column(String text, int width) {
        return Style.padded(text, width - 1) + " ";
    }

    private String result(Reconciled one) {
        return switch (one.outcome()) {
            case FOUND -> one.disagreement().repair().word();
            case WOULD_REPAIR, REPAIRED ->
                style.good(one.outcome().word() + ": "
                        + one.disagreement().repair().word());
            case SETTLED -> style.faint(one.outcome().word());
            case LEFT, FAILED -> style.bad(one.outcome().word());
        };
    }

    /** What is safe is done by this command itself. */
    private static Optional<Message> next(Reconciled one) {
        Disagreement found = one.disagreement();
        if (!one.outcome().isOpen() || one.outcome() == Outcome.WOULD_REPAIR) {
            return Optional.empty();
        }
        return found.repair().isSafe()
                ? Optional.of(repair(found.repair(), found.orderNumber()))
                : found.next().or(() -> next(found.kind(), found.orderNumber()));
    }

    /** Of kinds of which there is always the same to do. */
    private static Optional<Message> next(DisagreementKind kind, String order) {
        return switch (kind) {
            case CANCELLED_TWICE -> Optional.of(Message.of("reconcile.next-cancelled-twice", order));
            case SHARED_SO_ID -> Optional.of(Message.of("reconcile.next-shared-so-id", order));
            case BOOKS -> Optional.of(Message.of("reconcile.next-books", order));
            case UNTOLD,
                    FORGOTTEN,
                    CANCELLED_BY_SHOP,
                    REJECTED,
                    NOT_CANCELLED,
                    CONTRADICTION,
                    OVERDUE,
                    DEAD,
                    UNKNOWN,
                    HELD,
                    PAID_SINCE,
                    UNREFUNDED -> Optional.empty();
        };
    }

    private static Message repair(Repair repair, String order) {
        return switch (repair) {
            case QUEUE -> Message.of("reconcile.repair-queue", order);
            case QUEUE_JOURNAL -> Message.of("reconcile.repair-queue-journal", order);
            case PUT_BACK -> Message.of("reconcile.repair-put-back", order);
            case CANCEL -> Message.of("reconcile.repair-cancel", order);
            case OPERATOR -> throw new IllegalStateException("a person's repair is no command's");
        };
    }

    private Optional<Duration> age(Disagreement found) {
        return found.since()
                .map(since -> Duration.ofSeconds(
                        Math.max(0, Duration.between(since, now).toSeconds())));
    }

    /**
     * What a run came to.
     *
     * @param kinds how many there are of each kind
     * @param outcomes how they ended
     */
    Fields summary(Map<DisagreementKind, Long> kinds, Map<Outcome, Long> outcomes) {
        Fields each = new Fields();
        for (DisagreementKind kind : DisagreementKind.values()) {
            each.with(kind.word().replace('-', '_'), kinds.getOrDefault(kind, 0L));
        }
        long open = outcomes.entrySet().stream()
                .filter(entry -> entry.getKey().isOpen())
                .mapToLong(Map.Entry::getValue)
                .sum();
        Fields fields = new Fields()
                .with(
                        "disagreements",
                        kinds.values().stream().mapToLong(Long::longValue).sum())
                .with("open", open);
        for (Outcome outcome : Outcome.values()) {
            fields.with(outcome.word().replace('-', '_'), outcomes.getOrDefault(outcome, 0L));
        }
        return fields.with("kinds", each);
    }

    String counts(Map<DisagreementKind, Long> kinds) {
        return kinds.entrySet().stream()
                .map(entry -> entry.getValue() + " " + entry.getKey().word())
                .collect(Collectors.joining(", "));
    }
}
