package io.github.ylhcancel.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ylhcancel.base.ExitCode;
import io.github.ylhcancel.base.Message;
import io.github.ylhcancel.base.UserError;
import io.github.ylhcancel.testing.PrivateAuthority;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrustStoreTest {
    @TempDir
    static Path shared;

    @TempDir
    Path folder;

    private static PrivateAuthority ours;
    private static PrivateAuthority old;

    @BeforeAll
    static void found() throws Exception {
        ours = PrivateAuthority.in(shared, "ours");
        old = PrivateAuthority.expiredIn(shared, "old");
    }

    private static KeyStore read(Path file, String... password) {
        return TrustStore.read(
                file,
                "ylh.properties:7",
                Optional.of(password).filter(one -> one.length > 0).map(one -> one[0]));
    }

    private Path file(String content) throws IOException {
        return Files.writeString(folder.resolve("ca.pem"), content);
    }

    private static String why(Path file, String... password) {
        try {
            read(file, password);
            return "nothing";
        } catch (UserError e) {
            assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE);
            assertThat(e.text().arguments().toString())
                    .contains("ylh.properties:7", "ylh.trust-store", file.toString());
            return e.text().arguments().stream()
                    .filter(Message.class::isInstance)
                    .map(one -> ((Message) one).key())
                    .findFirst()
                    .orElseThrow();
        }
    }

    @Test
    void aBundleMayHoldManyAndWordsBetweenThem() throws Exception {
        PrivateAuthority second = PrivateAuthority.in(folder, "second");
        Path bundle = file("# Let's-Encrypt and others -----\n" + Files.readString(ours.pem()) + "\nmore - words\r\n"
                + Files.readString(second.pem()).replace("\n", "\r\n"));

        assertThat(read(bundle).size()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PKCS12", "JKS"})
    void aKeyStoreOfJavaIsOpenedByItsPassword(String kind) throws Exception {
        Path store = ours.keyStore(kind);

        assertThat(read(store, PrivateAuthority.PASSWORD).size()).isOne();
        assertThat(why(store, "wrong one")).isEqualTo("config.trust-store.password");
    }

    @Test
    void whatHasExpiredIsLeftOutAndNothingElseThenIsAMistake() throws Exception {
        assertThat(read(file(Files.readString(old.pem()) + Files.readString(ours.pem())))
                        .size())
                .isOne();
        assertThat(why(old.pem())).isEqualTo("config.trust-store.expired");
    }

    @Test
    void whatCannotBeReadOrBelievedIsSaid() throws Exception {
        assertThat(why(folder.resolve("none.pem"))).isEqualTo("config.trust-store.unreadable");
        assertThat(why(file(""))).isEqualTo("config.trust-store.broken");
        assertThat(why(file("no certificate"))).isEqualTo("config.trust-store.broken");
        assertThat(why(file("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n")))
                .isEqualTo("config.trust-store.empty");
        assertThat(why(file("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")))
                .isEqualTo("config.trust-store.broken");
    }

    @Test
    void aFileThatOthersMayWriteIsNotBelieved() throws Exception {
        Path open = file(Files.readString(ours.pem()));
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rw-rw-rw-"));

        assertThat(why(open)).isEqualTo("config.trust-store.unreadable");
        assertThatThrownBy(() -> read(open)).isInstanceOf(UserError.class);
    }
}
