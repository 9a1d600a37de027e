package io.github.ylhcancel.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.ylhcancel.testing.Cluster;
import io.github.ylhcancel.testing.GaleraCluster;
import io.github.ylhcancel.testing.Ran;
import io.github.ylhcancel.testing.TestShop;
import java.sql.Connection;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A shop on a Galera cluster. */
class GaleraIT extends ClusterContract {
    private static GaleraCluster cluster;

    @BeforeAll
    static void startCluster() {
        cluster = GaleraCluster.started();
    }

    @AfterAll
    static void endCluster() {
        if (cluster != null) {
            cluster.close();
        }
    }

    @Override
    Cluster cluster() {
        return cluster;
    }

    /** The other nodes carry a migration out a moment after the one that it was made on. Who looks there meanwhile waits for that. */
    @Test
    void aNodeThatIsBehindIsNotTakenForAnOlderDatabase() throws Exception {
        cluster.execute(1, "CREATE DATABASE behind");
        cluster.catchUp(2);
        TestShop here = at("here", "behind", 1);
        Job status;
        try (Connection node = cluster.behind(2)) {
            Ran init = here.ylh().run("db", "init");
            assertThat(init.code()).as(init.err()).isZero();

            status = start(at("there", "behind", 2), "status");

            await().atMost(Duration.ofSeconds(60)).until(() -> !status.isAlive() || cluster.waiting(node) > 0);
            assertThat(status.isAlive()).as("it waits").isTrue();
        }
        Ran ended = status.ended();
        assertThat(ended.code()).as(ended.out() + ended.err()).isZero();
        cluster.execute(1, "DROP DATABASE behind");
    }
}
