package io.github.ylhcancel.doctor;

import java.util.Locale;

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
}
