package io.github.ylhcancel.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ylhcancel.db.Access;
import io.github.ylhcancel.db.Database;
import io.github.ylhcancel.db.DatabaseAddress;
import io.github.ylhcancel.db.Parameters;
import io.github.ylhcancel.testing.Keys;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A long list of keys is looked up in its index, however many rows have NULL there. */
abstract class LongListsContract {
    private static final int ROWS = 100_000;
    private static final String READ = "SHOW SESSION STATUS LIKE 'Handler_read_rnd_next'";

    abstract TestDatabases databases() throws Exception;

    /** Above 200 values the server would estimate, above 1,000 it would make a table of them. */
    @ParameterizedTest
    @ValueSource(ints = {250, 1000, 3000})
    void noOtherRowIsReadForAListOfKeys(int keys) throws Exception {
        try (TestDatabases databases = databases()) {
            DatabaseAddress address = databases.shop();
            fill(address);
            try (Database database = Database.open(address, Access.READ)) {
                long read = database.read(sql -> {
                    long before = sql.first(READ, row -> row.number("Value")).orElseThrow();
                    List<String> found = sql.list(
                            "SELECT word FROM many WHERE main_id IN (:keys)",
                            Parameters.of(
                                    "keys",
                                    LongStream.rangeClosed(1, keys)
                                            .mapToObj(Keys::key)
                                            .toList()),
                            row -> row.text("word"));
                    assertThat(found).hasSize(keys / 200);
                    return sql.first(READ, row -> row.number("Value")).orElseThrow() - before;
                });
                assertThat(read).isLessThan(keys);
            }
        }
    }

    private static void fill(DatabaseAddress address) {
        try (ShopRows shop = new ShopRows(address)) {
            shop.execute(
                    "CREATE TABLE many (id BIGINT PRIMARY KEY, main_id BIGINT, word VARCHAR(20), KEY (main_id))",
                    "CREATE TABLE digits (d INT PRIMARY KEY)",
                    "INSERT INTO digits VALUES (0), (1), (2), (3), (4), (5), (6), (7), (8), (9)",
                    "INSERT INTO many SELECT seq, IF(seq MOD 200 = 0, seq - 1, NULL), 'pending' FROM"
                            + " (SELECT 1 + a.d + 10 * b.d + 100 * c.d + 1000 * e.d + 10000 * f.d AS seq"
                            + " FROM digits a, digits b, digits c, digits e, digits f) numbers WHERE seq <= " + ROWS);
            shop.rows("ANALYZE TABLE many");
        }
    }
}
