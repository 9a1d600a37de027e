package io.github.ylhcancel.callback;

import io.github.ylhcancel.config.Addresses;
import io.github.ylhcancel.http.Head;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Finds out who sends a request that may have come through proxies. */
final class Senders {
    private static final String FORWARDED_FOR = "X-Forwarded-For";

    private final Set<InetAddress> trusted;

    /**
     * @param trusted proxies that are believed
     */
    Senders(Set<InetAddress> trusted) {
        this.trusted = trusted;
    }

    /** The last address on the way that is no trusted proxy: whatever stands before it anybody may have written. */
    InetAddress of(Head head) {
        InetAddress sender = head.from();
        for (String hop : backwards(head)) {
            Optional<InetAddress> before = Addresses.parse(hop);
            if (!trusted.contains(sender) || before.isEmpty()) {
                return sender;
            }
            sender = before.get();
        }
        return sender;
    }

    private static List<String> backwards(Head head) {
        List<String> hops = new ArrayList<>();
        head.all(FORWARDED_FOR).forEach(line -> {
            for (String hop : line.split(",")) {
                hops.add(hop.strip());
            }
        });
        Collections.reverse(hops);
        return hops;
    }
}
