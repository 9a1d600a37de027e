package io.github.ylhcancel.doctor;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What is looked at, in this order. The words never change. */
public enum Examination {
    JAVA,
    LOCALE,
    TERMINAL,
    CONFIGURATION,
    FILES,
    STOP_FILE,
    JOURNAL,
    DATABASE,
    TABLES,
    SERVER,
    EGRESS,
    NETWORK,
    CERTIFICATE,
    YLH_CLOCK,
    AUTHENTICATION,
    RESPONSE_TIME,
    DELIVERIES,
    RUNS;

    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    public static Optional<Examination> ofWord(String word) {
        return Arrays.stream(values()).filter(one -> one.word().equals(word)).findFirst();
    }
}
