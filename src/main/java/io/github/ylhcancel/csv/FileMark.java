package io.github.ylhcancel.csv;

import io.github.ylhcancel.base.Message;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** The first bytes of a file, by which it tells its encoding, or that it is no CSV file at all. */
record FileMark(CsvEncoding encoding, int length) {
    private static final List<String> UTF_16 = List.of("fffe", "feff");
    private static final List<String> WORKBOOK = List.of("504b0304", "d0cf11e0");

    /** The byte order mark, if there is one. */
    static Optional<FileMark> of(byte[] start) {
        String hex = HexFormat.of().formatHex(start, 0, Math.min(start.length, 4));
        if (WORKBOOK.stream().anyMatch(hex::startsWith)) {
            throw CsvProblem.of(Message.of("csv.workbook"));
        }
        if (UTF_16.stream().anyMatch(hex::startsWith) || holdsZero(start)) {
            throw CsvProblem.of(Message.of("csv.utf-16"));
        }
        if (hex.startsWith("efbbbf")) {
            return Optional.of(new FileMark(CsvEncoding.UTF_8, 3));
        }
        return hex.equals("84319533") ? Optional.of(new FileMark(CsvEncoding.GB18030, 4)) : Optional.empty();
    }

    private static boolean holdsZero(byte[] start) {
        for (byte b : start) {
            if (b == 0) {
                return true;
            }
        }
        return false;
    }
}
