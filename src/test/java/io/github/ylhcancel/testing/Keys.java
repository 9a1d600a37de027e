package io.github.ylhcancel.testing;

import io.github.ylhcancel.domain.RowKey;
import java.util.List;
import java.util.stream.LongStream;

/** Keys of a shop of the tests, whose rows are numbered. */
public final class Keys {
    private Keys() {}

    public static RowKey key(long number) {
        return RowKey.of(number);
    }

    public static List<RowKey> keys(long... numbers) {
        return LongStream.of(numbers).mapToObj(RowKey::of).toList();
    }

    public static long number(RowKey key) {
        return Long.parseLong(key.toString());
    }
}
