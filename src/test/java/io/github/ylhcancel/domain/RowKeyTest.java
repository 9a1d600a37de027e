package io.github.ylhcancel.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RowKeyTest {
    @ParameterizedTest
    @ValueSource(longs = {0, 1, -1, 9_007_199_254_740_993L, Long.MAX_VALUE, Long.MIN_VALUE})
    void isReadAsItIsWritten(long number) {
        RowKey key = RowKey.of(number);

        assertThat(key).hasToString(String.valueOf(number));
        assertThat(RowKey.ofText(key.toString())).contains(key);
        assertThat(key).hasSameHashCodeAs(RowKey.of(number)).isNotEqualTo(RowKey.of(number ^ 1));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " 1",
                "1 ",
                "+1",
                "1.0",
                "1e3",
                "--1",
                "PO1",
                "٣",
                "9223372036854775808",
                "99999999999999999999"
            })
    void isNoOtherText(String text) {
        assertThat(RowKey.ofText(text)).isEmpty();
    }

    /** As the database sorts the column, and not as texts are sorted. */
    @Test
    void hasTheOrderOfItsColumn() {
        TreeSet<RowKey> keys = new TreeSet<>();
        for (long number : new long[] {10, 9, -1, 100}) {
            keys.add(RowKey.of(number));
        }

        assertThat(keys).extracting(RowKey::toString).containsExactly("-1", "9", "10", "100");
    }
}
