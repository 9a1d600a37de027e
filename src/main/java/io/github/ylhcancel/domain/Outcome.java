package io.github.ylhcancel.domain;

import java.util.Locale;

/** What became of one order in a run; the same words in every output format. */
public enum Outcome {
    CANCELLED,
    ALREADY_CANCELLED,
    REFUSED,
    NOT_FOUND,
    AMBIGUOUS,
    SKIPPED,
    FAILED,
    /** Had been paid for when its turn to be cancelled as unpaid came. */
    PAID_MEANWHILE,
    WOULD_CANCEL;

    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Whether the run must say so in its exit code (3). */
    public boolean isProblem() {
        return switch (this) {
            case REFUSED, NOT_FOUND, AMBIGUOUS, FAILED -> true;
            case CANCELLED, ALREADY_CANCELLED, SKIPPED, PAID_MEANWHILE, WOULD_CANCEL -> false;
        };
    }
}
