package io.github.ylhcancel.callback;

import io.github.ylhcancel.base.NanoClock;
import java.net.InetAddress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is refused is counted, and told to the log once a minute and not each time. Whoever sends forged ones has as many tries as the
 * bucket of its address holds, and one more each second; only the addresses heard of last are known, so that no number of them takes memory.
 */
final class FailedSignatures {
    private static final Logger LOG = LoggerFactory.getLogger(FailedSignatures.class);

    static final int TRIES = 20;
    static final int MOST_ADDRESSES = 10_000;
    private static final long REFILL = Duration.ofSeconds(1).toNanos();
    private static final long LOG_EVERY = Duration.ofMinutes(1).toNanos();

    private final NanoClock clock;
    private final Map<InetAddress, Bucket> buckets = new LinkedHashMap<>(64, 0.75f, true);
    private final Map<String, Long> causes = new TreeMap<>();
    private String lastFrom = "-";
    private long loggedAt;

    FailedSignatures(NanoClock clock) {
        this.clock = clock;
        this.loggedAt = clock.nanos() - LOG_EVERY;
    }

    private static final class Bucket {
        private double tries = TRIES;
        private long at;

        private Bucket(long at) {
            this.at = at;
        }

        private void fill(long now) {
            tries = Math.min(TRIES, tries + (double) (now - at) / REFILL);
            at = now;
        }
    }

    /** Whether this sender is heard at all. */
    synchronized boolean hears(InetAddress from) {
        Bucket bucket = buckets.get(from);
        if (bucket == null) {
            return true;
        }
        bucket.fill(clock.nanos());
        return bucket.tries >= 1;
    }

    synchronized void refused(RefusedCallback refused, InetAddress from) {
        count(refused.getMessage(), from);
        if (refused.isForged()) {
            long now = clock.nanos();
            Bucket bucket = buckets.computeIfAbsent(from, address -> new Bucket(now));
            bucket.fill(now);
            bucket.tries = Math.max(0, bucket.tries - 1);
            forgetOldest();
        }
    }

    /** One that was not looked at. */
    synchronized void unheard(InetAddress from) {
        count("too-many", from);
    }

    private void forgetOldest() {
        if (buckets.size() > MOST_ADDRESSES) {
            buckets.remove(buckets.keySet().iterator().next());
        }
    }

    private void count(String cause, InetAddress from) {
        causes.merge(cause, 1L, Long::sum);
        lastFrom = from.getHostAddress();
        logIfTime();
    }

    /** To be called now and then, so that the last of them are told as well. */
    synchronized void logIfTime() {
        if (clock.nanos() - loggedAt >= LOG_EVERY) {
            log();
        }
    }

    /** What has not been told yet. */
    synchronized void log() {
        if (!causes.isEmpty()) {
            loggedAt = clock.nanos();
            LOG.warn("event=listen.refused causes={} last_from={}", words(), lastFrom);
            causes.clear();
        }
    }

    private String words() {
        return causes.entrySet().stream()
                .map(cause -> cause.getValue() + " " + cause.getKey())
                .collect(Collectors.joining(", "));
    }

    synchronized int addresses() {
        return buckets.size();
    }
}
