package io.github.ylhcancel.db;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Set;

/** MySQL, also as a member of a group (group replication, InnoDB Cluster). */
final class MysqlDialect extends MysqlFamilyDialect {
    /**
     * The member does not let a transaction begin: it could not wait for what the others had committed, or is about to leave the group.
     * Another may take it.
     */
    private static final Set<Integer> NOT_BEGUN = Set.of(3796, 3797, 3798, 3799);

    /** What it says of a COMMIT that lost against another member's: it has undone the transaction. */
    private static final String LOST_AGAINST_ANOTHER = "Got error 149 ";

    @Override
    boolean isLost(SQLException e) {
        return super.isLost(e) || NOT_BEGUN.contains(e.getErrorCode());
    }

    @Override
    public boolean isTransient(SQLException e) {
        return super.isTransient(e) || isLostAgainstAnother(e);
    }

    /** The group has undone it because another member's transaction came first: 3101, and 1180 that says so. */
    @Override
    boolean isLostAgainstAnother(SQLException e) {
        return e.getErrorCode() == 3101
                || e.getErrorCode() == 1180 && String.valueOf(e.getMessage()).contains(LOST_AGAINST_ANOTHER);
    }

    /** 3100: the member could not have the group decide. It has undone the transaction, and the others may have carried it out. */
    @Override
    boolean isUnknownEnd(SQLException e) {
        return e.getErrorCode() == 3100 || super.isUnknownEnd(e) && !isTransient(e);
    }

    /** 3819 is a broken check. */
    @Override
    public boolean isRefusedRow(SQLException e) {
        return super.isRefusedRow(e) || e.getErrorCode() == 3819;
    }

    /** A member of a group first carries out what the others had committed by now. Only there is the variable. */
    @Override
    boolean catchUp(Connection connection) throws SQLException {
        return catchUp(connection, "group_replication_consistency", "'BEFORE'");
    }
}
