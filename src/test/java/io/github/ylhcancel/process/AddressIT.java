package io.github.ylhcancel.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ylhcancel.testing.Ran;
import io.github.ylhcancel.testing.TestShop;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Addresses that would run something, or hand secrets to a stranger: refused with one line before anything is opened. */
class AddressIT extends ProcessTest {
    private static final String ANY_HOST = "-Djdk.internal.httpclient.disableHostnameVerification";

    /** {@code CALL FILE_WRITE} stands for whatever code H2 would run. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                ";INIT=CALL FILE_WRITE('x', '%s')",
                ";\\INIT=CALL FILE_WRITE('x', '%s')",
                ";MODE=MySQL\\;;I\\NIT=CALL FILE_WRITE('x', '%s')",
                ";AUTO_SERVER=TRUE;TRACE_LEVEL_FILE=3",
                ";AUTO\\_SERVER=TRUE",
                ";TRACE_LEVEL_SYSTEM_OUT=3",
                ";\\TRACE_LEVEL_SYSTEM_OUT=3"
            })
    void anAddressOfAFileThatRunsOrOpensSomethingIsRefused(String settings) {
        openShop(0);
        Path ran = folder.resolve("ran");
        shell.with("YLH_DB_URL", shop.address().url() + settings.formatted(ran));

        assertRefused(shell.run(command("status", "--output", "json")), "db.url", "jdbc:h2:file:");

        assertThat(ran).doesNotExist();
        assertThat(folder.resolve("shop.lock.db")).doesNotExist();
        assertThat(folder.resolve("shop.trace.db")).doesNotExist();
    }

    @ParameterizedTest
    @CsvSource({
        "jdbc:postgresql://localhost:%d/shop?socketFactory=x.Y, socketFactory",
        "jdbc:postgresql://localhost:%d/shop?loggerLevel=TRACE&loggerFile=%s, loggerLevel",
        "jdbc:mariadb://localhost:%d/shop?allowLocalInfile=true, allowLocalInfile",
        "jdbc:postgresql://0.0.0.0:%d/shop, sslmode=verify-full",
        "jdbc:postgresql://0.0.0.0:%d/shop?sslmode=require, sslmode=verify-full",
        "'jdbc:postgresql://localhost:1,0.0.0.0:%d/shop', sslmode=verify-full",
        "jdbc:mariadb://0.0.0.0:%d/shop, sslMode=verify-full",
        "jdbc:mysql://0.0.0.0:%d/shop?sslMode=trust, sslMode=verify-full",
    })
    void aServerIsNotEvenConnectedTo(String url, String words) throws IOException {
        try (ServerSocket server = listening()) {
            shell.with("YLH_DB_URL", url.formatted(server.getLocalPort(), folder.resolve("log")))
                    .with("YLH_DB_PASSWORD", "open-sesame");

            assertRefused(shell.run(Shell.YLH, "status"), "db.url", words);

            server.setSoTimeout(1);
            assertThatThrownBy(server::accept).isInstanceOf(SocketTimeoutException.class);
        }
    }

    /** The same address, so that it is certain that one could be connected to it. */
    @Test
    void aServerIsConnectedToAtItsOwnersWord() throws IOException {
        Job status;
        try (ServerSocket server = listening()) {
            server.setSoTimeout(60_000);
            status = shell.with("YLH_DB_URL", "jdbc:postgresql://0.0.0.0:" + server.getLocalPort() + "/shop")
                    .with("YLH_DB_ALLOW_INSECURE", "true")
                    .start(Shell.YLH, "status");
            try (Socket connection = server.accept()) {
                assertThat(connection.getInputStream().read()).isNotNegative();
            }
        }
        assertThat(status.ended().code()).isEqualTo(12);
    }

    @Test
    void nothingThatAnAddressSetsIsShown() {
        String url = "jdbc:mariadb://db.example/shop?sslMode=verify-full&keyStorePassword=open-sesame&keyStore=/k.p12";
        shell.with("YLH_DB_URL", url);

        Ran shown = shell.run(Shell.YLH, "config", "show");
        Ran refused = shell.with("YLH_DB_URL", url + "&initSql=open-sesame").run(Shell.YLH, "status");

        String harmless = "jdbc:mariadb://db.example/shop?sslMode=***&keyStorePassword=***&keyStore=***";
        assertThat(shown.out()).contains(harmless).doesNotContain("open-sesame", "/k.p12", "verify-full");
        assertRefused(refused, harmless + "&initSql=***");
        assertThat(refused.err()).doesNotContain("open-sesame");
        Ran checked = shell.run(Shell.YLH, "config", "check");
        assertThat(checked.code()).isEqualTo(2);
        assertThat(checked.out() + checked.err())
                .contains(harmless + "&initSql=***")
                .doesNotContain("open-sesame");
    }

    @ParameterizedTest
    @CsvSource({"YLH_JAVA_OPTS, ''", "YLH_JAVA_OPTS, =true", "JAVA_TOOL_OPTIONS, =TRUE", "JDK_JAVA_OPTIONS, =true"})
    void credentialsGoToNobodyWhoseCertificateIsNotLookedAt(String variable, String value) {
        open(TestShop.create(
                folder, 40, URI.create("https://ylh.example/token"), URI.create("https://ylh.example/api")));
        String order = paid();
        shell.with(variable, ANY_HOST + value);

        Ran ran = ylh("cancel", order, "--reason", "x", "--yes");

        assertThat(ran.code()).as(ran.err()).isEqualTo(2);
        assertThat(ran.err()).contains("https://ylh.example/token", "disableHostnameVerification");
        assertThat(shop.status(order)).isEqualTo("paid");
    }

    /** Nobody can be in between, and a play YLH has a certificate of its own. */
    @Test
    void onThisMachineACertificateMayBeAnyHosts() {
        open(TestShop.create(folder, 40, URI.create("https://127.0.0.1:1/token"), URI.create("https://[::1]:1/api")));
        String order = paid();
        shell.with("YLH_JAVA_OPTS", ANY_HOST);

        assertThat(ylh("cancel", order, "--reason", "x", "--yes").code()).isEqualTo(6);
    }

    private static ServerSocket listening() throws IOException {
        return new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
    }

    private static void assertRefused(Ran ran, String... words) {
        assertThat(ran.code()).as(ran.err()).isEqualTo(2);
        assertThat(ran.out()).isEmpty();
        assertThat(ran.err().lines()).hasSize(1);
        assertThat(ran.err()).startsWith("ylh: ").contains(words);
    }
}
