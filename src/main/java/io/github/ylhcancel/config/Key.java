package io.github.ylhcancel.config;

import static io.github.ylhcancel.config.Kind.ADDRESSES;
import static io.github.ylhcancel.config.Kind.ATTEMPTS;
import static io.github.ylhcancel.config.Kind.BATCH;
import static io.github.ylhcancel.config.Kind.CALLS;
import static io.github.ylhcancel.config.Kind.COMMAND_LINE;
import static io.github.ylhcancel.config.Kind.COUNT;
import static io.github.ylhcancel.config.Kind.DATABASE;
import static io.github.ylhcancel.config.Kind.DURATION;
import static io.github.ylhcancel.config.Kind.FACTOR;
import static io.github.ylhcancel.config.Kind.FILE_MODE;
import static io.github.ylhcancel.config.Kind.FLAG;
import static io.github.ylhcancel.config.Kind.LANGUAGE;
import static io.github.ylhcancel.config.Kind.LISTEN_ADDRESS;
import static io.github.ylhcancel.config.Kind.LOG_FORMAT;
import static io.github.ylhcancel.config.Kind.LOG_LEVEL;
import static io.github.ylhcancel.config.Kind.ORDERS;
import static io.github.ylhcancel.config.Kind.PARAMETERS;
import static io.github.ylhcancel.config.Kind.PATH;
import static io.github.ylhcancel.config.Kind.PERCENT;
import static io.github.ylhcancel.config.Kind.PROXY;
import static io.github.ylhcancel.config.Kind.RATE;
import static io.github.ylhcancel.config.Kind.REASON;
import static io.github.ylhcancel.config.Kind.REFUSAL;
import static io.github.ylhcancel.config.Kind.SCHEMA;
import static io.github.ylhcancel.config.Kind.SECRET;
import static io.github.ylhcancel.config.Kind.SIZE;
import static io.github.ylhcancel.config.Kind.SMALL_COUNT;
import static io.github.ylhcancel.config.Kind.TEXT;
import static io.github.ylhcancel.config.Kind.THRESHOLDS;
import static io.github.ylhcancel.config.Kind.UNASKED;
import static io.github.ylhcancel.config.Kind.URL;
import static io.github.ylhcancel.config.Kind.URL_PATH;
import static io.github.ylhcancel.config.Kind.WORDS;
import static io.github.ylhcancel.config.Kind.WORKERS;

import io.github.ylhcancel.base.Message;
import java.util.Locale;
import java.util.Optional;

