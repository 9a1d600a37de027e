package io.github.ylhcancel.domain;

import io.github.ylhcancel.base.Secrets;
import io.github.ylhcancel.base.Text;
import io.github.ylhcancel.base.UserError;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The address of a database, taken apart by rules that are stricter than any driver's: what two programs could read in two ways is no
 * address.
 *
 * @param base the address without its settings
 * @param product {@code h2}, {@code postgresql}, {@code mariadb} or {@code mysql}
 * @param hosts of its servers, each with its port if one is given; {@code localhost} where none is named, and none for a file
 * @param database its name, or for H2 the path of its file
 * @param settings what stands behind the base, in the words that are meant: nothing is encoded any more
 */
public record DatabaseUrl(String base, String product, List<String> hosts, String database, List<Setting> settings) {
    /** Under the name that it was given in the address. */
    public record Setting(String name, String value) {
        /** Whether the value is nobody's business, as the password of a key store is. */
        public boolean isSecret() {
            return name.toLowerCase(Locale.ROOT).endsWith("password");
        }
    }

    private static final String HOST = "(?:[A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+])(?::[0-9]{1,5})?";
    private static final String HOSTS = "//(?<hosts>" + HOST + "(?:," + HOST + ")*)/";
    private static final String NAME = "[^/?#&;=@%+\\s'\"`\\\\(),:]";

    /** How addresses are written, in which each product has its own way. */
    private enum Form {
        /** A word and a colon in front of the path would be a file system of H2's own: in memory, in an archive, on a server. */
        H2(new String[] {"h2"}, "(?:file:)?(?![^/:]{2,}:)(?<database>[^;?]+)", ";", ";", "\\'\"`"),
        /** Without hosts it is on this machine. */
        POSTGRESQL(
                new String[] {"postgresql"},
                "(?:" + HOSTS + ")?(?<database>(?:" + NAME + "|%[0-9A-Fa-f]{2})+)",
                "?",
                "&",
                "") {
            @Override
            String meant(String text) {
                return URLDecoder.decode(text, StandardCharsets.UTF_8);
            }
        },
        MARIADB(
                new String[] {"mariadb", "mysql"},
                "(?:(?:sequential|loadbalance|load-balance-read|replication):)?" + HOSTS + "(?<database>" + NAME + "+)",
                "?",
                "&",
                "");

        private final String[] products;
        private final String base;
        private final String first;
        private final String between;
        private final String signs;
        /** Made when first needed: a run mostly has one address. */
        private volatile Pattern pattern;

        Form(String[] products, String base, String first, String between, String signs) {
            this.products = products;
            this.base = base;
            this.first = first;
            this.between = between;
            this.signs = signs;
        }

        Optional<Matcher> base(String url) {
            if (url.length() > LONGEST || !isOfTheseProducts(url)) {
                return Optional.empty();
            }
            int end = url.indexOf(first);
            Matcher matcher = pattern().matcher(end < 0 ? url : url.substring(0, end));
            return matcher.matches() ? Optional.of(matcher) : Optional.empty();
        }

        private boolean isOfTheseProducts(String url) {
            for (String product : products) {
                if (url.startsWith("jdbc:" + product + ":")) {
                    return true;
                }
            }
            return false;
        }

        private Pattern pattern() {
            if (pattern == null) {
                pattern = Pattern.compile("jdbc:(?<product>" + String.join("|", products) + "):" + base);
            }
            return pattern;
        }

        Stream<String> parts(String url) {
            int end = url.indexOf(first);
            return end < 0 ? Stream.of() : Stream.of(url.substring(end + 1).split(between, -1));
        }

        String meant(String text) {
            return text;
        }

        /** Whether it is without the signs that a driver or a database gives a meaning of its own. */
        boolean isPlain(String url) {
            return Text.isVisible(url) && url.chars().noneMatch(c -> signs.indexOf(c) >= 0);
        }
    }

    /** Apart from the rest, so that what sets nothing needs none. */
    private static final class SettingPattern {
        static final Pattern SETTING = Pattern.compile("([A-Za-z][A-Za-z0-9_ ]{0,60})=(.*\\S.*)", Pattern.DOTALL);
    }

    /** What may be shown of what is no address: what it was meant to be one of. */
    private static final String KIND = "jdbc:[A-Za-z0-9]{1,20}:|[A-Za-z][A-Za-z0-9+]{0,20}:(?=//)";

    private static final String REST = "…";
    private static final int LONGEST = 2_000;
    private static final int HIGHEST_PORT = 65_535;

