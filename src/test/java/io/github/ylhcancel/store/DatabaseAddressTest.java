package io.github.ylhcancel.store;

import static io.github.ylhcancel.store.Refusals.assertRefused;
import static io.github.ylhcancel.store.Refusals.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DatabaseAddressTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "jdbc:h2:file:/var/shop",
                "jdbc:h2:./shop",
                "jdbc:h2:~/shop",
                "jdbc:h2:mem:shop",
                "jdbc:h2:file:/var/shop;MODE=MySQL"
            })
    void takesAnEmbeddedDatabase(String url) {
        assertThat(address(url).dialect()).isEqualTo(Dialect.H2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/var/shop",
                "h2:/var/shop",
                "jdbc:h2",
                "jdbc:h2:",
                "jdbc:h2:tcp://localhost/shop",
                "jdbc:h2:SSL://localhost/shop",
                "jdbc:h2:zip:shop.zip!/shop",
                "jdbc:sqlite:shop.db"
            })
    void refusesADatabaseThatItDoesNotSupport(String url) {
        assertRefused(() -> address(url), "db.url-unsupported", url);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "jdbc:h2:/var/shop;WRITE_DELAY=500       | WRITE_DELAY",
                "jdbc:h2:/var/shop;write_delay=500       | WRITE_DELAY",
                "jdbc:h2:/var/shop;MODE=MySQL;Ifexists=F | IFEXISTS",
                "jdbc:h2:/var/shop;ACCESS_MODE_DATA=rws  | ACCESS_MODE_DATA",
                "jdbc:h2:/var/shop;DB_CLOSE_ON_EXIT=TRUE | DB_CLOSE_ON_EXIT",
                "jdbc:h2:/var/shop;AUTO_SERVER=TRUE      | AUTO_SERVER",
                "jdbc:h2:/var/shop;INIT=DROP TABLE x     | INIT",
                "jdbc:h2:/var/shop;FILE_LOCK=NO          | FILE_LOCK",
                "jdbc:h2:/var/shop;TRACE_LEVEL_FILE=3    | TRACE_LEVEL_FILE",
            })
    void refusesWhatItSetsItself(String url, String setting) {
        assertRefused(() -> address(url), "db.url-setting", setting, url);
    }

    @ParameterizedTest
    @ValueSource(strings = {"jdbc:h2:/var/shop;USER=sa;PASSWORD=open-sesame", "jdbc:h2:/var/shop;password=open-sesame"})
    void refusesAPasswordInTheUrlWithoutSayingIt(String url) {
        assertThat(refusal(() -> address(url))).hasMessageNotContaining("open-sesame");
    }

    @Test
    void doesNotShowItsPassword() {
        assertThat(new DatabaseAddress("jdbc:h2:/var/shop", "shop", "open-sesame", false))
                .hasToString("jdbc:h2:/var/shop");
    }

    private static DatabaseAddress address(String url) {
        return new DatabaseAddress(url, "", "", false);
    }
}
