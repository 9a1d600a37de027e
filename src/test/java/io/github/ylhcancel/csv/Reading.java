package io.github.ylhcancel.csv;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.List;

/** Short ways to read a file that a test writes down as text. */
final class Reading {
    private Reading() {}

    static OrderFile file(String text) {
        return file(text.getBytes(UTF_8), CsvEncoding.AUTO);
    }

    static OrderFile file(byte[] bytes, CsvEncoding encoding) {
        return OrderFile.from(new ByteArrayInputStream(bytes), FileFormat.of(encoding));
    }

    static OrderFile file(String text, FileFormat format) {
        return OrderFile.from(new ByteArrayInputStream(text.getBytes(UTF_8)), format);
    }

    static List<Row> rows(String text) {
        return all(file(text));
    }

    static List<Row> all(OrderFile file) {
        List<Row> rows = new ArrayList<>();
        file.forEachRemaining(rows::add);
        return rows;
    }

    /** Each row as {@code line|order|reason}, or as {@code line!key|text} when it is bad. */
    static List<String> inShort(List<Row> rows) {
        return rows.stream().map(Reading::inShort).toList();
    }

    static String inShort(Row row) {
        if (row instanceof Row.BadRow bad) {
            return bad.line() + "!" + bad.what().key() + "|" + bad.text();
        }
        Row.OrderRow order = (Row.OrderRow) row;
        return order.line() + "|" + order.order()
                + order.reason().map(reason -> "|" + reason).orElse("");
    }
}
