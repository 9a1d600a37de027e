package io.github.ylhcancel.db;

import io.github.ylhcancel.base.ExitCode;
import io.github.ylhcancel.base.Message;
import io.github.ylhcancel.base.UserError;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;

/**
 * What keeps a database from being used at all, whichever the order or the row. Those that pass, or that its administrator has to
 * look at, end a command with 12; those that somebody has to change here or there first, with 2.
 */
enum Trouble {
    UNKNOWN_HOST(ExitCode.DATABASE, "db.unknown-host"),
    REFUSED(ExitCode.DATABASE, "db.refused"),
    NO_ANSWER(ExitCode.DATABASE, "db.no-answer"),
    TOO_MANY_CONNECTIONS(ExitCode.DATABASE, "db.too-many-connections"),
    STARTING_OR_STOPPING(ExitCode.DATABASE, "db.starting-or-stopping"),
    UNREACHABLE(ExitCode.DATABASE, "db.unreachable"),
    READ_ONLY(ExitCode.DATABASE, "db.read-only"),
    OFFLINE(ExitCode.DATABASE, "db.offline"),
    DISK_FULL(ExitCode.DATABASE, "db.disk-full"),
    ENDED_BY_SERVER(ExitCode.DATABASE, "db.ended-by-server"),
    TLS(ExitCode.USAGE, "db.tls"),
    CERTIFICATE_OF_ANOTHER_NAME(ExitCode.USAGE, "db.tls-name"),
    PASSWORD_NEEDS_TLS(ExitCode.USAGE, "db.password-needs-tls"),
    WRONG_PASSWORD_WITHOUT_TLS(ExitCode.USAGE, "db.wrong-password-without-tls"),
    WRONG_PASSWORD(ExitCode.USAGE, "db.wrong-password-on-server"),
    WRONG_PASSWORD_OF_FILE(ExitCode.USAGE, "db.wrong-password"),
    NOT_LET_IN(ExitCode.USAGE, "db.not-let-in"),
    MISSING_DATABASE(ExitCode.USAGE, "db.missing-on-server"),
    MISSING_FILE(ExitCode.USAGE, "db.missing"),
    NO_RIGHT(ExitCode.USAGE, "db.no-right"),
    TOO_LARGE(ExitCode.USAGE, "db.too-large");

    private static final Pattern FULL_DISK =
            Pattern.compile("no space left|not enough space|quota exceeded", Pattern.CASE_INSENSITIVE);

    private final ExitCode exitCode;
    private final String key;

    Trouble(ExitCode exitCode, String key) {
        this.exitCode = exitCode;
        this.key = key;
    }

    /** Whether it passes, or its administrator has to look at it: another server may be in order. */
    boolean isOfServer() {
        return exitCode == ExitCode.DATABASE;
    }

    /** Whether a statement can meet with it on a connection that stands. */
    boolean isOfStatements() {
        return this == DISK_FULL
                || this == NO_RIGHT
                || this == TOO_LARGE
                || this == READ_ONLY
                || this == ENDED_BY_SERVER;
    }

    /** The sentence may use the address, the server's host and port, the user, and the error's own words, in this order. */
    UserError error(DatabaseAddress address, String words, SQLException cause) {
        String why = this == DISK_FULL ? fullDisk(cause).orElse(words) : words;
        Message text = Message.of(key, address, address.server(), address.username(), why);
        return this == TOO_MANY_CONNECTIONS
                ? new NoConnectionLeftException(exitCode, text, cause)
                : new UserError(exitCode, text, cause);
    }

    /** Of what the drivers have in common: what Java itself says underneath, and the class of SQL states for connections. */
    static Optional<Trouble> common(SQLException e) {
        List<Throwable> causes = causes(e);
        if (has(causes, UnknownHostException.class) || has(causes, UnresolvedAddressException.class)) {
            return Optional.of(UNKNOWN_HOST);
        }
        if (has(causes, SSLException.class)) {
            return Optional.of(TLS);
        }
        if (has(causes, SocketTimeoutException.class)) {
            return Optional.of(NO_ANSWER);
        }
        if (has(causes, ConnectException.class) || has(causes, NoRouteToHostException.class)) {
            return Optional.of(REFUSED);
        }
        if (!String.valueOf(e.getSQLState()).startsWith("08")) {
            return Optional.empty();
        }
        // A server without TLS is only told by the driver's words.
        boolean isOfTls =
                String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT).contains("ssl");
        return Optional.of(isOfTls ? TLS : UNREACHABLE);
    }

    /** A database in this process hears of a full disk as Java does, which has no class for it but the system's own words. */
    static Optional<String> fullDisk(SQLException e) {
        return causes(e).stream()
                .filter(IOException.class::isInstance)
                .map(cause -> String.valueOf(cause.getMessage()))
                .filter(words -> FULL_DISK.matcher(words).find())
                .findFirst();
    }

    private static List<Throwable> causes(SQLException e) {
        return Stream.iterate((Throwable) e, Objects::nonNull, Throwable::getCause)
                .toList();
    }

    private static boolean has(List<Throwable> causes, Class<? extends Throwable> type) {
        return causes.stream().anyMatch(type::isInstance);
    }
}
