package io.github.ylhcancel.store;

class PostgresqlCheckPlansTest extends CheckPlansContract {
    @Override
    TestDatabases databases() throws Exception {
        return PostgresqlDatabases.started();
    }

    @Override
    String numbers() {
        return "generate_series(1, " + ROWS + ") AS n(seq)";
    }

    @Override
    String minute() {
        return "TIMESTAMP '2026-01-01 00:00:00' + make_interval(mins => seq)";
    }

    @Override
    String analyze(String table) {
        return "ANALYZE " + table;
    }
}
