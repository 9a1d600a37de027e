package io.github.ylhcancel.config;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Addresses of machines as numbers, {@code 192.0.2.7} or {@code 2001:db8::7}. A name is none: nobody is asked what it means. */
public final class Addresses {
    private static final Pattern FOUR =
            Pattern.compile("(?:(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])(?:\\.(?!$)|$)){4}");
    private static final Pattern SIX = Pattern.compile("[0-9A-Fa-f:]*:[0-9A-Fa-f:.]*");

    private static final Pattern WITH_PORT = Pattern.compile("(?:\\[([^\\]]+)\\]|([^:]+)):([0-9]{1,5})");
    private static final int HIGHEST_PORT = 65_535;

    private Addresses() {}

    /** Of {@code 192.0.2.7:80} or {@code [2001:db8::7]:80}. */
    static Optional<InetSocketAddress> withPort(String text) {
        Matcher parts = WITH_PORT.matcher(text);
        if (!parts.matches() || Integer.parseInt(parts.group(3)) > HIGHEST_PORT) {
            return Optional.empty();
        }
        String address = parts.group(1) == null ? parts.group(2) : parts.group(1);
        return parse(address).map(found -> new InetSocketAddress(found, Integer.parseInt(parts.group(3))));
    }

    /** Equal for what is the same address, however it is written, also the old kind within the new. */
    public static Optional<InetAddress> parse(String text) {
        if (!FOUR.matcher(text).matches() && !SIX.matcher(text).matches()) {
            return Optional.empty();
        }
        try {
            // Of such a text Java asks no name server.
            return Optional.of(InetAddress.getByName(text));
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }
}
