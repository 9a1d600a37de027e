package io.github.ylhcancel.db;

import java.sql.SQLException;

/** Carries an {@link SQLException} out of a lambda to {@link Database}, which says what it means. Nobody else sees it. */
final class SqlFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final boolean ofCommit;

    SqlFailure(SQLException cause) {
        this(cause, false);
    }

    private SqlFailure(SQLException cause, boolean ofCommit) {
        super(cause.getMessage(), cause, false, false);
        this.ofCommit = ofCommit;
    }

    /** What came of a COMMIT. */
    static SqlFailure ofCommit(SQLException cause) {
        return new SqlFailure(cause, true);
    }

    boolean isOfCommit() {
        return ofCommit;
    }

    SQLException sqlException() {
        return (SQLException) getCause();
    }
}
