package io.github.ylhcancel.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

class MariadbFinderPlansTest extends FinderPlansContract {
    @Override
    TestDatabases databases() throws Exception {
        return MariadbDatabases.started();
    }

    @Override
    String numbers() {
        return "seq_1_to_" + ORDERS + " n";
    }

    @Override
    String analyze(String table) {
        return "ANALYZE TABLE " + table;
    }

    /** What is put together from several stretches is sorted, and not longer than they are. */
    @Override
    void assertStretch(String statement, List<String> plan) {
        assertThat(plan)
                .as(statement)
                .allMatch(row -> row.contains(" | range | ") || row.contains("<derived") || row.contains("<union"));
    }
}
