package io.github.ylhcancel.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

class PostgresqlFinderPlansTest extends FinderPlansContract {
    @Override
    TestDatabases databases() throws Exception {
        return PostgresqlDatabases.started();
    }

    @Override
    String numbers() {
        return "generate_series(1, " + ORDERS + ") AS n(seq)";
    }

    @Override
    String analyze(String table) {
        return "ANALYZE " + table;
    }

    @Override
    void assertStretch(String statement, List<String> plan) {
        assertThat(String.join("\n", plan)).as(statement).contains("Index").doesNotContain("Seq Scan");
    }
}
