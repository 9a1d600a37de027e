package io.github.ylhcancel.domain;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** Which hosts are this machine for certain, so that nobody is in between. */
public final class Loopback {
    private Loopback() {}

    /** Only literal addresses and {@code localhost}: what a name resolves to can change. */
    public static boolean is(String host) {
        if ("localhost".equalsIgnoreCase(host)) {
            return true;
        }
        boolean literal = host.startsWith("[") || host.chars().allMatch(c -> c == '.' || c >= '0' && c <= '9');
        try {
            return literal && InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
