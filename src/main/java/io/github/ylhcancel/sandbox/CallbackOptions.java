package io.github.ylhcancel.sandbox;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * How a sandbox calls the shop back. {@link #NONE} never does; the {@code with…} methods return changed copies.
 *
 * @param url where callbacks are sent; without one none is
 * @param rules what is unusual about them, from the start
 * @param delay how long after the answer to the cancel call one is sent
 * @param late how much later a late one comes, and how long one is held back at most
 * @param retry how long after a bad answer one is sent again; each further time twice as long
 * @param attempts how often one is sent at most
 * @param timeout how long an answer may take
 * @param keys with what they are signed
 * @param orders what the sandbox knows of the shop's orders
 */
public record CallbackOptions(
        Optional<URI> url,
        List<CallbackRule> rules,
        Duration delay,
        Duration late,
        Duration retry,
        int attempts,
        Duration timeout,
        CallbackKeys keys,
        List<KnownOrder> orders) {
    public static final CallbackOptions NONE = new CallbackOptions(
            Optional.empty(),
            List.of(),
            Duration.ofMillis(100),
            Duration.ofSeconds(5),
            Duration.ofSeconds(1),
            8,
            Duration.ofSeconds(10),
            CallbackKeys.DEFAULT,
            List.of());

    /** @throws IllegalArgumentException with one line that names the option that makes no sense */
    public CallbackOptions {
        url.ifPresent(CallbackOptions::requireAddress);
        rules = List.copyOf(rules);
        require(!delay.isNegative() && !late.isNegative(), "The delays of callbacks must not be negative.");
        require(!retry.isNegative(), "The time to send a callback again must not be negative.");
        require(attempts > 0, "A callback must be sent at least once.");
        require(!timeout.isNegative() && !timeout.isZero(), "The time-out of callbacks must be more than nothing.");
        Objects.requireNonNull(keys, "keys");
        orders = List.copyOf(orders);
    }

    /** @throws IllegalArgumentException if nothing can be sent there */
    static URI requireAddress(URI url) {
        String scheme = String.valueOf(url.getScheme()).toLowerCase(Locale.ROOT);
        require(
                (scheme.equals("http") || scheme.equals("https")) && url.getHost() != null && url.getUserInfo() == null,
                "The callback address must be an http or https address with a host, such as http://127.0.0.1:8099/ylh.");
        return url;
    }

    private static void require(boolean condition, String otherwise) {
        if (!condition) {
            throw new IllegalArgumentException(otherwise);
        }
    }

    public CallbackOptions withUrl(URI changed) {
        return new CallbackOptions(Optional.of(changed), rules, delay, late, retry, attempts, timeout, keys, orders);
    }

    public CallbackOptions withRules(List<CallbackRule> changed) {
        return new CallbackOptions(url, changed, delay, late, retry, attempts, timeout, keys, orders);
    }

    /** As {@link #withRules(List)}, in the form that {@link CallbackRule#parse} reads. */
    public CallbackOptions withRules(String... changed) {
        return withRules(List.of(changed).stream().map(CallbackRule::parse).toList());
    }

    public CallbackOptions withDelays(Duration changed, Duration changedLate) {
        return new CallbackOptions(url, rules, changed, changedLate, retry, attempts, timeout, keys, orders);
    }

    public CallbackOptions withRepeats(Duration changed, int changedAttempts) {
        return new CallbackOptions(url, rules, delay, late, changed, changedAttempts, timeout, keys, orders);
    }

    public CallbackOptions withTimeout(Duration changed) {
        return new CallbackOptions(url, rules, delay, late, retry, attempts, changed, keys, orders);
    }

    public CallbackOptions withKeys(CallbackKeys changed) {
        return new CallbackOptions(url, rules, delay, late, retry, attempts, timeout, changed, orders);
    }

    public CallbackOptions withOrders(List<KnownOrder> changed) {
        return new CallbackOptions(url, rules, delay, late, retry, attempts, timeout, keys, changed);
    }
}
