package io.github.ylhcancel.store;

class MariadbCheckPlansTest extends CheckPlansContract {
    @Override
    TestDatabases databases() throws Exception {
        return MariadbDatabases.started();
    }

    @Override
    String numbers() {
        return "seq_1_to_" + ROWS + " n";
    }

    @Override
    String minute() {
        return "TIMESTAMP '2026-01-01 00:00:00' + INTERVAL seq MINUTE";
    }

    @Override
    String analyze(String table) {
        return "ANALYZE TABLE " + table;
    }
}
