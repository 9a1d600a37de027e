package io.github.ylhcancel.db;

import io.github.ylhcancel.base.EditDistance;
import io.github.ylhcancel.base.UserError;
import io.github.ylhcancel.domain.DatabaseUrl;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneRules;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Where the shop's database is. There is none for an address that sets what the program does not know to be harmless, or that would
 * have a stranger on the way be given the password.
 */
public final class DatabaseAddress {
    private static final Set<String> CREDENTIALS = Set.of("user", "password");

    /** A shop holds a row for milliseconds. Whoever holds it for seconds may hold it for hours, and then one wants to be told. */
    private static final Duration LOCK_WAIT = Duration.ofSeconds(5);

    private final String url;
    private final String username;
    private final String password;
    private final boolean embeddedDefault;
    private final DatabaseUrl parts;
    private final Dialect dialect;
    private final Duration lockWait;
    private final ShopZone zone;
    private final Map<String, String> settings = new LinkedHashMap<>();

    /**
     * @param embeddedDefault whether nobody chose this database: then the program may bring its own tables up to date by itself
     * @param allowInsecure whether somebody said that nobody on the way to the server is a stranger
     * @throws UserError saying what of it is not taken
     */
    public DatabaseAddress(
            String url, String username, String password, boolean embeddedDefault, boolean allowInsecure) {
        this(url, username, password, embeddedDefault, allowInsecure, LOCK_WAIT, ShopZone.UTC);
    }

    private DatabaseAddress(
            String url,
            String username,
            String password,
            boolean embeddedDefault,
            boolean allowInsecure,
            Duration lockWait,
            ShopZone zone) {
        this.lockWait = lockWait;
        this.zone = zone;
        this.url = url;
        this.username = username;
        this.password = password;
        this.embeddedDefault = embeddedDefault;
        this.parts = DatabaseUrl.of(url);
        this.dialect = Dialect.of(parts.product());
        parts.settings().forEach(this::set);
        if (!allowInsecure && !parts.isOnThisMachine() && !dialect.isProtected(settings)) {
            throw UserError.usage("db.insecure", this, server(), dialect.protection());
        }
    }

    /** One that is taken only if nobody on the way could be given the password. */
    public DatabaseAddress(String url, String username, String password, boolean embeddedDefault) {
        this(url, username, password, embeddedDefault, false);
    }

    /**
     * The same database, of whose server a transaction waits for a lock no longer than that, where it is five seconds otherwise. A server
     * that counts in seconds takes the next whole one.
     */
    public DatabaseAddress waitingForLocks(Duration longest) {
        return new DatabaseAddress(url, username, password, embeddedDefault, true, longest, zone);
    }

    /**
     * The same database, whose sessions have the offset of that zone, as it is when something is written: what the shop's own defaults and
     * triggers write into its rows is then what they always write. An offset and not a name, since names need tables that many servers
     * lack.
     */
    public DatabaseAddress inZone(ZoneId shops, InstantSource clock) {
        ShopZone of = new ShopZone(shops.getRules(), clock);
        return new DatabaseAddress(url, username, password, embeddedDefault, true, lockWait, of);
    }

    /** The same, whose offset stays what it is now. */
    DatabaseAddress withOffsetOfNow() {
        return inZone(offset(), zone.clock());
    }

    /** In which zone a shop lives. */
    private record ShopZone(ZoneRules rules, InstantSource clock) {
        static final ShopZone UTC = new ShopZone(ZoneOffset.UTC.getRules(), () -> Instant.EPOCH);
    }

    /** Of the shop's zone, now. */
    ZoneOffset offset() {
        return zone.rules().getOffset(zone.clock().instant());
    }

    Duration lockWait() {
        return lockWait;
    }

    private void set(DatabaseUrl.Setting setting) {
        String name = name(setting.name());
        dialect.problem(new DatabaseUrl.Setting(name, setting.value())).ifPresent(problem -> {
            throw UserError.usage("db.url-value", name, this, problem);
        });
        if (settings.putIfAbsent(name, setting.value()) != null) {
            throw UserError.usage("db.url-twice", name, this);
        }
    }

    /** As the driver spells it. */
    private String name(String written) {
        if (CREDENTIALS.contains(written.toLowerCase(Locale.ROOT))) {
            throw UserError.usage("db.url-credentials");
        }
        Set<String> known = dialect.settings();
        return known.stream()
                .filter(written::equalsIgnoreCase)
                .findFirst()
                .orElseThrow(() -> EditDistance.near(written, known)
                        .map(near -> UserError.usage("db.url-setting-near", written, this, near))
                        .orElseGet(() -> UserError.usage(
                                "db.url-setting", written, this, String.join(", ", new TreeSet<>(known)))));
    }

    public String url() {
        return url;
    }

    public String username() {
        return username;
    }

    public String password() {
        return password;
    }

    public boolean embeddedDefault() {
        return embeddedDefault;
    }

    DatabaseUrl parts() {
        return parts;
    }

    /** What is set in it, by the names that the driver knows. */
    Map<String, String> settings() {
        return Collections.unmodifiableMap(settings);
    }

    public Dialect dialect() {
        return dialect;
    }

    /** Whether the database lives in this process, so that no other can be connected meanwhile. */
    public boolean isEmbedded() {
        return dialect.isExclusive();
    }

    /** Host and port, or several of them, of a server; the address itself of what has none. */
    String server() {
        return isEmbedded() ? toString() : String.join(", ", parts.hostsWithPorts(dialect.usualPort()));
    }

    /** Without any value of what it sets. */
    @Override
    public String toString() {
        return DatabaseUrl.shown(url);
    }
}
