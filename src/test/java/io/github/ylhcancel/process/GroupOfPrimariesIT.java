package io.github.ylhcancel.process;

import io.github.ylhcancel.testing.Cluster;
import io.github.ylhcancel.testing.MysqlGroup;
import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * A shop on a group of MySQL servers that all take writes: who comes second is told so at its COMMIT. With {@code -Pservers}, or {@code
 * -Dylh.cluster-rounds=…}.
 */
@EnabledIfSystemProperty(named = "ylh.cluster-rounds", matches = ".*")
class GroupOfPrimariesIT extends ClusterContract {
    private static MysqlGroup group;

    @BeforeAll
    static void startGroup() throws IOException {
        group = MysqlGroup.started(true);
    }

    @AfterAll
    static void endGroup() {
        if (group != null) {
            group.close();
        }
    }

    @Override
    Cluster cluster() {
        return group;
    }

    @Override
    int unpaid() {
        return 4000;
    }
}
