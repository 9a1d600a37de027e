package io.github.ylhcancel.testing;

import io.github.ylhcancel.base.Secrets;
import io.github.ylhcancel.config.Egress;
import io.github.ylhcancel.config.HttpProxy;
import io.github.ylhcancel.config.YlhAccess;
import io.github.ylhcancel.domain.Account;
import io.github.ylhcancel.sandbox.Credentials;
import io.github.ylhcancel.sandbox.Sandbox;
import java.net.URI;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A configuration for reaching YLH, with the sandbox's credentials unless a test says otherwise. */
public final class TestAccess {
    /** Whoever decides and delivers in a test that does not say otherwise. */
    public static final Account ACCOUNT =
            Account.of(URI.create("https://auth.ylh.test/token"), "ylh-client", "ylh-user");

    private final Path tokenCache;
    private URI auth;
    private URI base;
    private String username = Credentials.DEFAULT.username();
    private String password = Credentials.DEFAULT.password();
    private String clientId = Credentials.DEFAULT.clientId();
    private String clientSecret = Credentials.DEFAULT.clientSecret();
    private Duration connectTimeout = Duration.ofSeconds(5);
    private Duration timeout = Duration.ofSeconds(10);
    private Duration tokenTimeout = Duration.ofSeconds(10);

    private Egress egress = Egress.DIRECT;
    private List<String> transientCodes = List.of();

    private TestAccess(URI auth, URI base, Path tokenCache) {
        this.auth = auth;
        this.base = base;
        this.tokenCache = tokenCache;
    }

    public static TestAccess to(Sandbox sandbox, Path tokenCache) {
        return to(sandbox.authUri(), sandbox.baseUri(), tokenCache);
    }

    public static TestAccess to(URI auth, URI base, Path tokenCache) {
        return new TestAccess(auth, base, tokenCache);
    }

    public TestAccess auth(URI changed) {
        auth = changed;
        return this;
    }

    public TestAccess base(URI changed) {
        base = changed;
        return this;
    }

    public TestAccess username(String changed) {
        username = changed;
        return this;
    }

    public TestAccess password(String changed) {
        password = changed;
        return this;
    }

    public TestAccess clientId(String changed) {
        clientId = changed;
        return this;
    }

    public TestAccess clientSecret(String changed) {
        clientSecret = changed;
        return this;
    }

    public TestAccess connectTimeout(Duration changed) {
        connectTimeout = changed;
        return this;
    }

    public TestAccess timeout(Duration changed) {
        timeout = changed;
        return this;
    }

    public TestAccess tokenTimeout(Duration changed) {
        tokenTimeout = changed;
        return this;
    }

    public TestAccess egress(Optional<HttpProxy> proxy, Optional<KeyStore> trusted) {
        egress = new Egress(proxy, trusted);
        return this;
    }

    public TestAccess transientCodes(String... changed) {
        transientCodes = List.of(changed);
        return this;
    }

    public YlhAccess access() {
        return new YlhAccess(
                auth,
                base,
                username,
                password,
                clientId,
                clientSecret,
                connectTimeout,
                timeout,
                tokenTimeout,
                Duration.ofMinutes(5),
                tokenCache,
                transientCodes,
                egress,
                new Secrets());
    }
}
