package io.github.ylhcancel.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.ylhcancel.store.MariadbDatabases;
import io.github.ylhcancel.store.PostgresqlDatabases;
import io.github.ylhcancel.store.TestDatabases;
import io.github.ylhcancel.testing.Ran;
import io.github.ylhcancel.testing.SignedCallback;
import io.github.ylhcancel.testing.TestShop;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The program that receives callbacks, as a process. */
class ListenIT {
    /** With an embedded database, of which there is one process at a time. */
    @Nested
    class OnH2 extends ListeningTest {
        private String order;

        private Listening listening() throws Exception {
            openShop(20, listening(new String[0]));
            order = shop.orders("pending", false).get(0);
            shop.execute("UPDATE orders SET haier_so_id = 'SO-1' WHERE order_number = '" + order + "'");
            assertThat(ylh("cancel", order, "--reason", "缺货").code()).isZero();
            return listen();
        }

        private String body(int state) {
            return SignedCallback.cancel(Instant.now(), order, state).text();
        }

        @Test
        void otherCommandsRunWhileItListens() throws Exception {
            Listening listening = listening();
            String body = body(1);

            assertThat(listening.postUntilTaken(body)).startsWith("HTTP/1.1 200");

            await().atMost(Duration.ofSeconds(20))
                    .until(() -> ylh("status", order).code() == 0);
            assertThat(ylh("status", order).out()).contains("confirmed");
            assertThat(listening.postUntilTaken(body)).startsWith("HTTP/1.1 200");
            Ran ended = listening.end();
            assertThat(List.of(ended.code(), ended.err())).containsExactly(130, "");
            assertThat(ended.out())
                    .startsWith("Listening for callbacks at http://127.0.0.1:" + listening.port() + "/callback\n")
                    .containsPattern("\ncallbacks: .*[0-9] repeated");
        }

        @Test
        void whileAnotherHasTheFileYlhIsToSendItAgain() throws Exception {
            Listening listening = listening();
            String body = body(1);
            try (Connection another = shop.connect()) {
                assertThat(another.isValid(1)).isTrue();
                long begun = System.nanoTime();
                assertThat(listening.post(body)).startsWith("HTTP/1.1 503");
                assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofMillis(1500));
            }

            await().atMost(Duration.ofSeconds(20))
                    .until(() -> listening.post(body).startsWith("HTTP/1.1 200"));
        }

        @Test
        void whatYlhRefusesIsPutBackAfterTheAnswer() throws Exception {
            Listening listening = listening();

            assertThat(listening.postUntilTaken(body(0))).startsWith("HTTP/1.1 200");
            listening.end();

            assertThat(shop.delivery(order)).isEqualTo("compensated");
            assertThat(shop.status(order)).isEqualTo("pending");
        }

        @Test
        void answersAsTheCommandDoes() throws Exception {
            Listening listening = listening();
            String body = body(1);

            String answer = listening.postUntilTaken(body);

            assertThat(answer)
                    .startsWith("HTTP/1.1 200")
                    .contains("Content-Type: application/json;charset=utf-8")
                    .contains("\r\n\r\n{\"success\":true,\"code\":\"success\",\"description\":\"成功\"")
                    .contains("\"platformOrderNo\":\"" + order + "\"");
        }

        @Test
        void onlyTheOnePathAndMethodAndType() throws Exception {
            Listening listening = listening();
            String end = "Host: localhost\nConnection: close\n\n";

            assertThat(listening.ask("GET /healthz HTTP/1.1\n" + end))
                    .startsWith("HTTP/1.1 200")
                    .endsWith("\r\n\r\nup\n");
            assertThat(listening.ask("GET /callback HTTP/1.1\n" + end))
                    .startsWith("HTTP/1.1 405")
                    .contains("Allow: POST");
            assertThat(listening.ask("GET / HTTP/1.1\n" + end)).startsWith("HTTP/1.1 404");
            assertThat(listening.ask(
                            "POST /callback HTTP/1.1\nContent-Length: 3\nContent-Type: text/plain\n" + end + "a=b"))
                    .startsWith("HTTP/1.1 415");
            assertThat(listening.ask("POST /callback HTTP/1.1\nContent-Length: " + ((128 << 10) + 1)
                            + "\nContent-Type: application/x-www-form-urlencoded\n" + end))
                    .startsWith("HTTP/1.1 413");
        }

