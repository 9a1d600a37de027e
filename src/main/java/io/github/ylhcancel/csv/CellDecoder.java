package io.github.ylhcancel.csv;

import io.github.ylhcancel.base.Message;
import io.github.ylhcancel.csv.EncodingEvidence.Look;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Turns the bytes of a record into text, and finds out the encoding on the way if it was not given. */
final class CellDecoder {
    /** A record as text, or the cell that stands in the way. */
    sealed interface Decoded {
        record Cells(List<String> texts) implements Decoded {}

        record Undecodable(Message what, String text) implements Decoded {}
    }

    private final LookaheadInput input;
    private final boolean known;
    private CsvEncoding decided;
    private CsvEncoding likelier = CsvEncoding.UTF_8;
    private long lookedUpTo;

    CellDecoder(LookaheadInput input, CsvEncoding given) {
        this.input = input;
        this.known = given != CsvEncoding.AUTO;
        this.decided = given;
    }

    /** {@code AUTO} as long as nothing in the file has decided it. */
    CsvEncoding decided() {
        return decided;
    }

    /** The cells, trimmed. */
    Decoded decode(RawRecord record) throws IOException {
        if (record.isAscii()) {
            return new Decoded.Cells(asciiCells(record));
        }
        if (known || decided == CsvEncoding.UTF_8) {
            return decodeStrictly(record, decided);
        }
        Look look = EncodingEvidence.look(record.bytes(), 0, record.bytes().length);
        decide(look);
        // GB18030 would decode it too, into a reason that nobody wrote.
        if (decided == CsvEncoding.GB18030 && look == Look.UTF_8) {
            return new Decoded.Undecodable(Message.of("csv.mixed-encodings"), display(record, CsvEncoding.UTF_8));
        }
        return decodeStrictly(record, encoding());
    }

    /** The start of a record that cannot be used. */
    String display(RawRecord record) {
        return display(record, encoding());
    }

    private static String display(RawRecord record, CsvEncoding encoding) {
        return CellText.shownOfRow(encoding.decodeForDisplay(record.bytes(), 0, record.bytes().length));
    }

    private CsvEncoding encoding() {
        return decided == CsvEncoding.AUTO ? likelier : decided;
    }

    /** Asks the record and the lines behind it, but each line only once: a file that leaves it open is read in one pass too. */
    private void decide(Look look) throws IOException {
        if (decided != CsvEncoding.AUTO || input.position() <= lookedUpTo) {
            return;
        }
        EncodingEvidence evidence = new EncodingEvidence();
        evidence.add(look);
        byte[] ahead = input.peekArrivedLines();
        evidence.addLines(ahead);
        lookedUpTo = input.position() + ahead.length;
        likelier = evidence.likelier();
        if (evidence.isStrong()) {
            decided = likelier;
        }
    }

    private static List<String> asciiCells(RawRecord record) {
        String text = new String(record.bytes(), StandardCharsets.ISO_8859_1);
        List<String> cells = new ArrayList<>(record.size());
        for (int cell = 0; cell < record.size(); cell++) {
            cells.add(CellText.trim(text.substring(record.start(cell), record.end(cell))));
        }
        return cells;
    }

    private static Decoded decodeStrictly(RawRecord record, CsvEncoding encoding) {
        List<String> cells = new ArrayList<>(record.size());
        for (int cell = 0; cell < record.size(); cell++) {
            Optional<String> text = encoding.decode(record.bytes(), record.start(cell), record.end(cell));
            if (text.isEmpty()) {
                return undecodable(record, cell, encoding);
            }
            cells.add(CellText.trim(text.get()));
        }
        return new Decoded.Cells(cells);
    }

    private static Decoded undecodable(RawRecord record, int cell, CsvEncoding encoding) {
        String text = encoding.decodeForDisplay(record.bytes(), record.start(cell), record.end(cell));
        return new Decoded.Undecodable(Message.of("csv.not-in-encoding", encoding.word()), CellText.shown(text));
    }
}