/** Every configuration key. {@code config.example.properties} lists the same keys with the same defaults; a test compares them. */
public enum Key {
    DB_URL("db.url", DATABASE, "jdbc:h2:file:~/.local/share/ylh/shop"),
    DB_USERNAME("db.username", TEXT, ""),
    DB_PASSWORD("db.password", SECRET, ""),
    DB_ALLOW_INSECURE("db.allow-insecure", FLAG, "false"),
    DB_LOCK_WAIT("db.lock-wait", DURATION, "5s"),
    SCHEMA_PRESET("schema.preset", SCHEMA, "default"),
    AUTH_URL("ylh.auth-url", URL, ""),
    BASE_URL("ylh.base-url", URL, ""),
    USERNAME("ylh.username", TEXT, ""),
    PASSWORD("ylh.password", SECRET, ""),
    CLIENT_ID("ylh.client-id", TEXT, ""),
    CLIENT_SECRET("ylh.client-secret", SECRET, ""),
    SOURCE_SYSTEM("ylh.source-system", TEXT, ""),
    ALLOW_INSECURE_HTTP("ylh.allow-insecure-http", FLAG, "false"),
    IDEMPOTENT("ylh.idempotent", FLAG, "true"),
    PROXY_ADDRESS("ylh.proxy", PROXY, ""),
    PROXY_USERNAME("ylh.proxy-username", TEXT, ""),
    PROXY_PASSWORD("ylh.proxy-password", SECRET, ""),
    TRUST_STORE("ylh.trust-store", PATH, ""),
    TRUST_STORE_PASSWORD("ylh.trust-store-password", SECRET, ""),
    TRANSIENT_CODES("ylh.transient-codes", WORDS, ""),
    ON_REJECT("ylh.on-reject", REFUSAL, "rollback"),
    CONNECT_TIMEOUT("ylh.connect-timeout", DURATION, "5s"),
    TIMEOUT("ylh.timeout", DURATION, "30s"),
    TOKEN_TIMEOUT("ylh.token-timeout", DURATION, "10s"),
    TOKEN_CACHE("ylh.token-cache", PATH, "~/.cache/ylh/token.json"),
    RETRY_MAX("ylh.retry.max", COUNT, "1"),
    RETRY_INITIAL("ylh.retry.initial", DURATION, "500ms"),
    RETRY_FACTOR("ylh.retry.factor", FACTOR, "2.0"),
    RETRY_CAP("ylh.retry.cap", DURATION, "60s"),
    RETRY_AFTER_CAP("ylh.retry.after-cap", DURATION, "5m"),
    ATTEMPTS_MAX("ylh.attempts-max", ATTEMPTS, "20"),
    RATE_PER_SECOND("ylh.rate-per-second", RATE, "95"),
    MAX_IN_FLIGHT("ylh.max-in-flight", CALLS, "50"),
    GRACE("ylh.grace", DURATION, "10s"),
    OVERDUE_AFTER("ylh.overdue-after", DURATION, "24h"),
    STOP_FILE("ylh.stop-file", PATH, ""),
    JOURNAL("ylh.journal", PATH, "~/.local/state/ylh/told.ndjson"),
    CALLBACK_APP_KEY("callback.app-key", SECRET, ""),
    CALLBACK_SECRET("callback.secret", SECRET, ""),
    CALLBACK_EXTRA_PARAMETERS("callback.extra-parameters", PARAMETERS, ""),
    CALLBACK_ALLOW_FROM("callback.allow-from", ADDRESSES, ""),
    CALLBACK_MAX_AGE("callback.max-age", DURATION, "24h"),
    CALLBACK_UNASKED("callback.unasked", UNASKED, "record"),
    RECONCILE_SHOP_NEVER_TELLS("reconcile.shop-never-tells", FLAG, "false"),
    RECONCILE_MAX_ORDERS("reconcile.max-orders", ORDERS, "5000"),
    LISTEN_ADDRESS_KEY("listen.address", LISTEN_ADDRESS, "127.0.0.1:8790"),
    LISTEN_PATH("listen.path", URL_PATH, "/callback"),
    LISTEN_BEHIND_PROXY("listen.behind-proxy", FLAG, "false"),
    LISTEN_TRUSTED_PROXIES("listen.trusted-proxies", ADDRESSES, "127.0.0.1, ::1"),
    LISTEN_WORKERS("listen.workers", WORKERS, "4"),
    PLAN_EXPIRES_AFTER("plan.expires-after", DURATION, "24h"),
    CANCEL_REASON("cancel.reason", REASON, ""),
    CANCEL_BATCH_SIZE("cancel.batch-size", BATCH, "500"),
    UNPAID_TIMEOUT("unpaid.timeout", DURATION, "24h"),
    UNPAID_MIN_TIMEOUT("unpaid.min-timeout", DURATION, "5m"),
    UNPAID_REASON("unpaid.reason", REASON, "超时未支付"),
    UNPAID_MAX_ORDERS("unpaid.max-orders", ORDERS, "5000"),
    UNPAID_MAX_PERCENT("unpaid.max-percent", PERCENT, "50"),
    UNPAID_BATCH_SIZE("unpaid.batch-size", BATCH, "1000"),
    EVENTS_FILE("events.file", PATH, ""),
    EVENTS_COMMAND("events.command", COMMAND_LINE, ""),
    EVENTS_TIMEOUT("events.timeout", DURATION, "30s"),
    CHECK_WINDOW("check.window", DURATION, "1h"),
    CHECK_REPEAT_AFTER("check.repeat-after", DURATION, "4h"),
    CHECK_MIN_SAMPLES("check.min-samples", ATTEMPTS, "20"),
    CHECK_SUCCESS_RATE("check.success-rate", THRESHOLDS, "95:;80:"),
    CHECK_RESPONSE_TIME("check.response-time", THRESHOLDS, "5;20"),
    CHECK_SLOWEST_CALL("check.slowest-call", THRESHOLDS, ";"),
    CHECK_AUTHENTICATION_FAILURES("check.authentication-failures", THRESHOLDS, "5;20"),
    CHECK_VOLUME("check.volume", THRESHOLDS, "-4:4;-8:8"),
    CHECK_DEAD("check.dead", THRESHOLDS, "0;20"),
    CHECK_UNKNOWN("check.unknown", THRESHOLDS, "20;200"),
    CHECK_HELD("check.held", THRESHOLDS, "0;20"),
    CHECK_REJECTED("check.rejected", THRESHOLDS, "20;200"),
    CHECK_OVERDUE("check.overdue", THRESHOLDS, "0;50"),
    CHECK_CALLBACKS("check.callbacks", THRESHOLDS, "0;20"),
    CHECK_UNTOLD("check.untold", THRESHOLDS, "0;50"),
    CHECK_CANCELLED_BESIDE("check.cancelled-beside", THRESHOLDS, ";"),
    CHECK_OLDEST_DUE("check.oldest-due", THRESHOLDS, "900;3600"),
    CHECK_CIRCUIT_OPEN("check.circuit-open", THRESHOLDS, "300;1800"),
    CHECK_LAST_SWEEP("check.last-sweep", THRESHOLDS, "3600;21600"),
    CHECK_LAST_SYNC("check.last-sync", THRESHOLDS, "900;3600"),
    CHECK_SWEEP_FAILURES("check.sweep-failures", THRESHOLDS, "0;50"),
    CHECK_DISAGREEMENTS("check.disagreements", THRESHOLDS, "0;50"),
    CHECK_DEAD_EVENTS("check.dead-events", THRESHOLDS, "0;20"),
    CHECK_TABLE_SIZE("check.table-size", THRESHOLDS, "20000000000;100000000000"),
    OPERATOR("operator", TEXT, ""),
    SANDBOX_CONTROL_URL("sandbox.control-url", URL, ""),
    LANG("lang", LANGUAGE, "en"),
    LOG_FILE("log.file", PATH, ""),
    LOG_LEVEL_KEY("log.level", LOG_LEVEL, "info"),
    LOG_FORMAT_KEY("log.format", LOG_FORMAT, "text"),
    LOG_MODE("log.mode", FILE_MODE, "600"),
    LOG_MAX_SIZE("log.max-size", SIZE, "10MB"),
    LOG_KEEP("log.keep", SMALL_COUNT, "5");

