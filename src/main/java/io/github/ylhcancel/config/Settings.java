package io.github.ylhcancel.config;

import io.github.ylhcancel.base.Durations;
import io.github.ylhcancel.base.Message;
import io.github.ylhcancel.base.Paths;
import io.github.ylhcancel.base.Secrets;
import io.github.ylhcancel.base.Sizes;
import io.github.ylhcancel.base.UserError;
import io.github.ylhcancel.domain.Account;
import io.github.ylhcancel.domain.Alert;
import io.github.ylhcancel.domain.DatabaseUrl;
import io.github.ylhcancel.domain.EventWishes;
import io.github.ylhcancel.domain.Loopback;
import io.github.ylhcancel.domain.NextStep;
import io.github.ylhcancel.domain.RetryPolicy;
import io.github.ylhcancel.domain.Thresholds;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Every value that is in force, checked for its form when it is read. What a command cannot do without is checked when that
 * command asks for it, so that {@code status} works on a machine that has no credentials.
 */
public final class Settings {
    /** The keys without which YLH can be told of nothing. */
    private static final List<Key> ACCESS =
            List.of(Key.AUTH_URL, Key.BASE_URL, Key.USERNAME, Key.PASSWORD, Key.CLIENT_ID, Key.CLIENT_SECRET);

    /** With it the JDK's client takes a certificate of any host for that of the one that it calls. */
    private static final String ANY_HOST = "jdk.internal.httpclient.disableHostnameVerification";

    /** As curl and many others read them. */
    private static final List<String> PROXY_VARIABLES =
            List.of("https_proxy", "HTTPS_PROXY", "http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY");

    private static final String FILE_NAME = "ylh.properties";

    private final Map<Key, Setting> values;
    private final Map<String, MappingSetting> mapping;
    private final String preset;
    private final Set<Key> broken;
    private final boolean fileIsUnreadable;
    private final List<Message> problems;
    private final List<String> strangers;
    private final Optional<Path> file;
    private final List<Path> unread;
    private final List<String> proxyVariables;
    private final Secrets secrets = new Secrets();

    private Settings(SettingsReader reader, Optional<Path> file, List<Path> unread, Map<String, String> environment) {
        this.values = reader.values;
        this.mapping = reader.mapping;
        this.preset = reader.preset;
        this.broken = reader.broken;
        this.fileIsUnreadable = reader.fileIsUnreadable;
        this.problems = reader.problems.all();
        this.strangers = List.copyOf(reader.strangers);
        this.file = file;
        this.unread = unread;
        this.proxyVariables = PROXY_VARIABLES.stream()
                .filter(name -> !environment.getOrDefault(name, "").isBlank())
                .toList();
        values.values().stream()
                .filter(setting -> setting.key().isSecret())
                .forEach(setting -> secrets.add(setting.value()));
        DatabaseUrl.secrets(value(Key.DB_URL)).forEach(secrets::add);
        addPair(Key.USERNAME, Key.PASSWORD);
        addPair(Key.CLIENT_ID, Key.CLIENT_SECRET);
        addPair(Key.PROXY_USERNAME, Key.PROXY_PASSWORD);
    }

    private void addPair(Key name, Key secret) {
        secrets.addPair(values.get(name).value(), values.get(secret).value());
    }

    /**
     * Reads what is set: flags win over the environment, that over one file. The file is the one that is named with
     * {@code --config}, else by {@code YLH_CONFIG}, else the first that exists of {@code ~/.config/ylh/ylh.properties} and
     * {@code /etc/ylh/ylh.properties}. The folder at hand is not looked at: somebody may have left a file there.
     *
     * @param flags what the command line set
     * @throws UserError that says all that is wrong: a file that cannot be read, unknown keys, malformed values
     */
    public static Settings load(Optional<Path> named, Map<Key, String> flags, Map<String, String> environment) {
        Settings settings = read(named, flags, environment);
        Problems.refuse(settings.problems);
        return settings;
    }

    /** The same, but goes on where something is wrong: then that is among the {@link #problems}, and does not count. */
    public static Settings read(Optional<Path> named, Map<Key, String> flags, Map<String, String> environment) {
        SettingsReader reader = new SettingsReader();
        List<Path> files = files(named, environment);
        Optional<Path> file = files.stream().findFirst();
        file.ifPresent(reader::file);
        reader.environment(environment);
        flags.forEach(reader::flag);
        reader.preset();
        return new Settings(reader, file, files.stream().skip(1).toList(), environment);
    }

