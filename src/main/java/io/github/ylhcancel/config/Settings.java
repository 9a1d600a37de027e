package io.github.ylhcancel.config;

import io.github.ylhcancel.domain.Account;
import io.github.ylhcancel.domain.MappingKeys;
import io.github.ylhcancel.domain.NextStep;
import io.github.ylhcancel.domain.RetryPolicy;
import io.github.ylhcancel.domain.Secrets;
import io.github.ylhcancel.domain.Text;
import io.github.ylhcancel.domain.UserError;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Every value that is in force, checked for its form when it is read. What a command cannot do without is checked when that
 * command asks for it, so that {@code status} works on a machine that has no credentials.
 */
public final class Settings {
    private static final Path SYSTEM_WIDE = Path.of("/etc/ylh/ylh.properties");

    private final Map<Key, Setting> values;
    private final Map<String, MappingSetting> mapping;
    private final Optional<Path> file;
    private final Secrets secrets = new Secrets();

    private Settings(Map<Key, Setting> values, Map<String, MappingSetting> mapping, Optional<Path> file) {
        this.values = values;
        this.mapping = mapping;
        this.file = file;
        values.values().stream()
                .filter(setting -> setting.key().isSecret())
                .forEach(setting -> secrets.add(setting.value()));
        addPair(Key.USERNAME, Key.PASSWORD);
        addPair(Key.CLIENT_ID, Key.CLIENT_SECRET);
    }

    private void addPair(Key name, Key secret) {
        secrets.addPair(values.get(name).value(), values.get(secret).value());
    }

    /**
     * Reads what is set: flags win over the environment, that over the file named with {@code --config}, that over
     * {@code ./ylh.properties}, {@code ~/.config/ylh/ylh.properties} and {@code /etc/ylh/ylh.properties}. Values that one file does
     * not set are taken from the next.
     *
     * @param flags what the command line set
     * @throws UserError if a file cannot be read, a key is unknown or a value malformed
     */
    public static Settings load(Optional<Path> named, Map<Key, String> flags, Map<String, String> environment) {
        Map<Key, Setting> values = new EnumMap<>(Key.class);
        Map<String, MappingSetting> mapping = new TreeMap<>();
        for (Key key : Key.values()) {
            values.put(key, new Setting(key, key.byDefault(), Optional.empty()));
        }
        List<Path> usual =
                List.of(SYSTEM_WIDE, Paths.home().resolve(".config/ylh/ylh.properties"), Path.of("ylh.properties"));
        Optional<Path> counting = Optional.empty();
        for (Path path : usual) {
            if (Files.exists(path)) {
                putAll(PropertiesFile.read(path), values, mapping);
                counting = Optional.of(path);
            }
        }
        if (named.isPresent()) {
            putAll(PropertiesFile.read(named.get()), values, mapping);
            counting = named;
        }
        values.putAll(fromEnvironment(environment));
        mapping.putAll(mappingFromEnvironment(environment));
        flags.forEach((key, value) -> values.put(key, new Setting(key, value, Optional.of("--" + key))));
        values.values().forEach(Settings::check);
        mapping.values().forEach(Settings::check);
        return new Settings(values, mapping, counting);
    }

    private static void putAll(
            PropertiesFile.Content content, Map<Key, Setting> values, Map<String, MappingSetting> mapping) {
        values.putAll(content.settings());
        mapping.putAll(content.mapping());
    }

    /** A misspelt variable of a mapping would leave a name as it is, unnoticed; those of the other keys may be other programs'. */
    private static Map<String, MappingSetting> mappingFromEnvironment(Map<String, String> environment) {
        Map<String, MappingSetting> mapping = new TreeMap<>();
        String beginning = MappingSetting.environmentName("");
        environment.forEach((variable, value) -> {
            if (variable.startsWith(beginning)) {
                String key = MappingSetting.keyOfVariable(variable)
                        .orElseThrow(() -> PropertiesFile.unknownVariable(variable));
                mapping.put(key, new MappingSetting(key, value.strip(), variable));
            }
        });
        return mapping;
    }

    private static void check(MappingSetting setting) {
        MappingKeys.problem(setting.key(), setting.value()).ifPresent(problem -> {
            if (setting.value().isEmpty()) {
                throw UserError.usage("config.blank-mapping", setting.origin(), setting.name());
            }
            throw UserError.usage(
                    "config.wrong", setting.origin(), setting.name(), Text.line(setting.value(), 200), problem);
        });
    }

    private static Map<Key, Setting> fromEnvironment(Map<String, String> environment) {
        Map<Key, Setting> values = new EnumMap<>(Key.class);
        for (Key key : Key.values()) {
            String name = key.environmentName();
            String value = environment.get(name);
            if (key.isSecret()) {
                String fileName = Key.environmentName(key.fileKey());
                String path = environment.get(fileName);
                if (path != null && !path.isBlank()) {
                    if (value != null) {
                        throw UserError.usage("config.twice", "environment", name, fileName);
                    }
                    value = PropertiesFile.secretIn(Paths.expand(path.strip()), fileName);
                    name = fileName;
                }
            }
            if (value != null) {
                values.put(key, new Setting(key, value.strip(), Optional.of(name)));
            }
        }
        return values;
    }