    /** The prefix that an environment name does not repeat: {@code ylh.auth-url} is {@code YLH_AUTH_URL}. */
    private static final String OWN_PREFIX = "ylh.";

    private final String text;
    private final Kind kind;
    private final String byDefault;

    Key(String text, Kind kind, String byDefault) {
        this.text = text;
        this.kind = kind;
        this.byDefault = byDefault;
    }

    public Kind kind() {
        return kind;
    }

    /**
     * The sentence that says what a value should be, if {@code value} is not that; the same for the file, the environment, and an option
     * that stands for this key.
     */
    public Optional<Message> problem(String value) {
        return kind.problem(value);
    }

    /** The default as one would write it in a file; empty when there is none. */
    public String byDefault() {
        return byDefault;
    }

    /** Whether a blank value means something else than the default: that there is none of it. */
    boolean isOffWhenBlank() {
        return this == JOURNAL;
    }

    public boolean isSecret() {
        return kind == SECRET;
    }

    /** The name of the environment variable that sets this key. */
    public String environmentName() {
        return environmentName(text);
    }

    static String environmentName(String key) {
        String bare = key.startsWith(OWN_PREFIX) ? key.substring(OWN_PREFIX.length()) : key;
        return "YLH_" + bare.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }

    /** The sibling key that names a file holding this secret, such as {@code ylh.password-file}. */
    public String fileKey() {
        return text + "-file";
    }

    public static Optional<Key> of(String text) {
        for (Key key : values()) {
            if (key.text.equals(text)) {
                return Optional.of(key);
            }
        }
        return Optional.empty();
    }

    @Override
    public String toString() {
        return text;
    }
}
