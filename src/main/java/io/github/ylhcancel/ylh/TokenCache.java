package io.github.ylhcancel.ylh;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.ylhcancel.base.RefusedFile;
import io.github.ylhcancel.base.Sha256;
import io.github.ylhcancel.config.YlhAccess;
import io.github.ylhcancel.files.NewFile;
import io.github.ylhcancel.files.TrustedFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the token between two runs in a file that only its owner can read. A cache that is damaged, readable by others, or
 * made for another address, user or client is as good as none; failing to write it is no failure of the run.
 */
final class TokenCache {
    private static final Logger LOG = LoggerFactory.getLogger(TokenCache.class);
    private static final JsonMapper JSON = new JsonMapper();

    private final Path file;
    private final String madeFor;

    TokenCache(YlhAccess access) {
        this.file = access.tokenCache();
        this.madeFor = fingerprint(access);
    }

    Optional<Token> read() {
        try {
            if (Files.isSymbolicLink(file)) {
                return Optional.empty(); // Writing would replace the link.
            }
            TrustedFile.Content content = TrustedFile.read(file);
            if (content.groupMayRead() || content.othersMayRead()) {
                return Optional.empty();
            }
            JsonNode cached = JSON.readTree(content.bytes());
            if (!madeFor.equals(cached.path("made_for").asText())) {
                return Optional.empty();
            }
            String type = cached.path("token_type").asText("");
            String value = cached.path("access_token").asText("");
            Instant usableUntil = Instant.parse(cached.path("usable_until").asText());
            return Token.fitsHeader(type) && Token.fitsHeader(value)
                    ? Optional.of(new Token(type, value, usableUntil))
                    : Optional.empty();
        } catch (NoSuchFileException | NotDirectoryException notYet) {
            return Optional.empty();
        } catch (IOException | DateTimeException e) {
            String cause =
                    e instanceof RefusedFile ? e.getMessage() : e.getClass().getSimpleName();
            LOG.info("event=token.cache-ignored file={} cause={}", file, cause);
            return Optional.empty();
        }
    }

    /** Written beside and renamed, so that no reader and no crash ever meets half a file. */
    void write(Token token) {
        try {
            NewFile.replace(file, content(token));
        } catch (IOException e) {
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
