package io.github.ylhcancel.output;

import java.util.Locale;

/** How results are printed. */
public enum OutputFormat {
    TABLE,
    JSON,
    NDJSON,
    CSV;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
