package io.github.ylhcancel.cli;

import io.github.ylhcancel.store.MariadbDatabases;
import io.github.ylhcancel.store.TestDatabases;

class MariadbDoctorTest extends DoctorContract {
    @Override
    TestDatabases databases() throws Exception {
        return MariadbDatabases.started();
    }

    @Override
    String notDurable() {
        return "innodb_flush_log_at_trx_commit";
    }

    @Override
    String firstIndex(String table, String column) {
        return "SELECT index_name FROM information_schema.statistics WHERE table_schema = DATABASE() AND table_name = '"
                + table + "' AND column_name = '" + column + "' AND seq_in_index = 1";
    }

    @Override
    String onTable(String table) {
        return " ON " + table;
    }
}
