package io.github.ylhcancel.process;

import io.github.ylhcancel.testing.Cluster;
import io.github.ylhcancel.testing.MysqlGroup;
import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** A shop on a group of MySQL servers that all take writes: who comes second is told so at its COMMIT. */
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

    /** Who comes second is undone as a whole here: with twelve, an order's stock row is another's twelve times in a row now and then. */
    @Override
    int products() {
        return 60;
    }
}