    private static void check(Setting setting) {
        if (setting.value().isEmpty()) {
            if (!setting.key().byDefault().isEmpty()) {
                throw UserError.usage(
                        "config.blank",
                        where(setting),
                        setting.key(),
                        setting.key().byDefault());
            }
            return;
        }
        setting.key().problem(setting.value()).ifPresent(problem -> {
            throw UserError.usage(
                    "config.wrong", where(setting), setting.key(), Text.line(setting.shown(), 200), problem);
        });
    }

    private static String where(Setting setting) {
        return setting.origin().orElse("default");
    }

    public Setting setting(Key key) {
        return values.get(key);
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

    /** The configuration file that counts most, if there is any. */
    public Optional<Path> file() {
        return file;
    }

    /** The value, or nothing where it is blank. */
    public Optional<String> text(Key key) {
        return Optional.of(values.get(key).value()).filter(value -> !value.isEmpty());
    }

    /** The secrets themselves, for what has to find them in what a user typed. */
    public Set<String> secretValues() {
        return Arrays.stream(Key.values())
                .filter(Key::isSecret)
                .flatMap(key -> text(key).stream())
                .collect(Collectors.toSet());
    }

    public boolean isDefault(Key key) {
        return values.get(key).origin().isEmpty();
    }

    public String language() {
        return values.get(Key.LANG).value();
    }

    /** Where to log to, if anywhere. */
    public Optional<Path> logFile() {
        return text(Key.LOG_FILE).map(Paths::expand);
    }

    /** How large the log's file may become, in bytes. */
    public long logMaxSize() {
        return Sizes.parse(values.get(Key.LOG_MAX_SIZE).value()).orElseThrow();
    }

    /** What no log may show: every secret that is set, and what the run adds to it. */
    public Secrets secrets() {
        return secrets;
    }

    /** The file whose presence stops every run over many orders, if there may be one. */
    public Optional<Path> stopFile() {
        return text(Key.STOP_FILE).map(Paths::expand);
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

    /** Whether YLH takes a byte-identical repeat for the same request, so that what it may have applied is sent again. */
    public boolean repeats() {
        return flag(Key.IDEMPOTENT);
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

    /**
     * Where YLH is and who we are there.
     *
     * @throws UserError naming the first key that is missing or not safe
     */
    public YlhAccess ylhAccess() {
        return new YlhAccess(
                address(Key.AUTH_URL),
                address(Key.BASE_URL),
                required(Key.USERNAME),
                required(Key.PASSWORD),
                required(Key.CLIENT_ID),
                required(Key.CLIENT_SECRET),
                duration(Key.CONNECT_TIMEOUT),
                duration(Key.TIMEOUT),
                duration(Key.TOKEN_TIMEOUT),
                duration(Key.RETRY_AFTER_CAP),
                Paths.expand(values.get(Key.TOKEN_CACHE).value()),
                secrets);
    }

    /** Who we are at YLH, where that is set; what telling YLH needs besides may be missing. */
    public Optional<Account> account() {
        return text(Key.AUTH_URL)
                .flatMap(address -> text(Key.CLIENT_ID)
                        .flatMap(client ->
                                text(Key.USERNAME).map(user -> Account.of(URI.create(address), client, user))));
    }

    private String required(Key key) {
        return text(key)
                .orElseThrow(() -> key.isSecret()
                        ? UserError.usage("config.missing-secret", key, key.environmentName(), key.fileKey())
                        : UserError.usage("config.missing", key, key.environmentName()));
    }

    /** Credentials travel in every call: plain http leaves this machine only when somebody says that it may. */
    private URI address(Key key) {
        URI address = URI.create(required(key));
        boolean plain = "http".equals(address.getScheme().toLowerCase(Locale.ROOT));
        if (plain && !isLoopback(address.getHost()) && !flag(Key.ALLOW_INSECURE_HTTP)) {
            throw UserError.usage("config.insecure", where(values.get(key)), key, address, Key.ALLOW_INSECURE_HTTP);
        }
        return address;
    }

    /** Only literal addresses and {@code localhost}: what a name resolves to can change. */
    private static boolean isLoopback(String host) {
        if ("localhost".equalsIgnoreCase(host)) {
            return true;
        }
        boolean literal = host.startsWith("[") || host.chars().allMatch(c -> c == '.' || c >= '0' && c <= '9');
        try {
            return literal && InetAddress.getByName(host).isLoopbackAddress();
        } catch (java.net.UnknownHostException e) {
            return false;
        }
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
