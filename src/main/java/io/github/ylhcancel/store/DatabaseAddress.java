package io.github.ylhcancel.store;

import io.github.ylhcancel.domain.UserError;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Where the shop's database is.
 *
 * @param embeddedDefault whether nobody chose this database: then the program may bring its own tables up to date by itself
 */
public record DatabaseAddress(String url, String username, String password, boolean embeddedDefault) {
    /** What the program itself sets on every open; a second opinion in the URL could only weaken it. */
    private static final List<String> OURS = List.of(
            "WRITE_DELAY",
            "ACCESS_MODE_DATA",
            "IFEXISTS",
            "DB_CLOSE_ON_EXIT",
            "AUTO_SERVER",
            "FILE_LOCK",
            "TRACE_LEVEL_FILE",
            "INIT");
    /** An address is shown in messages and logs, so it must not hold these. */
    private static final Pattern CREDENTIALS = Pattern.compile("[;?&](user|password)=", Pattern.CASE_INSENSITIVE);

    public DatabaseAddress {
        if (CREDENTIALS.matcher(url).find()) {
            throw UserError.usage("db.url-credentials");
        }
        if (Dialect.ofUrl(url).isEmpty()) {
            throw UserError.usage("db.url-unsupported", url);
        }
        String upper = url.toUpperCase(Locale.ROOT);
        for (String setting : OURS) {
            if (upper.contains(";" + setting + "=")) {
                throw UserError.usage("db.url-setting", setting, url);
            }
        }
    }

    /** Whether the database lives in this process, so that no other can be connected meanwhile. */
    public boolean isEmbedded() {
        return dialect().isExclusive();
    }

    Dialect dialect() {
        return Dialect.ofUrl(url).orElseThrow();
    }

    /** Without the password. */
    @Override
    public String toString() {
        return url;
    }
}
