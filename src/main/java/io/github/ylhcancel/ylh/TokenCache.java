package io.github.ylhcancel.ylh;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.ylhcancel.config.YlhAccess;
import io.github.ylhcancel.domain.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the token between two runs in a file that only its owner can read. A cache that is damaged, readable by others, or
 * made for another address, user or client is as good as none; failing to write it is no failure of the run.
 */
final class TokenCache {
    private static final Logger LOG = LoggerFactory.getLogger(TokenCache.class);
    private static final FileAttribute<?> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    private static final FileAttribute<?> OWNER_ONLY_FOLDER =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
    private static final Set<PosixFilePermission> OWNERS =
            Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE, PosixFilePermission.OWNER_EXECUTE);
    private static final JsonMapper JSON = new JsonMapper();

    private final Path file;
    private final String madeFor;

    TokenCache(YlhAccess access) {
        this.file = access.tokenCache();
        this.madeFor = fingerprint(access);
    }

    Optional<Token> read() {
        try {
            if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) || !isOwnersOnly()) {
                return Optional.empty();
            }
            JsonNode cached = JSON.readTree(Files.readString(file));
            if (!madeFor.equals(cached.path("made_for").asText())) {
                return Optional.empty();
            }
            String type = cached.path("token_type").asText("");
            String value = cached.path("access_token").asText("");
            Instant usableUntil = Instant.parse(cached.path("usable_until").asText());
            return Token.fitsHeader(type) && Token.fitsHeader(value)
                    ? Optional.of(new Token(type, value, usableUntil))
                    : Optional.empty();
        } catch (IOException | DateTimeException e) {
            LOG.info(
                    "event=token.cache-ignored file={} cause={}",
                    file,
                    e.getClass().getSimpleName());
            return Optional.empty();
        }
    }

    private boolean isOwnersOnly() throws IOException {
        try {
            return OWNERS.containsAll(Files.getPosixFilePermissions(file));
        } catch (UnsupportedOperationException e) {
            return true;
        }
    }

    /** Written beside and renamed, so that no reader and no crash ever meets half a file. */
    void write(Token token) {
        Path folder = file.toAbsolutePath().getParent();
        try {
            Files.createDirectories(folder, OWNER_ONLY_FOLDER);
            Path fresh = Files.createTempFile(folder, "token", ".new", OWNER_ONLY);
            try {
                Files.write(fresh, content(token));
                Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(fresh);
            }
        } catch (IOException | UnsupportedOperationException e) {
            LOG.warn("event=token.cache-not-written file={} cause={}", file, e.toString());
        }
    }

    private byte[] content(Token token) throws JacksonException {
        return JSON.writeValueAsBytes(Map.of(
                "made_for", madeFor,
                "token_type", token.type(),
                "access_token", token.value(),
                "usable_until", token.usableUntil().toString()));
    }

    private static String fingerprint(YlhAccess access) {
        return Sha256.ofParts(
                access.authUrl().toString(), access.baseUrl().toString(), access.username(), access.clientId());
    }
}
