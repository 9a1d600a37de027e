package io.github.ylhcancel.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/**
 * Which version the tool's own tables have, found with one query: asking Flyway would cost every command 150 ms.
 */
final class SchemaVersion {
    /** The newest migration beside this class; a test compares it with the scripts. */
    static final int NEWEST = 4;

    /** Instead of a version: a migration failed half-way, and only a person can say what it left. */
    static final int FAILED = -1;

    private record Applied(int version, boolean success) {}

    private SchemaVersion() {}

    /** The version in force; empty when the tool's tables are not there. */
    static Optional<Integer> of(Connection connection, Dialect dialect) throws SQLException {
        try {
            List<Applied> applied = Query.list(
                    connection,
                    dialect.appliedVersions(),
                    row -> new Applied(Integer.parseInt(row.getString(1)), row.getBoolean(2)));
            if (applied.stream().anyMatch(one -> !one.success())) {
                return Optional.of(FAILED);
            }
            return applied.stream().map(Applied::version).max(Integer::compare);
        } catch (SQLException e) {
            if (dialect.isMissingTable(e)) {
                return Optional.empty();
            }
            throw e;
        }
    }
}
