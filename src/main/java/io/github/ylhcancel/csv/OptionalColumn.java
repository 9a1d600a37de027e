package io.github.ylhcancel.csv;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The columns that a file may have besides the orders. */
enum OptionalColumn {
    REASON("reason", "reason", "cancelreason", "原因", "取消原因", "退款原因", "备注取消原因"),
    CANCEL_TIME("cancel_time", "canceltime", "取消时间", "取消時間"),
    SOURCE_SYSTEM("source_system", "sourcesystem", "来源系统", "來源系統");

    private final String meaning;

    private final List<String> names;

    /**
     * @param meaning how a user calls it who says which column it is
     * @param names as {@link CellText#columnName} compares them
     */
    OptionalColumn(String meaning, String... names) {
        this.meaning = meaning;
        this.names = List.of(names);
    }

    static Optional<OptionalColumn> meaning(String word) {
        return Arrays.stream(values())
                .filter(column -> column.meaning.equals(word))
                .findFirst();
    }

    static Optional<OptionalColumn> named(String name) {
        return Arrays.stream(values())
                .filter(column -> column.names.contains(name))
                .findFirst();
    }
}
