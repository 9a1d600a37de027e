package io.github.ylhcancel.db;

import java.sql.SQLException;

/** Carries an {@link SQLException} out of a lambda to {@link Database}, which says what it means. Nobody else sees it. */
final class SqlFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    SqlFailure(SQLException cause) {
        super(cause.getMessage(), cause, false, false);
    }

    SQLException sqlException() {
        return (SQLException) getCause();
    }
}
