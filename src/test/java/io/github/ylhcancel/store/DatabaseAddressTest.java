package io.github.ylhcancel.store;

import static io.github.ylhcancel.store.Refusals.assertRefused;
import static io.github.ylhcancel.store.Refusals.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.ylhcancel.db.DatabaseAddress;
import io.github.ylhcancel.db.Dialect;
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
    @CsvSource({
        "POSTGRESQL, jdbc:postgresql://localhost/shop",
        "POSTGRESQL, jdbc:postgresql://db.example:5433/shop?currentSchema=web&sslmode=verify-full",
        "POSTGRESQL, jdbc:postgresql:shop",
        "MARIADB, jdbc:mariadb://localhost/shop",
        "MARIADB, jdbc:mariadb://db.example:3307/shop?sslMode=verify-full",
        "MARIADB, jdbc:mysql://localhost/shop",
    })
    void takesADatabaseOnAServer(String dialect, String url) {
        assertThat(address(url).dialect()).isEqualTo(Dialects.named(dialect));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jdbc:postgresql:",
                "jdbc:postgresql://localhost",
                "jdbc:postgresql://localhost/",
                "jdbc:mariadb://localhost",
                "jdbc:mysql://localhost/?sslMode=disable",
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
    void refusesWhatItSetsItselfInAnEmbeddedDatabase(String url, String setting) {
        assertRefused(() -> address(url), "db.url-setting", setting, url);
    }

    @ParameterizedTest
    @CsvSource({
        "jdbc:postgresql://localhost/shop?options=-c%20lock_timeout=0, options",
        "jdbc:postgresql://localhost/shop?ssl=true&stringType=varchar, stringtype",
        "jdbc:postgresql://localhost/shop?readOnly=true, readOnly",
        "jdbc:mariadb://localhost/shop?sessionVariables=sql_mode='', sessionVariables",
        "jdbc:mysql://localhost/shop?sslMode=trust&autoCommit=false, autocommit",
        "jdbc:mariadb://localhost/shop?useAffectedRows=true, useAffectedRows",
        "jdbc:mariadb://localhost/shop?timezone=Asia/Shanghai, timezone",
    })
    void refusesWhatItSetsItselfOnAServer(String url, String setting) {
        assertRefused(() -> address(url), "db.url-setting", setting, url);
    }

    @Test
    void hidesThePasswordOfAKeyStore() {
        assertThat(address("jdbc:mariadb://localhost/shop?keyStorePassword=open-sesame&sslMode=verify-full"))
                .hasToString("jdbc:mariadb://localhost/shop?keyStorePassword=***&sslMode=verify-full");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jdbc:postgresql://shop:open-sesame@localhost/shop",
                "jdbc:mysql://shop:open-sesame@localhost/shop",
                "jdbc:postgresql://localhost/shop?user=shop&password=open-sesame",
                "jdbc:h2:/var/shop;USER=sa;PASSWORD=open-sesame",
                "jdbc:h2:/var/shop;password=open-sesame"
            })
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