    /** The one that counts, and behind it those that would if it were not there. */
    private static List<Path> files(Optional<Path> named, Map<String, String> environment) {
        if (named.isPresent()) {
            return List.of(named.get());
        }
        String byVariable = environment.getOrDefault(Names.CONFIG, "").strip();
        if (!byVariable.isEmpty()) {
            return List.of(Paths.inWorkingFolder(byVariable));
        }
        // A link that leads nowhere is there: whoever made it did not mean the next file.
        return Stream.of(Paths.home().resolve(".config/ylh"), Paths.systemWide())
                .map(folder -> folder.resolve(FILE_NAME))
                .filter(path -> Files.exists(path, LinkOption.NOFOLLOW_LINKS))
                .toList();
    }

    public Setting setting(Key key) {
        return values.get(key);
    }

    /** The preset that {@link #mapping} changes, by its word; of one that is a file what that begins with. */
    public String preset() {
        return preset;
    }

    /** How the shop names things, as far as the preset is not right for it: by key, without the leading {@code schema.}. */
    public Map<String, String> mapping() {
        Map<String, String> names = new TreeMap<>();
        mapping.forEach((key, setting) -> names.put(key, setting.value()));
        return names;
    }

    /** The same with where each comes from, in the order of the keys. */
    public List<MappingSetting> mappingSettings() {
        return List.copyOf(mapping.values());
    }

    /** What is wrong with what was read; empty for settings that were {@linkplain #load loaded}. */
    public List<Message> problems() {
        return problems;
    }

    /** The variables that are called {@code YLH_} something and set nothing: the shop's own, perhaps. */
    public List<String> strangers() {
        return strangers;
    }

    /** The configuration file, if there is any. */
    public Optional<Path> file() {
        return file;
    }

    /** The files that would count if {@link #file} were not there. */
    public List<Path> unread() {
        return unread;
    }

    /** Whether somebody has set one of these in vain, or it stands where nothing could be read, so that what is in force was not meant. */
    public boolean isInDoubt(Key... keys) {
        return Stream.of(keys).anyMatch(key -> broken.contains(key) || isDefault(key) && fileIsUnreadable);
    }

    /** The value, or nothing where it is blank. */
    public Optional<String> text(Key key) {
        return Optional.of(values.get(key).value()).filter(value -> !value.isEmpty());
    }

    public boolean isDefault(Key key) {
        return values.get(key).origin().isEmpty();
    }

    public String language() {
        return values.get(Key.LANG).value();
    }

    /** Where to log to, if anywhere. */
    public Optional<Path> logFile() {
        return text(Key.LOG_FILE).map(Path::of);
    }

    /** How large the log's file may become, in bytes. */
    public long logMaxSize() {
        return Sizes.parse(values.get(Key.LOG_MAX_SIZE).value()).orElseThrow();
    }

    /** The mode of the log's files. */
    public Set<PosixFilePermission> logMode() {
        String mode = value(Key.LOG_MODE);
        StringBuilder letters = new StringBuilder();
        for (char digit : mode.toCharArray()) {
            letters.append(digit >= '4' ? 'r' : '-')
                    .append(digit == '6' ? 'w' : '-')
                    .append('-');
        }
        return PosixFilePermissions.fromString(letters.toString());
    }

    /** What no log may show: every secret that is set, and what the run adds to it. */
    public Secrets secrets() {
        return secrets;
    }

    /** The file whose presence stops every run over many orders, if there may be one. */
    public Optional<Path> stopFile() {
        return text(Key.STOP_FILE).map(Path::of);
    }

    /** Who wants events. */
    public EventWishes eventWishes() {
        return new EventWishes(
                eventsFile().isPresent(), text(Key.EVENTS_COMMAND).isPresent());
    }

    /** The file that events are appended to, if there is one. */
    public Optional<Path> eventsFile() {
        return text(Key.EVENTS_FILE).map(Path::of);
    }

    /** The file that knows what YLH was sent, unless it is turned off. */
    public Optional<Path> journal() {
        return text(Key.JOURNAL).map(Path::of);
    }

    /** For how long a plan may be carried out. */
    public Duration planExpiresAfter() {
        return duration(Key.PLAN_EXPIRES_AFTER);
    }

    /** How long after its decision a delivery that has no outcome is overdue. */
    public Duration overdueAfter() {
        return duration(Key.OVERDUE_AFTER);
    }

    public RetryPolicy retryPolicy() {
        return new RetryPolicy(
                1 + number(Key.RETRY_MAX),
                duration(Key.RETRY_INITIAL),
                Double.parseDouble(values.get(Key.RETRY_FACTOR).value()),
                duration(Key.RETRY_CAP),
                number(Key.ATTEMPTS_MAX),
                repeats());
    }

    /** Whether an order that YLH refuses to cancel is put back by itself; otherwise a person decides. */
    public boolean putsBackWhatIsRefused() {
        return value(Key.ON_REJECT).equals("rollback");
    }

