package io.github.ylhcancel.ylh;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ylhcancel.config.YlhAccess;
import io.github.ylhcancel.testing.TestAccess;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenCacheTest {
    private static final URI AUTH = URI.create("https://ylh.example/token");
    private static final URI BASE = URI.create("https://ylh.example/order");
    private static final Token TOKEN = new Token("Bearer", "abc-123", Instant.parse("2026-03-01T08:50:00.5Z"));

    @TempDir
    private Path folder;

    private Path file;
    private TokenCache cache;

    @BeforeEach
    void create() {
        file = folder.resolve("new/deep/token.json");
        cache = new TokenCache(access().access());
    }

    private TestAccess access() {
        return TestAccess.to(AUTH, BASE, file);
    }

    @Test
    void givesBackWhatWasWritten() {
        assertThat(cache.read()).isEmpty();

        cache.write(TOKEN);

        assertThat(new TokenCache(access().access()).read()).contains(TOKEN);
    }

    @Test
    void aNewTokenReplacesTheOldOne() {
        Token next = new Token("bearer", "def-456", Instant.parse("2026-03-01T09:00:00Z"));
        cache.write(TOKEN);
        cache.write(next);

        assertThat(cache.read()).contains(next);
    }

    @Test
    void onlyTheOwnerCanReadTheFileAndEnterTheFoldersThatWereMadeForIt() throws IOException {
        cache.write(TOKEN);

        assertThat(permissions(file)).isEqualTo("rw-------");
        assertThat(permissions(file.getParent())).isEqualTo("rwx------");
        assertThat(permissions(file.getParent().getParent())).isEqualTo("rwx------");
    }

    @Test
    void aFolderThatWasThereKeepsItsPermissions() throws IOException {
        Files.createDirectories(file.getParent());
        Files.setPosixFilePermissions(file.getParent(), PosixFilePermissions.fromString("rwxr-xr-x"));

        cache.write(TOKEN);

        assertThat(permissions(file.getParent())).isEqualTo("rwxr-xr-x");
        assertThat(permissions(file)).isEqualTo("rw-------");
    }

    @Test
    void nothingElseIsLeftBeside() throws IOException {
        cache.write(TOKEN);
        cache.write(TOKEN);

        assertThat(file.getParent()).isDirectoryContaining(path -> path.equals(file));
        try (Stream<Path> beside = Files.list(file.getParent())) {
            assertThat(beside).containsExactly(file);
        }
    }

    @Test
    void nothingIsLeftBesideWhereTheFileCannotBeReplaced() throws IOException {
        Files.createDirectories(file.resolve("a folder in the way"));

        cache.write(TOKEN);

        try (Stream<Path> beside = Files.list(file.getParent())) {
            assertThat(beside).containsExactly(file);
        }
        assertThat(cache.read()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/proc/no/such/token.json", "/dev/null/token.json"})
    void aPlaceThatCannotBeWrittenIsNoFailure(String place) {
        TokenCache nowhere =
                new TokenCache(TestAccess.to(AUTH, BASE, Path.of(place)).access());

        nowhere.write(TOKEN);

        assertThat(nowhere.read()).isEmpty();
    }

    @Test
    void isNotUsedForAnotherAddressUserOrClient() {
        cache.write(TOKEN);

        List<YlhAccess> others = List.of(
                access().auth(URI.create("https://other.example/token")).access(),
                access().base(URI.create("https://other.example/order")).access(),
                access().username("somebody-else").access(),
                access().clientId("something-else").access());
        assertThat(others)
                .allSatisfy(other -> assertThat(new TokenCache(other).read()).isEmpty());
    }

    @Test
    void partsOfTheConfigurationDoNotRunIntoEachOther() {
        new TokenCache(access().username("ab").clientId("c").access()).write(TOKEN);

        assertThat(new TokenCache(access().username("a").clientId("bc").access()).read())
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "{}",
                "{\"made_for\":",
                "<html>",
                "\"text\"",
            })
    void aDamagedFileIsIgnored(String content) throws IOException {
        cache.write(TOKEN);
        Files.writeString(file, content);

        assertThat(cache.read()).isEmpty();
    }

    /** The rest of the file is as it should be. */
    @ParameterizedTest
    @ValueSource(strings = {"", " ", "abc\\n123", "abc 123", "令牌"})
    void aTokenThatCannotBeSentIsDamage(String value) throws IOException {
        cache.write(TOKEN);
        Files.writeString(file, Files.readString(file).replace("abc-123", value));

        assertThat(cache.read()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"access_token", "token_type", "usable_until", "made_for"})
    void aFieldThatIsMissingOrNullIsDamage(String field) throws IOException {
        cache.write(TOKEN);
        String content = Files.readString(file);

        Files.writeString(file, content.replace("\"" + field + "\"", "\"other\""));
        assertThat(cache.read()).isEmpty();

        Files.writeString(file, content.replaceFirst("\"" + field + "\":\"[^\"]*\"", "\"" + field + "\":null"));
        assertThat(cache.read()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"tomorrow", "2026-13-01T00:00:00Z", "1772352000000", ""})
    void aTimeThatIsNoneIsDamage(String time) throws IOException {
        cache.write(TOKEN);
        Files.writeString(file, Files.readString(file).replace("2026-03-01T08:50:00.500Z", time));

        assertThat(cache.read()).isEmpty();
    }

    @Test
    void bytesThatAreNoTextAreDamage() throws IOException {
        cache.write(TOKEN);
        Files.write(file, "{\"made_for\":\"令牌\"}".getBytes(StandardCharsets.UTF_16));

        assertThat(cache.read()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-r-----", "rw----r--", "rw--w----", "rw-----w-"})
    void aFileThatOthersCanReadOrWriteIsIgnored(String permissions) throws IOException {
        cache.write(TOKEN);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));

        assertThat(cache.read()).isEmpty();

        cache.write(TOKEN);
        assertThat(permissions(file)).isEqualTo("rw-------");
        assertThat(cache.read()).contains(TOKEN);
    }

    @Test
    void aLinkIsNotFollowedAndWritingReplacesTheLinkAlone() throws IOException {
        cache.write(TOKEN);
        Path elsewhere = folder.resolve("elsewhere.json");
        Files.move(file, elsewhere);
        Files.createSymbolicLink(file, elsewhere);
        byte[] before = Files.readAllBytes(elsewhere);

        assertThat(cache.read()).isEmpty();
        cache.write(new Token("Bearer", "def-456", TOKEN.usableUntil()));

        assertThat(file).isRegularFile();
        assertThat(Files.isSymbolicLink(file)).isFalse();
        assertThat(elsewhere).hasBinaryContent(before);
    }

    private static String permissions(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
