package io.github.ylhcancel.domain;

import io.github.ylhcancel.base.ExitCode;
import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;

/** How bad it is, with the exit codes of monitoring plugins; they are no {@link ExitCode}. */
public enum Severity {
    OK(0),
    UNKNOWN(3),
    WARNING(1),
    CRITICAL(2);

    private final int code;

    Severity(int code) {
        this.code = code;
    }

    public int code() {
        return code;
    }

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Severity ofWord(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }

    /** The worst of all, and {@code OK} of none. */
    public static Severity worst(Collection<Severity> all) {
        return all.stream().max(Comparator.naturalOrder()).orElse(OK);
    }
}
