package io.github.ylhcancel.csv;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The columns that a file may have besides the orders. */
enum OptionalColumn {
    REASON("reason", "取消原因"),
    CANCEL_TIME("cancel_time", "取消时间"),
    SOURCE_SYSTEM("source_system", "来源系统");

    private final List<String> names;

    OptionalColumn(String... names) {
        this.names = List.of(names);
    }

    static Optional<OptionalColumn> named(String name) {
        return Arrays.stream(values())
                .filter(column -> column.names.contains(name))
                .findFirst();
    }
}
