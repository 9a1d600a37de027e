package io.github.ylhcancel.db;

import io.github.ylhcancel.domain.UserError;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Where the shop's database is.
 *
 * @param embeddedDefault whether nobody chose this database: then the program may bring its own tables up to date by itself
 */
public record DatabaseAddress(String url, String username, String password, boolean embeddedDefault) {
    private static final Pattern SERVER = Pattern.compile("//([^/?]+)");

    /** An address is shown in messages and logs, so it must not hold these. */
    private static final Pattern CREDENTIALS =
            Pattern.compile("[;?&](user|password)=|^jdbc:[a-z:-]+//[^/?]*@", Pattern.CASE_INSENSITIVE);
    /** Of a key store or a private key. These have no other place, so they may be there, but are not shown. */
    private static final Pattern OTHER_PASSWORD =
            Pattern.compile("([;?&]\\w*password=)[^;&]*", Pattern.CASE_INSENSITIVE);

    public DatabaseAddress {
        if (CREDENTIALS.matcher(url).find()) {
            throw UserError.usage("db.url-credentials");
        }
        Dialect dialect = Dialect.ofUrl(url).orElseThrow(() -> UserError.usage("db.url-unsupported", shown(url)));
        for (String setting : dialect.ownSettings()) {
            if (Pattern.compile("[;?&]\\s*" + setting + "\\s*=", Pattern.CASE_INSENSITIVE)
                    .matcher(url)
                    .find()) {
                throw UserError.usage("db.url-setting", setting, shown(url));
            }
        }
    }

    /** Whether the database lives in this process, so that no other can be connected meanwhile. */
    public boolean isEmbedded() {
        return dialect().isExclusive();
    }

    /** Host and port, or several of them, of a server; the address itself of what has none. */
    String server() {
        Matcher found = SERVER.matcher(url);
        if (isEmbedded()) {
            return toString();
        }
        String port = ":" + dialect().usualPort();
        return Arrays.stream((found.find() ? found.group(1) : "localhost").split(","))
                .map(host -> host.matches(".*:\\d+") ? host : host + port)
                .collect(Collectors.joining(", "));
    }

    private static String shown(String url) {
        return OTHER_PASSWORD.matcher(url).replaceAll("$1***");
    }

    public Dialect dialect() {
        return Dialect.ofUrl(url).orElseThrow();
    }

    /** Without any password. */
    @Override
    public String toString() {
        return shown(url);
    }
}
