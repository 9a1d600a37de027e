package io.github.ylhcancel.store;

import static io.github.ylhcancel.store.Refusals.refusal;
import static io.github.ylhcancel.testing.Sentences.english;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.ylhcancel.base.ExitCode;
import io.github.ylhcancel.base.UserError;
import io.github.ylhcancel.db.Access;
import io.github.ylhcancel.db.Database;
import io.github.ylhcancel.db.DatabaseAddress;
import io.github.ylhcancel.db.Dialect;
import io.github.ylhcancel.testing.MysqlServer;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is let in to a MySQL server as one is set up by itself: with TLS of its own making, and caching_sha2_password. */
class MysqlSignOnTest {
    private static final String PASSWORD = "not-a-real-one";

    @TempDir
    static Path folder;

    private static MysqlServer server;

    @BeforeAll
    static void startServer() throws IOException {
        server = MysqlServer.started(folder, MysqlServer.FAST);
        execute(
                "CREATE DATABASE shop",
                "CREATE USER kefu@'127.0.0.1' IDENTIFIED BY '" + PASSWORD + "'",
                "GRANT ALL ON shop.* TO kefu@'127.0.0.1'",
                "CREATE USER careful@'127.0.0.1' IDENTIFIED BY '" + PASSWORD + "' REQUIRE SSL",
                "GRANT ALL ON shop.* TO careful@'127.0.0.1'");
    }

    @AfterAll
    static void endServer() {
        if (server != null) {
            server.close();
        }
    }

    /** The server does not know the password any more that it has heard. */
    @BeforeEach
    void forget() {
        execute("FLUSH PRIVILEGES");
    }

    @AfterEach
    void letIn() {
        execute("SET GLOBAL require_secure_transport = OFF", "SET GLOBAL offline_mode = OFF");
    }

    private static void execute(String... statements) {
        try (Connection connection = DriverManager.getConnection(server.url("") + "?sslMode=trust", "root", "");
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    private static DatabaseAddress address(String settings, String user, String password) {
        return new DatabaseAddress(server.url("shop") + settings, user, password, false);
    }

    private static String certificate() {
        return server.data().resolve("ca.pem").toString();
    }

    private static void assertLetIn(DatabaseAddress address) {
        try (Database database = Database.connect(address, Access.WRITE)) {
            assertThat(database.dialect()).isSameAs(Dialect.MYSQL);
        }
    }

    private static UserError assertRefused(DatabaseAddress address, String key, ExitCode code) {
        UserError error = refusal(() -> Database.connect(address, Access.WRITE));
        assertThat(error.text().key()).as(english(error.text())).isEqualTo(key);
        assertThat(error.exitCode()).isEqualTo(code);
        return error;
    }

    @Test
    void withTheServersCertificateOrTrustOnThisMachine() {
        assertLetIn(address("?sslMode=verify-ca&serverSslCert=" + certificate(), "kefu", PASSWORD));
        forget();
        assertLetIn(address("?sslMode=trust", "kefu", PASSWORD));
    }

    @Test
    void theWordInTheAddressDoesNotMatter() {
        assertLetIn(new DatabaseAddress(
                server.url("shop").replace("jdbc:mariadb:", "jdbc:mysql:") + "?sslMode=trust",
                "kefu",
                PASSWORD,
                false));
    }

    /** It would be told to whoever answers. */
    @ParameterizedTest
    @ValueSource(strings = {"", "?sslMode=disable", "?sslMode=verify-full"})
    void otherwiseThePasswordIsNotTold(String settings) {
        UserError error = assertRefused(address(settings, "kefu", PASSWORD), "db.password-needs-tls", ExitCode.USAGE);

        assertThat(english(error.text())).contains("sslMode=verify-ca&serverSslCert=", "\"kefu\"");
    }

    /** What works while the server still has the password in hand fails when it was started again. */
    @Test
    void whatTheServerHasInHandItTakesWithoutTls() {
        assertLetIn(address("?sslMode=trust", "kefu", PASSWORD));
        assertLetIn(address("?sslMode=disable", "kefu", PASSWORD));
        forget();
        assertRefused(address("?sslMode=disable", "kefu", PASSWORD), "db.password-needs-tls", ExitCode.USAGE);
    }

    @Test
    void aCertificateInNobodysNameIsNotTakenForTheServers() {
        assertRefused(
                address("?sslMode=verify-full&serverSslCert=" + certificate(), "kefu", PASSWORD),
                "db.tls-name",
                ExitCode.USAGE);
    }

    @Test
    void aWrongPasswordIsWrong() {
        assertRefused(address("?sslMode=trust", "kefu", "another"), "db.wrong-password-on-server", ExitCode.USAGE);
    }

    @Test
    void whoMustUseTlsIsNotToldThatThePasswordIsWrong() {
        UserError error = assertRefused(
                address("?sslMode=disable&allowPublicKeyRetrieval=true", "careful", PASSWORD),
                "db.wrong-password-without-tls",
                ExitCode.USAGE);
        assertThat(english(error.text())).contains("demands TLS");
        assertLetIn(address("?sslMode=trust", "careful", PASSWORD));
    }

    @Test
    void aServerThatTakesNobodyWithoutTlsSaysSo() {
        assertLetIn(address("?sslMode=trust", "kefu", PASSWORD));
        execute("SET GLOBAL require_secure_transport = ON");

        UserError error = assertRefused(address("?sslMode=disable", "kefu", PASSWORD), "db.tls", ExitCode.USAGE);

        assertThat(english(error.text())).contains("require_secure_transport");
    }

    @Test
    void offlineModePasses() {
        execute("SET GLOBAL offline_mode = ON");

        assertRefused(address("?sslMode=trust", "kefu", PASSWORD), "db.offline", ExitCode.DATABASE);
    }

    @Test
    void soDoTooManyConnections() throws SQLException {
        execute("ALTER USER kefu@'127.0.0.1' WITH MAX_USER_CONNECTIONS 1");
        try (Connection one = DriverManager.getConnection(server.url("shop") + "?sslMode=trust", "kefu", PASSWORD)) {
            assertThat(one.isValid(1)).isTrue();

            assertRefused(address("?sslMode=trust", "kefu", PASSWORD), "db.too-many-connections", ExitCode.DATABASE);
        } finally {
            execute("ALTER USER kefu@'127.0.0.1' WITH MAX_USER_CONNECTIONS 0");
        }
    }
}