    /**
     * Takes an address apart.
     *
     * @throws UserError if it is none
     */
    public static DatabaseUrl of(String url) {
        for (Form form : Form.values()) {
            Optional<Matcher> base = form.base(url);
            if (base.isPresent()) {
                return of(form, base.get(), url);
            }
        }
        throw UserError.usage("db.url-unsupported", shown(url));
    }

    private static DatabaseUrl of(Form form, Matcher base, String url) {
        if (!form.isPlain(url)) {
            throw UserError.usage("db.url-signs", shown(url));
        }
        List<String> hosts = hosts(form, base);
        if (!hosts.stream().allMatch(DatabaseUrl::hasPossiblePort)) {
            throw UserError.usage("db.url-unsupported", shown(url));
        }
        try {
            List<Setting> settings = form.parts(url)
                    .map(part -> setting(part)
                            .map(written -> new Setting(written.name(), form.meant(written.value())))
                            .orElseThrow(IllegalArgumentException::new))
                    .toList();
            Stream<String> meant = Stream.concat(
                    Stream.of(form.meant(base.group("database"))),
                    settings.stream().map(Setting::value));
            if (!meant.allMatch(Text::isVisible)) {
                throw UserError.usage("db.url-signs", shown(url));
            }
            return new DatabaseUrl(base.group(), base.group("product"), hosts, base.group("database"), settings);
        } catch (IllegalArgumentException e) {
            throw UserError.usage("db.url-part", form.between, shown(url));
        }
    }

    private static List<String> hosts(Form form, Matcher base) {
        return form == Form.H2
                ? List.of()
                : List.of(Objects.requireNonNullElse(base.group("hosts"), "localhost")
                        .split(","));
    }

    private static boolean hasPossiblePort(String host) {
        return port(host).filter(port -> port < 1 || port > HIGHEST_PORT).isEmpty();
    }

    private static Optional<Integer> port(String host) {
        int colon = host.lastIndexOf(':');
        return colon > host.lastIndexOf(']')
                ? Optional.of(Integer.valueOf(host.substring(colon + 1)))
                : Optional.empty();
    }

    private static Optional<Setting> setting(String part) {
        return Optional.of(SettingPattern.SETTING.matcher(part))
                .filter(Matcher::matches)
                .map(found -> new Setting(found.group(1), found.group(2)));
    }

    /** What may be printed, kept and logged of an address, or of what should be one: hosts, database, and the names of what is set. */
    public static String shown(String url) {
        for (Form form : Form.values()) {
            Optional<Matcher> base = form.base(url);
            if (base.isPresent()) {
                String settings = form.parts(url)
                        .map(part -> setting(part)
                                .map(found -> found.name() + "=" + Secrets.HIDDEN)
                                .orElse(REST))
                        .collect(Collectors.joining(form.between));
                return Text.line(base.get().group() + (settings.isEmpty() ? "" : form.first + settings), LONGEST);
            }
        }
        Matcher kind = Pattern.compile(KIND).matcher(url);
        return kind.lookingAt() ? kind.group() + REST : REST;
    }

    /** The address with another path for its file; as it is where it has none. */
    public static String withFile(String url, UnaryOperator<String> path) {
        return Form.H2
                .base(url)
                .filter(base -> Form.H2.isPlain(url))
                .map(base -> url.substring(0, base.start("database"))
                        + path.apply(base.group("database"))
                        + url.substring(base.end("database")))
                .orElse(url);
    }

    /** The secrets in what should be an address; where one cannot tell there are none. */
    public static List<String> secrets(String url) {
        return Stream.of(Form.values())
                .filter(form -> form.base(url).isPresent())
                .flatMap(form -> form.parts(url))
                .flatMap(part -> setting(part).stream())
                .filter(Setting::isSecret)
                .map(Setting::value)
                .toList();
    }

    /** One of the {@link #hosts} without its port. */
    public static String name(String host) {
        return port(host).isEmpty() ? host : host.substring(0, host.lastIndexOf(':'));
    }

    /** Whether every server is on this machine for certain. */
    public boolean isOnThisMachine() {
        return hosts.stream().allMatch(host -> Loopback.is(name(host)));
    }

    /** Each of the {@link #hosts} with its port, which is the {@code usual} one where none is given. */
    public List<String> hostsWithPorts(int usual) {
        return hosts.stream()
                .map(host -> port(host).isPresent() ? host : host + ":" + usual)
                .toList();
    }
}