    /** Whether YLH takes a byte-identical repeat for the same request, so that what it may have applied is sent again. */
    public boolean repeats() {
        return flag(Key.IDEMPOTENT);
    }

    /** Whether the shop's own program never tells YLH of what it cancels. */
    public boolean saysThatTheShopNeverTells() {
        return flag(Key.RECONCILE_SHOP_NEVER_TELLS);
    }

    /** What happens to a delivery next, as of {@code now}. */
    public NextStep nextStep(Instant now) {
        return new NextStep(repeats(), overdueAfter(), now);
    }

    /** How many calls a second a run may make that delivers to YLH. */
    public int ratePerSecond() {
        return number(Key.RATE_PER_SECOND);
    }

    /** How many of its calls may wait for their answer at a time. */
    public int maxInFlight() {
        return number(Key.MAX_IN_FLIGHT);
    }

    /** How long the calls that are under way may take once a run is to end. */
    public Duration grace() {
        return duration(Key.GRACE);
    }

    /** Whether somebody said that nobody on the way to the database is a stranger. */
    public boolean mayTrustTheWayToTheDatabase() {
        return flag(Key.DB_ALLOW_INSECURE);
    }

    /**
     * Where YLH is and who we are there.
     *
     * @throws UserError naming every key that is missing or not safe
     */
    public YlhAccess ylhAccess() {
        Problems.refuse(accessProblems());
        return new YlhAccess(
                URI.create(value(Key.AUTH_URL)),
                URI.create(value(Key.BASE_URL)),
                value(Key.USERNAME),
                value(Key.PASSWORD),
                value(Key.CLIENT_ID),
                value(Key.CLIENT_SECRET),
                duration(Key.CONNECT_TIMEOUT),
                duration(Key.TIMEOUT),
                duration(Key.TOKEN_TIMEOUT),
                duration(Key.RETRY_AFTER_CAP),
                Path.of(value(Key.TOKEN_CACHE)),
                text(Key.TRANSIENT_CODES).map(Kind::words).orElse(List.of()),
                new Egress(proxy(), trusted()),
                secrets);
    }

    /** Through whom YLH is called, if not straight. */
    public Optional<HttpProxy> proxy() {
        return text(Key.PROXY_ADDRESS)
                .map(URI::create)
                .map(address -> new HttpProxy(
                        address.getHost().replaceAll("[\\[\\]]", ""),
                        address.getPort(),
                        text(Key.PROXY_USERNAME).map(name -> HttpProxy.basic(name, value(Key.PROXY_PASSWORD)))));
    }

    /**
     * The certificates that are believed instead of those that Java brings.
     *
     * @throws UserError if their file cannot be used
     */
    public Optional<KeyStore> trusted() {
        return text(Key.TRUST_STORE)
                .map(file -> TrustStore.read(
                        Path.of(file),
                        setting(Key.TRUST_STORE).origin().orElseThrow(),
                        text(Key.TRUST_STORE_PASSWORD)));
    }

    /** The variables by which other programs are told of a proxy, where YLH is on another machine and no key says how it is reached. */
    public List<String> unusedProxies() {
        boolean isFar = Stream.of(Key.AUTH_URL, Key.BASE_URL)
                .flatMap(key -> text(key).stream())
                .anyMatch(address -> !Loopback.is(URI.create(address).getHost()));
        return isFar && text(Key.PROXY_ADDRESS).isEmpty() ? proxyVariables : List.of();
    }

    /**
     * How callbacks are recognised as YLH's, and what is done with them.
     *
     * @throws UserError naming every key that is missing
     */
    public CallbackAccess callbackAccess() {
        Problems found = new Problems();
        Stream.of(Key.CALLBACK_APP_KEY, Key.CALLBACK_SECRET)
                .filter(key -> text(key).isEmpty())
                .forEach(key -> found.add(missing(key)));
        Problems.refuse(found.all());
        return new CallbackAccess(
                value(Key.CALLBACK_APP_KEY),
                value(Key.CALLBACK_SECRET),
                Set.copyOf(CommaList.of(value(Key.CALLBACK_EXTRA_PARAMETERS))),
                CommaList.of(value(Key.CALLBACK_ALLOW_FROM)).stream()
                        .flatMap(address -> Addresses.parse(address).stream())
                        .collect(Collectors.toUnmodifiableSet()),
                duration(Key.CALLBACK_MAX_AGE),
                value(Key.CALLBACK_UNASKED).equals(CallbackAccess.CANCEL));
    }

    /** Whether somebody said that plain http to another machine is safe here. */
    public boolean allowsInsecureHttp() {
        return flag(Key.ALLOW_INSECURE_HTTP);
    }

