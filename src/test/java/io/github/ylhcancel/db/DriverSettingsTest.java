package io.github.ylhcancel.db;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mariadb.jdbc.Configuration;
import org.mariadb.jdbc.HostAddress;
import org.postgresql.PGProperty;

/** What an address may set is what the drivers know by these names, and they take it as we do. */
class DriverSettingsTest {
    static Stream<String> postgresql() {
        return Dialect.POSTGRESQL.settings().stream();
    }

    static Stream<String> mariadb() {
        return Dialect.MARIADB.settings().stream();
    }

    @ParameterizedTest
    @MethodSource
    void postgresql(String name) {
        assertThat(PGProperty.forName(name)).isNotNull();
    }

    @ParameterizedTest
    @MethodSource
    void mariadb(String name) {
        assertThat(Configuration.class.getDeclaredFields())
                .anyMatch(field -> field.getName().equals(name));
    }

    /** It ends with an error where there is one that it does not know. */
    @Test
    void h2(@TempDir Path folder) throws SQLException {
        Map<String, String> values =
                Map.of("CIPHER", "AES", "MODE", "MySQL", "SCHEMA", "PUBLIC", "DATABASE_TO_LOWER", "FALSE");
        String all = Dialect.H2.settings().stream()
                .map(name -> ";" + name + "=" + values.getOrDefault(name, "1"))
                .collect(Collectors.joining());
        DatabaseAddress address = new DatabaseAddress(
                "jdbc:h2:file:" + folder.resolve("shop") + all, "sa", "of-the-file of-the-user", false);

        try (Connection connection = Dialect.H2.connect(address, Access.CREATE)) {
            assertThat(connection.isValid(1)).isTrue();
        }
    }

    @Test
    void theManualListsThemAll() throws IOException {
        String manual = Files.readString(Path.of("docs/operating.md"));

        assertThat(Stream.of(Dialect.H2, Dialect.POSTGRESQL, Dialect.MARIADB))
                .allSatisfy(dialect -> assertThat(manual)
                        .contains(dialect.settings().stream()
                                .sorted(String.CASE_INSENSITIVE_ORDER)
                                .collect(Collectors.joining("`, `", "`", "`"))));
    }

    /** So the hosts beside a socket do not matter. */
    @ParameterizedTest
    @ValueSource(strings = {"", "sequential:", "loadbalance:", "load-balance-read:", "replication:"})
    void besideASocketMariadbPaysNoAttentionToHosts(String mode) throws SQLException {
        Properties socket = new Properties();
        socket.setProperty("localSocket", "/run/mysqld.sock");

        Configuration read = Configuration.parse("jdbc:mariadb:" + mode + "//one.example,two.example:1/shop", socket);

        assertThat(read.addresses())
                .hasSize(2)
                .extracting(HostAddress::toString)
                .allMatch(host -> host.contains("localSocket=/run/mysqld.sock") && !host.contains("example"));
    }
}
