package io.github.ylhcancel.config;

import io.github.ylhcancel.base.Secrets;
import io.github.ylhcancel.domain.Account;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * Where YLH is, who we are there, and how long we wait for it.
 *
 * @param timeout for one cancel call from its first byte to the last of the answer
 * @param tokenTimeout the same for a token
 * @param retryAfterCap the longest wait that YLH may ask of us
 * @param transientCodes what YLH says with {@code success:false} when it means that it does not know
 * @param egress how calls get there
 * @param secrets is told each token, so that no log shows it
 */
public record YlhAccess(
        URI authUrl,
        URI baseUrl,
        String username,
        String password,
        String clientId,
        String clientSecret,
        Duration connectTimeout,
        Duration timeout,
        Duration tokenTimeout,
        Duration retryAfterCap,
        Path tokenCache,
        List<String> transientCodes,
        Egress egress,
        Secrets secrets) {
    /**
     * How long a process may keep a cancellation to itself: longer than the longest attempt (token, call, token again, call
     * again), so that nobody takes over what is still on its way.
     */
    public Duration lease() {
        return timeout.plus(tokenTimeout).multipliedBy(2).plusSeconds(30);
    }

    /** Who we are there. */
    public Account account() {
        return Account.of(authUrl, clientId, username);
    }

    @Override
    public String toString() {
        return "YLH at " + baseUrl + " as " + username;
    }
}