    /**
     * Where callbacks are listened for.
     *
     * @param address in the place of the configured one
     * @throws UserError if others than this machine could call, and nobody said that a proxy stands in front
     */
    public ListenAccess listenAccess(Optional<String> address) {
        String where = address.orElseGet(() -> value(Key.LISTEN_ADDRESS_KEY));
        InetSocketAddress listening = Addresses.withPort(where).orElseThrow();
        boolean behindProxy = flag(Key.LISTEN_BEHIND_PROXY);
        if (!behindProxy && !listening.getAddress().isLoopbackAddress()) {
            throw UserError.usage("listen.not-loopback", where, Key.LISTEN_BEHIND_PROXY);
        }
        return new ListenAccess(
                listening,
                value(Key.LISTEN_PATH),
                behindProxy,
                CommaList.of(value(Key.LISTEN_TRUSTED_PROXIES)).stream()
                        .flatMap(one -> Addresses.parse(one).stream())
                        .collect(Collectors.toUnmodifiableSet()),
                number(Key.LISTEN_WORKERS));
    }

    private static Message missing(Key key) {
        return key.isSecret()
                ? Message.of("config.missing-secret", key, key.environmentName(), key.fileKey())
                : Message.of("config.missing", key, key.environmentName());
    }

    /** Who we are at YLH, where that is set; what telling YLH needs besides may be missing. */
    public Optional<Account> account() {
        return text(Key.AUTH_URL)
                .flatMap(address -> text(Key.CLIENT_ID)
                        .flatMap(client ->
                                text(Key.USERNAME).map(user -> Account.of(URI.create(address), client, user))));
    }

    /** What keeps {@link #ylhAccess} from being known. */
    public List<Message> accessProblems() {
        Problems found = new Problems();
        for (Key key : ACCESS) {
            if (text(key).isPresent()) {
                refuseStrangers(key, found);
            } else if (!broken.contains(key)) {
                found.add(missing(key));
            }
        }
        addEgressProblems(found);
        return found.all();
    }

    private void addEgressProblems(Problems found) {
        List<Key> proxyKeys = List.of(Key.PROXY_ADDRESS, Key.PROXY_USERNAME, Key.PROXY_PASSWORD);
        if (text(Key.PROXY_USERNAME).isPresent() || text(Key.PROXY_PASSWORD).isPresent()) {
            proxyKeys.stream()
                    .filter(key -> text(key).isEmpty() && !broken.contains(key))
                    .forEach(key -> found.add(missing(key)));
        }
        text(Key.PROXY_USERNAME)
                .filter(name -> name.indexOf(':') >= 0)
                .ifPresent(name -> found.add(
                        "config.proxy-username-colon",
                        values.get(Key.PROXY_USERNAME).origin().orElseThrow(),
                        Key.PROXY_USERNAME));
        try {
            trusted();
        } catch (UserError e) {
            found.add(e.text());
        }
    }

    /** Credentials travel in every call: to other machines only to who is certainly YLH, unless somebody says otherwise. */
    private void refuseStrangers(Key key, Problems found) {
        if (key.kind() != Kind.URL || Loopback.is(URI.create(value(key)).getHost())) {
            return;
        }
        URI address = URI.create(value(key));
        boolean plain = "http".equals(address.getScheme().toLowerCase(Locale.ROOT));
        String where = values.get(key).origin().orElseThrow();
        if (plain && !allowsInsecureHttp()) {
            found.add("config.insecure", where, key, address, Key.ALLOW_INSECURE_HTTP);
        }
        if (!plain && takesAnyHost()) {
            found.add("config.any-host", where, key, address, ANY_HOST);
        }
    }

    /** As the JDK reads it. */
    private static boolean takesAnyHost() {
        String value = System.getProperty(ANY_HOST);
        return value != null && (value.isEmpty() || Boolean.parseBoolean(value));
    }

    private String value(Key key) {
        return values.get(key).value();
    }

    /** From where on a check warns, and from where on it is critical. */
    public Thresholds thresholds(Alert alert) {
        Key key = Key.of("check." + alert.word()).orElseThrow();
        return Thresholds.parse(values.get(key).value()).orElseThrow();
    }

    /** The value of a key of the kind {@link Kind#DURATION}. */
    public Duration duration(Key key) {
        return Durations.parse(values.get(key).value()).orElseThrow();
    }

    /** The value of a key whose kind is a whole number. */
    public int number(Key key) {
        return Integer.parseInt(values.get(key).value());
    }

    private boolean flag(Key key) {
        return Boolean.parseBoolean(values.get(key).value());
    }
}