        @Test
        void whoForgesManyIsNotHeardAnyMoreAndOthersAre() throws Exception {
            Listening listening = listening();
            String right = body(1);
            String forged = right.replaceFirst("Sign=....", "Sign=0000");
            String last = "";
            for (int one = 0; one < 30; one++) {
                last = listening.ask(Listening.closing(forged, "X-Forwarded-For: 203.0.113.9"));
            }

            assertThat(last).startsWith("HTTP/1.1 429").contains("Retry-After");
            assertThat(listening.postUntilTaken(right)).startsWith("HTTP/1.1 200");
            assertThat(listening.end().out()).containsPattern("2[0-9] refused, .*[0-9] too_many");
        }

        @Test
        void whatCannotBeListenedOnIsSaidInOneLine() throws Exception {
            Listening listening = listening();

            Ran taken = ylh("listen", "--address", "127.0.0.1:" + listening.port());
            Ran open = ylh("listen", "--address", "0.0.0.0:0");
            Ran nothing = ylh("listen", "--address", "here");

            assertThat(List.of(taken.code(), open.code(), nothing.code())).containsOnly(2);
            assertThat(taken.err()).containsOnlyOnce("\n").contains("127.0.0.1:" + listening.port());
            assertThat(open.err()).containsOnlyOnce("\n").contains("listen.behind-proxy=true");
            assertThat(nothing.err()).contains("127.0.0.1:8790");
        }
    }

    /** On a server, where others are at work at the same time. */
    abstract static class OnServer extends ListenContract {
        private TestDatabases databases;

        abstract TestDatabases databases() throws Exception;

        @Override
        TestShop shopOf(int orders, String... lines) throws Exception {
            databases = databases();
            return TestShop.create(folder, databases, orders, sandbox, lines);
        }

        @AfterEach
        void tidyUp() {
            if (databases != null) {
                databases.close();
            }
        }
    }

    @Nested
    class OnPostgresql extends OnServer {
        @Override
        String database() {
            return "PostgreSQL";
        }

        @Override
        TestDatabases databases() throws Exception {
            return Boolean.getBoolean("ylh.durable") ? PostgresqlDatabases.durable() : PostgresqlDatabases.started();
        }

        @Override
        void cutConnections() {
            shop.rows("SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    + " WHERE application_name = 'ylh' AND pid <> pg_backend_pid()");
        }

        @Test
        void listensAlsoWhileTheDatabaseIsAway() throws Exception {
            open(shopOf(20));
            shop.writeConfig(
                    sandbox.authUri(), sandbox.baseUri(), listening("db.url = jdbc:postgresql://127.0.0.1:1/shop"));

            Listening listening = listen("--lang", "zh");

            assertThat(listening.ask("GET /healthz HTTP/1.1\nHost: localhost\nConnection: close\n\n"))
                    .startsWith("HTTP/1.1 200");
            assertThat(listening.post(
                            SignedCallback.cancel(Instant.now(), "PO1", 1).text()))
                    .startsWith("HTTP/1.1 503");
            Ran ended = listening.end();
            assertThat(ended.code()).isEqualTo(130);
            assertThat(ended.err()).contains("503", "127.0.0.1:1");
        }
    }

    @Nested
    class OnMariadb extends OnServer {
        @Override
        String database() {
            return "MariaDB";
        }

        @Override
        TestDatabases databases() throws Exception {
            return Boolean.getBoolean("ylh.durable") ? MariadbDatabases.durable() : MariadbDatabases.started();
        }

        @Override
        void cutConnections() throws Exception {
            List<String> others = shop.rows("SELECT id FROM information_schema.processlist WHERE id <> CONNECTION_ID()"
                    + " AND db = DATABASE() AND command <> 'Daemon'");
            for (String other : others) {
                try {
                    shop.execute("KILL CONNECTION " + other);
                } catch (AssertionError gone) {
                    // It has ended by itself.
                }
            }
        }
    }
}
