package io.github.ylhcancel.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DialectTest {
    @ParameterizedTest
    @CsvSource({
        "H2, 22001, 22001, true",
        "H2, 23513, 23513, true",
        "H2, 40001, 40001, false",
        "POSTGRESQL, 23503, 0, true",
        "POSTGRESQL, P0001, 0, true",
        "POSTGRESQL, 40P01, 0, false",
        "POSTGRESQL, 42P01, 0, false",
        "POSTGRESQL, 08006, 0, false",
        "MARIADB, 45000, 1644, true",
        "MARIADB, HY000, 1366, true",
        "MARIADB, HY000, 1205, false",
        "MARIADB, 42S02, 1146, false",
        "MYSQL, HY000, 3819, true",
        "MYSQL, HY000, 1364, true",
        "MYSQL, HY000, 3024, false",
    })
    void tellsARowThatTheDatabaseOrATriggerRefusesFromOtherFailures(
            String dialect, String state, int code, boolean refused) {
        assertThat(Dialects.named(dialect).isRefusedRow(new SQLException("as the driver says it", state, code)))
                .isEqualTo(refused);
    }

    @ParameterizedTest
    @CsvSource({
        "H2, 40001, 40001, true",
        "H2, 23513, 23513, false",
        "POSTGRESQL, 40P01, 0, true",
        "POSTGRESQL, 55P03, 0, true",
        "POSTGRESQL, 08006, 0, false",
        "MARIADB, 40001, 1213, true",
        "MARIADB, HY000, 1205, true",
        "MARIADB, HY000, 1020, true",
        "MARIADB, 08000, 1152, false",
        "MYSQL, 40001, 1213, true",
        "MYSQL, HY000, 1205, true",
        "MYSQL, HY000, 3101, true",
        "MYSQL, HY000, 3100, false",
        "MYSQL, HY000, 1020, false",
    })
    void knowsWhatMayGoThroughAnotherTime(String dialect, String state, int code, boolean another) {
        assertThat(Dialects.named(dialect).isTransient(new SQLException("as the driver says it", state, code)))
                .isEqualTo(another);
    }

    /** Of the same number only the words say whether the group undid the transaction or nobody knows what became of it. */
    @ParameterizedTest
    @CsvSource({
        "MYSQL, Got error 149 - 'Lock deadlock; Retry transaction' during COMMIT, true",
        "MYSQL, Got error 5 - 'Input/output error' during COMMIT, false",
        "MARIADB, Got error 149 - 'Lock deadlock; Retry transaction' during COMMIT, false",
    })
    void aCommitThatLostAgainstAnotherMembersIsTriedAgain(String dialect, String words, boolean another) {
        assertThat(Dialects.named(dialect).isTransient(new SQLException(words, "HY000", 1180)))
                .isEqualTo(another);
    }
}
