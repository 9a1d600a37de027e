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
        "MARIADB, 08000, 1152, false",
    })
    void knowsWhatMayGoThroughAnotherTime(String dialect, String state, int code, boolean another) {
        assertThat(Dialects.named(dialect).isTransient(new SQLException("as the driver says it", state, code)))
                .isEqualTo(another);
    }
}
