package io.github.ylhcancel.store;

import static io.github.ylhcancel.store.Refusals.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.ylhcancel.base.ExitCode;
import io.github.ylhcancel.base.UserError;
import io.github.ylhcancel.db.DatabaseAddress;
import io.github.ylhcancel.db.Dialect;
import io.github.ylhcancel.domain.DatabaseUrl;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DatabaseAddressTest {
    private static final String SECRET = "open-sesame";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jdbc:h2:file:/var/shop",
                "jdbc:h2:./shop",
                "jdbc:h2:~/shop",
                "jdbc:h2:file:/var/shops:old/店",
                "jdbc:h2:file:/var/shop;MODE=MySQL",
                "jdbc:h2:file:/var/shop;lock_timeout=20;Max_Compact_Time=0"
            })
    void takesAnEmbeddedDatabase(String url) {
        assertThat(address(url).dialect()).isEqualTo(Dialect.H2);
    }

    @ParameterizedTest
    @CsvSource({
        "POSTGRESQL, jdbc:postgresql://localhost/shop",
        "POSTGRESQL, jdbc:postgresql://127.0.0.1:5433/shop?sslmode=disable&connectTimeout=3",
        "POSTGRESQL, jdbc:postgresql://[::1]:5433/shop",
        "POSTGRESQL, jdbc:postgresql://db.example:5433/shop?currentSchema=web&sslmode=verify-full",
        "POSTGRESQL, jdbc:postgresql://db.example/shop?SSLMODE=Verify-CA",
        "POSTGRESQL, jdbc:postgresql://db.example/shop?sslmode=verify%2Dfull&sslrootcert=/etc/ca.pem",
        "POSTGRESQL, jdbc:postgresql://db.example/shop?sslmode=require&channelBinding=require",
        "POSTGRESQL, jdbc:postgresql:shop",
        "POSTGRESQL, jdbc:postgresql://localhost/my%20shop",
        "MARIADB, jdbc:mariadb://localhost/shop",
        "MARIADB, jdbc:mariadb://db.example:3307/shop?sslMode=verify-full",
        "MYSQL, jdbc:mysql://db.example/shop?sslmode=VERIFY-CA&trustStore=/etc/trust.p12",
        "MARIADB, jdbc:mariadb://db.example/shop?localSocket=/run/mysqld/mysqld.sock",
        "MYSQL, jdbc:mysql://localhost/shop",
    })
    void takesADatabaseOnAServer(String dialect, String url) {
        assertThat(address(url).dialect()).isEqualTo(Dialects.named(dialect));
    }

    @Test
    void takesSeveralServers() {
        assertThat(
                        address(
                                "jdbc:postgresql://one.example:1,two.example/shop?sslmode=verify-full&targetServerType=primary"))
                .isNotNull();
        assertThat(address("jdbc:mariadb:sequential://127.0.0.1:1,127.0.0.1:2/shop?sslMode=disable"))
                .isNotNull();
    }

    /** What runs code, writes files, opens doors, speaks with others, or only confuses; and the word for why it is refused. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                // Not what we know, or not where H2 keeps files.
                "unsupported | /var/shop",
                "unsupported | h2:/var/shop",
                "unsupported | jdbc:h2",
                "unsupported | jdbc:h2:",
                "unsupported | jdbc:h2:file:",
                "unsupported | JDBC:H2:/var/shop",
                "unsupported | jdbc:h2:mem:shop",
                "unsupported | jdbc:h2:file:memFS:shop",
                "unsupported | jdbc:h2:nio:/var/shop",
                "unsupported | jdbc:h2:FILE:/var/shop",
                "unsupported | jdbc:h2:file:file:/var/shop",
                "unsupported | jdbc:h2:split:/var/shop",
                "unsupported | jdbc:h2:tcp://localhost/shop",
                "unsupported | jdbc:h2:SSL://localhost/shop",
                "unsupported | jdbc:h2:zip:shop.zip!/shop",
                "unsupported | jdbc:h2:/var/shop?LOCK_TIMEOUT=20",
                "unsupported | jdbc:sqlite:shop.db",
                "unsupported | jdbc:oracle:thin:@db.example:1521/shop",
                // H2.
                "signs       | jdbc:h2:/var/shop;\\INIT=RUNSCRIPT FROM 'x.sql'",
                "signs       | jdbc:h2:/var/shop;AUTO\\_SERVER=TRUE",
                "signs       | jdbc:h2:/var/shop;MODE=MySQL\\;INIT=DROP TABLE x",
                "signs       | jdbc:h2:/var/shop;MODE='MySQL'",
                "signs       | jdbc:h2:/var/shop;\"INIT\"=DROP TABLE x",
                "signs       | jdbc:h2:/var/\"shop",
                "setting     | jdbc:h2:/var/shop;INIT=DROP TABLE x",
                "setting     | jdbc:h2:/var/shop;init=DROP TABLE x",
                "part        | jdbc:h2:/var/shop; INIT=DROP TABLE x",
                "setting     | jdbc:h2:/var/shop;INIT =DROP TABLE x",
                "setting     | jdbc:h2:/var/shop;COLOUR=RED",
                "setting     | jdbc:h2:/var/shop;AUTO_SERVER=TRUE",
                "setting     | jdbc:h2:/var/shop;TRACE_LEVEL_SYSTEM_OUT=3",
                "setting     | jdbc:h2:/var/shop;TRACE_LEVEL_FILE=3",
                "setting     | jdbc:h2:/var/shop;DATABASE_EVENT_LISTENER=x.Y",
                "setting     | jdbc:h2:/var/shop;write_delay=500",
                "setting     | jdbc:h2:/var/shop;MODE=MySQL;Ifexists=F",
                "setting     | jdbc:h2:/var/shop;ACCESS_MODE_DATA=rws",
                "setting     | jdbc:h2:/var/shop;DB_CLOSE_ON_EXIT=TRUE",
                "setting     | jdbc:h2:/var/shop;FILE_LOCK=NO",
                "setting     | jdbc:h2:/var/shop;TIME ZONE=Asia/Shanghai",
                "value       | jdbc:h2:/var/shop;LOCK_TIMEOUT=20 MAX_COMPACT_TIME",
                "value       | jdbc:h2:/var/shop;SCHEMA=PUBLIC--",
                "twice       | jdbc:h2:/var/shop;MODE=MySQL;mode=Oracle",
                "part        | jdbc:h2:/var/shop;",
                "part        | jdbc:h2:/var/shop;;MODE=MySQL",
                "part        | jdbc:h2:/var/shop;MODE",
                "part        | jdbc:h2:/var/shop;MODE=",
                "part        | jdbc:h2:/var/shop;%49NIT=DROP TABLE x",
                // PostgreSQL.
                "unsupported | jdbc:postgresql:",
                "unsupported | jdbc:postgresql:/shop",
                "unsupported | jdbc:postgresql://localhost",
                "unsupported | jdbc:postgresql://localhost/",
                "unsupported | jdbc:postgresql:///shop",
                "unsupported | jdbc:postgresql://localhost:99999/shop",
                "unsupported | jdbc:postgresql://localhost:0/shop",
                "unsupported | jdbc:postgresql://%6cocalhost/shop",
                "unsupported | jdbc:postgresql://localhost/shop;sslmode=disable",
                "unsupported | jdbc:postgresql://localhost/shop#x",
                "unsupported | jdbc:postgresql:?sslmode=verify-full",
                "setting     | jdbc:postgresql:shop?PGHOST=db.example",
                "setting     | jdbc:postgresql://localhost/shop?service=other",
                "setting     | jdbc:postgresql://localhost/shop?passfile=/etc/shadow",
                "setting     | jdbc:postgresql://localhost/shop?socketFactory=x.Y&socketFactoryArg=z",
                "setting     | jdbc:postgresql://localhost/shop?sslfactory=org.postgresql.ssl.NonValidatingFactory",
                "setting     | jdbc:postgresql://localhost/shop?sslhostnameverifier=x.Y",
                "setting     | jdbc:postgresql://localhost/shop?sslpasswordcallback=x.Y",
                "setting     | jdbc:postgresql://localhost/shop?authenticationPluginClassName=x.Y",
                "setting     | jdbc:postgresql://localhost/shop?loggerFile=/etc/cron.d/x",
                "setting     | jdbc:postgresql://localhost/shop?xmlFactoryFactory=x.Y",
                "setting     | jdbc:postgresql://localhost/shop?ssl=true",
                "setting     | jdbc:postgresql://localhost/shop?options=-c%20lock_timeout=0",
                "setting     | jdbc:postgresql://localhost/shop?sslmode=disable&stringType=varchar",
                "setting     | jdbc:postgresql://localhost/shop?readOnly=true",
                "part        | jdbc:postgresql://localhost/shop?ssl%6Dode=disable",
                "part        | jdbc:postgresql://localhost/shop?sslmode",
                "part        | jdbc:postgresql://localhost/shop?sslmode=",
                "part        | jdbc:postgresql://localhost/shop?sslmode=%",
                "part        | jdbc:postgresql://localhost/shop?sslmode=disable&",
                "part        | jdbc:postgresql://localhost/shop??sslmode=disable",
                "signs       | jdbc:postgresql://localhost/shop%00options%00-c",
                "signs       | jdbc:postgresql://localhost/shop?currentSchema=web%00options",
                "signs       | jdbc:postgresql://localhost/shop?ApplicationName=a%0Ab",
                "value       | jdbc:postgresql://localhost/shop?currentSchema=web%5C'",
                "value       | jdbc:postgresql://localhost/shop?sslrootcert=http://db.example/ca",
                "value       | jdbc:postgresql://localhost/shop?sslkey=classpath:key",
                "twice       | jdbc:postgresql://db.example/shop?sslmode=verify-full&sslmode=disable",
                "twice       | jdbc:postgresql://db.example/shop?sslmode=verify-full&SSLMode=disable",
                "insecure    | jdbc:postgresql://db.example/shop",
                "insecure    | jdbc:postgresql://db.example/shop?sslmode=disable",
                "insecure    | jdbc:postgresql://db.example/shop?sslmode=prefer",
                "insecure    | jdbc:postgresql://db.example/shop?sslmode=require",
                "insecure    | jdbc:postgresql://db.example/shop?sslmode=require&channelBinding=prefer",
                "insecure    | jdbc:postgresql://db.example/shop?channelBinding=require",
                "insecure    | jdbc:postgresql://db.example/shop?sslrootcert=/etc/ca.pem",
                "insecure    | jdbc:postgresql://localhost,db.example/shop?targetServerType=primary",
                "insecure    | jdbc:postgresql://127.0.0.1.example/shop",
                "insecure    | jdbc:postgresql://localhost.example/shop",
                "insecure    | jdbc:postgresql://0.0.0.0/shop",
                "insecure    | jdbc:postgresql://10.0.0.1:5432/shop",
                "insecure    | jdbc:postgresql://[fe80::1]/shop",
                // MariaDB and MySQL.
                "unsupported | jdbc:mariadb://localhost",
                "unsupported | jdbc:mariadb:localhost/shop",
                "unsupported | jdbc:mysql://localhost/?sslMode=disable",
                "unsupported | jdbc:mariadb://address=(host=db.example)(port=3306)/shop",
                "unsupported | jdbc:mariadb:srv://localhost/shop",
                "unsupported | jdbc:mariadb://localhost/sh%6Fp",
                "unsupported | jdbc:mysql:loadbalance:replication://localhost/shop",
                "setting     | jdbc:mariadb://localhost/shop?socketFactory=x.Y",
                "setting     | jdbc:mariadb://localhost/shop?tlsSocketType=x",
                "setting     | jdbc:mariadb://localhost/shop?enabledSslCipherSuites=TLS_DH_anon_WITH_AES_128_CBC_SHA",
                "setting     | jdbc:mariadb://localhost/shop?credentialType=PROPERTY",
                "setting     | jdbc:mariadb://localhost/shop?pipe=other",
                "setting     | jdbc:mariadb://localhost/shop?allowLocalInfile=true",
                "setting     | jdbc:mariadb://localhost/shop?allowMultiQueries=true",
                "setting     | jdbc:mariadb://localhost/shop?initSql=DROP TABLE x",
                "setting     | jdbc:mariadb://localhost/shop?sessionVariables=sql_mode=''",
                "setting     | jdbc:mysql://localhost/shop?sslMode=trust&autoCommit=false",
                "setting     | jdbc:mariadb://localhost/shop?useAffectedRows=true",
                "setting     | jdbc:mariadb://localhost/shop?timezone=Asia/Shanghai",
                "setting     | jdbc:mysql://localhost/shop?useSSL=false",
                "setting     | jdbc:mariadb://localhost/shop?permitRedirect=true",
                "value       | jdbc:mariadb://db.example/shop?sslMode=verify-full&trustStore=http://db.example/trust",
                "value       | jdbc:mariadb://localhost/shop?serverSslCert=classpath:cert.pem",
                "value       | jdbc:mariadb://localhost/shop?keyStore=file:///etc/key.p12",
                "part        | jdbc:mariadb://db.example/shop?localSocket=",
                "part        | jdbc:mariadb://db.example/shop?localSocket= ",
                "part        | jdbc:mariadb://db.example/shop?ssl%4Dode=verify-full",
                "twice       | jdbc:mariadb://db.example/shop?sslMode=verify-full&sslmode=trust",
                "insecure    | jdbc:mariadb://db.example/shop",
                "insecure    | jdbc:mysql://db.example/shop",
                "insecure    | jdbc:mariadb://db.example/shop?sslMode=trust",
                "insecure    | jdbc:mariadb://db.example/shop?sslMode=allow",
                "insecure    | jdbc:mariadb://db.example/shop?sslMode=disable",
                "insecure    | jdbc:mariadb://db.example/shop?sslMode=%76erify-full",
                "insecure    | jdbc:mariadb:sequential://127.0.0.1,db.example/shop?sslMode=trust",
            })
    void refusesWhatIsNotKnownToBeHarmless(String why, String url) {
        UserError error = refusal(() -> address(url));

        assertThat(error.text().key().replaceFirst("-near$", ""))
                .isEqualTo(why.equals("insecure") ? "db.insecure" : "db.url-" + why);
        assertThat(error.exitCode()).isEqualTo(ExitCode.USAGE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jdbc:h2:/var/shop\n;MODE=MySQL",
                "jdbc:h2:/var/shop;MODE=My\0SQL",
                "jdbc:postgresql://localhost/shop?currentSchema=web\r",
                "jdbc:mariadb://localhost/shop?sslMode=trust\u202e"
            })
    void refusesControlCharacters(String url) {
        UserError error = refusal(() -> address(url));

        assertThat(error.text().key()).isIn("db.url-signs", "db.url-unsupported");
        assertThat(error.text().arguments().toString()).doesNotContain("\n", "\r", "\0", "\u202e");
    }

    @ParameterizedTest
    @CsvSource({
        "jdbc:h2:/var/shop;LOCKTIMEOUT=20, LOCK_TIMEOUT",
        "jdbc:postgresql://localhost/shop?ssl_mode=disable, sslmode",
        "jdbc:mariadb://localhost/shop?sslMod=disable, sslMode",
    })
    void namesWhatWasPerhapsMeant(String url, String near) {
        assertThat(refusal(() -> address(url)).text().arguments()).contains(near);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jdbc:postgresql://db.example/shop",
                "jdbc:postgresql://db.example/shop?sslmode=require",
                "jdbc:mariadb://one.example,two.example/shop?sslMode=trust"
            })
    void takesASafeNetworkAtItsOwnersWord(String url) {
        assertThat(new DatabaseAddress(url, "", "", false, true)).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jdbc:postgresql://localhost/shop?user=shop",
                "jdbc:postgresql://localhost/shop?sslmode=disable&PassWord=open-sesame",
                "jdbc:mariadb://localhost/shop?password=open-sesame",
                "jdbc:h2:/var/shop;USER=sa;PASSWORD=open-sesame",
                "jdbc:h2:/var/shop;password=open-sesame"
            })
    void aUserAndAPasswordHaveAPlaceOfTheirOwn(String url) {
        UserError error = refusal(() -> address(url));

        assertThat(error.text().key()).isEqualTo("db.url-credentials");
        assertThat(error).hasMessageNotContaining(SECRET);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "jdbc:h2:file:/var/shop;MODE=open-sesame                     | jdbc:h2:file:/var/shop;MODE=***",
                "jdbc:h2:/var/shop;\\INIT=open-sesame;MODE                    | jdbc:h2:/var/shop;…;…",
                "jdbc:h2:/var/shop?password=open-sesame                      | jdbc:h2:…",
                "jdbc:postgresql://a:1,b/shop?sslmode=x&sslpassword=open-sesame | jdbc:postgresql://a:1,b/shop?sslmode=***&sslpassword=***",
                "jdbc:postgresql://a/shop?open-sesame                        | jdbc:postgresql://a/shop?…",
                "jdbc:postgresql://a/shop;password=open-sesame               | jdbc:postgresql:…",
                "jdbc:postgresql://shop:open-sesame@a/shop                   | jdbc:postgresql:…",
                "jdbc:mysql://shop:open/sesame@a/shop                        | jdbc:mysql:…",
                "jdbc:mariadb://address=(host=a)(password=open-sesame)/shop  | jdbc:mariadb:…",
                "jdbc:mariadb://a/shop?keyStorePassword=open-sesame&sslMode=verify-full | jdbc:mariadb://a/shop?keyStorePassword=***&sslMode=***",
                "postgres://shop:open-sesame@a/shop                          | postgres:…",
                "open-sesame                                                 | …",
            })
    void showsNoValue(String url, String shown) {
        assertThat(DatabaseUrl.shown(url)).isEqualTo(shown);
    }

    @Test
    void showsNeitherItsPasswordNorWhatItSets() {
        assertThat(new DatabaseAddress("jdbc:h2:/var/shop;MODE=MySQL", "shop", SECRET, false))
                .hasToString("jdbc:h2:/var/shop;MODE=***");
    }

    @Test
    void takesApartWhatIsLongWithoutRunningOutOfAnything() {
        String url = "jdbc:postgresql://localhost" + ",localhost".repeat(100_000) + "/" + "%41".repeat(100_000);

        assertThat(refusal(() -> address(url)).text().key()).isEqualTo("db.url-unsupported");
    }

    private static DatabaseAddress address(String url) {
        return new DatabaseAddress(url, "", "", false);
    }
}
