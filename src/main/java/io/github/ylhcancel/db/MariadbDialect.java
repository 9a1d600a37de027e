package io.github.ylhcancel.db;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

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
        try (Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery("SHOW VARIABLES LIKE 'wsrep_sync_wait'")) {
            boolean isNode = found.next();
            if (isNode) {
                statement.execute("SET SESSION wsrep_sync_wait = @@wsrep_sync_wait | 1");
            }
            return isNode;
        }
    }
}
