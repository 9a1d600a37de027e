package io.github.ylhcancel.db;

import java.sql.Connection;
import java.sql.SQLException;

/** MariaDB, also as a node of a Galera cluster. */
final class MariadbDialect extends MysqlFamilyDialect {
    /** Also a row that changed since the transaction's first look, and a table's counter that others held until a deadlock came of it. */
    @Override
    public boolean isTransient(SQLException e) {
        return super.isTransient(e) || e.getErrorCode() == 1020 || e.getErrorCode() == 1467;
    }

    /** A node of a Galera cluster first carries out what the others had committed by now. Only there is the variable. */
    @Override
    boolean catchUp(Connection connection) throws SQLException {
        return catchUp(connection, "wsrep_sync_wait", "@@wsrep_sync_wait | 1");
    }
}
