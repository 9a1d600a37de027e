package io.github.ylhcancel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ylhcancel.store.PostgresqlDatabases;
import io.github.ylhcancel.store.TestDatabases;
import org.junit.jupiter.api.Test;

class PostgresqlDoctorTest extends DoctorContract {
    @Override
    TestDatabases databases() throws Exception {
        return PostgresqlDatabases.started();
    }

    @Override
    String notDurable() {
        return "fsync";
    }

    @Override
    String firstIndex(String table, String column) {
        return "SELECT i.relname FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_class t ON t.oid = x.indrelid"
                + " JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = x.indkey[0]"
                + " WHERE t.oid = CAST('" + table + "' AS regclass) AND a.attname = '" + column + "'";
    }

    @Override
    String onTable(String table) {
        return "";
    }

    /** The MariaDB of the tests lets everybody in. */
    @Test
    void aUserWhomTheServerDoesNotKnow() {
        Diagnoses found = doctor("db.username = nobody_of_that_name", "db.password = invented-for-this-test");

        assertThat(found.wrong()).hasSize(1);
        assertThat(found.wrong().get(0)).startsWith("bad database ");
        assertThat(found.message(found.wrong().get(0))).contains("nobody_of_that_name");
        assertThat(found.all().toString()).doesNotContain("invented-for-this-test");
        assertThat(found.code()).isEqualTo(2);
    }
}
