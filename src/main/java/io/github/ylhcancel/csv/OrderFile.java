package io.github.ylhcancel.csv;

import io.github.ylhcancel.base.FileReason;
import io.github.ylhcancel.base.Message;
import io.github.ylhcancel.csv.CellDecoder.Decoded;
import io.github.ylhcancel.csv.RawRecord.Flaw;
import io.github.ylhcancel.csv.Row.BadRow;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The orders of a CSV file, one after another as they arrive. The first row names the columns; separator, line ends and (unless
 * given) encoding are found out from the file. Memory does not grow with the file. Lines without text, also those of empty cells
 * only, are skipped.
 *
 * <p>A row that cannot be used comes as a {@link BadRow} and costs nobody else. So does a quote that is broken within its own
 * line: text behind the closing quote, or a file that ends inside the quotes.
 *
 * <p>A quote that is broken and runs over line ends stops the file with a {@link CsvProblem} at the line where it opens; so does
 * one that spans {@value RecordReader#MAX_QUOTED_LINES} lines or 64 KiB. Everything before that line has been delivered by then.
 * Reading on would mean to guess whether the lines inside are orders or the text of a cell, and a wrong guess cancels an order
 * that nobody named. The operator repairs the quote and runs the file again, which finds the first part already cancelled.
 *
 * <p>For one thread.
 */
public final class OrderFile implements Iterator<Row>, AutoCloseable {
    private final FileFormat format;
    private final LookaheadInput input;
    private final RecordReader records;
    private final CellDecoder decoder;
    private final HeaderRow header;
    private final RowChecks checks;
    private Row upcoming;
    private CsvProblem failure;

    private OrderFile(InputStream source, boolean pauses, FileFormat format) throws IOException {
        this.format = format;
        input = new LookaheadInput(source, pauses);
        Optional<FileMark> mark = FileMark.of(input.peekLine());
        input.skip(mark.map(FileMark::length).orElse(0));
        records = new RecordReader(input);
        decoder = new CellDecoder(input, mark.map(FileMark::encoding).orElse(format.encoding()));
        RawRecord first = readFirst();
        header = header(first);
        checks = new RowChecks(header);
        if (!format.hasHeader() && first != null) {
            upcoming = row(first).orElse(null);
        }
    }

    /**
     * Opens a file and reads its first row.
     *
     * @throws CsvProblem if the file cannot be read, is no CSV file, or has no usable header
     */
    public static OrderFile open(Path path, FileFormat format) {
        try {
            if (Files.isDirectory(path)) {
                throw CsvProblem.of(Message.of("csv.cannot-read", Message.of("csv.is-a-directory")));
            }
            return openExisting(path, format);
        } catch (IOException problem) {
            throw CsvProblem.of(Message.of("csv.cannot-read", FileReason.of(problem)), problem);
        }
    }

    private static OrderFile openExisting(Path path, FileFormat format) throws IOException {
        // Of a pipe only this stream can tell how much has been written to it.
        boolean pipe = Files.isReadable(path) && !Files.isRegularFile(path);
        InputStream source = pipe ? new FileInputStream(path.toFile()) : Files.newInputStream(path);
        try {
            return new OrderFile(source, pipe, format);
        } catch (IOException | RuntimeException problem) {
            source.close();
            throw problem;
        }
    }

    /**
     * Reads a stream up to its header, and waits for that much. The stream is closed by {@link #close}.
     *
     * @throws CsvProblem if it cannot be read, is no CSV, or has no usable header
     */
    public static OrderFile from(InputStream source, FileFormat format) {
        try {
            return new OrderFile(source, true, format);
        } catch (IOException problem) {
            throw unreadable(problem);
        }
    }

    /** What the orders of this file are. */
    public OrderColumn orderColumn() {
        return header.orderColumn();
    }

    /** The names of the columns that mean nothing here, as the file has them. */
    public List<String> ignoredColumns() {
        return header.ignored();
    }

    /** The encoding as decided so far: {@code AUTO} while all was ASCII or could be either. */
    public CsvEncoding encoding() {
        return decoder.decided();
    }

    /** How many bytes of the file have been dealt with. */
    public long bytesRead() {
        return input.position();
    }

    /**
     * Whether there is another row; waits for it.
     *
     * @throws CsvProblem if the file cannot be read any further; again at each later call
     */
    @Override
    public boolean hasNext() {
        if (upcoming == null) {
            upcoming = readRow(records::next);
        }
        return upcoming != null;
    }

    /**
     * Whether {@link #next} answers at once. Never waits: false when the rest of the next row has not been written yet, and at the
     * end. Always true up to the end of a regular file, and before a place that cannot be read.
     */
    public boolean isRowAtHand() {
        if (upcoming == null && failure == null) {
            try {
                upcoming = readRow(records::poll);
            } catch (CsvProblem problem) {
                return true; // For hasNext to throw.
            }
        }
        return upcoming != null || failure != null;
    }

    @Override
    public Row next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        Row row = upcoming;
        upcoming = null;
        return row;
    }

    /** Closes the file or stream; may be called twice. */
    @Override
    public void close() {
        try {
            input.close();
        } catch (IOException problem) {
            throw unreadable(problem);
        }
    }

    private interface Records {
        Optional<RawRecord> next() throws IOException;
    }

    private Row readRow(Records reading) {
        if (failure != null) {
            throw failure;
        }
        try {
            return nextRowWithText(reading);
        } catch (IOException problem) {
            failure = unreadable(problem);
        } catch (CsvProblem problem) {
            failure = problem;
        }
        throw failure;
    }

    private Row nextRowWithText(Records reading) throws IOException {
        for (Optional<RawRecord> record = reading.next(); record.isPresent(); record = reading.next()) {
            Optional<Row> row = row(record.get());
            if (row.isPresent()) {
                return row.get();
            }
        }
        return null;
    }

    private Optional<Row> row(RawRecord record) throws IOException {
        if (record.flaw() != Flaw.NONE) {
            return Optional.of(new BadRow(record.line(), what(record.flaw()), decoder.display(record)));
        }
        Decoded decoded = decoder.decode(record);
        if (decoded instanceof Decoded.Undecodable bad) {
            return Optional.of(new BadRow(record.line(), bad.what(), bad.text()));
        }
        List<String> cells = ((Decoded.Cells) decoded).texts();
        return isBlank(cells) || !isWanted(cells)
                ? Optional.empty()
                : Optional.of(checks.row(record.line(), cells, record.endsLine()));
    }

    private boolean isWanted(List<String> cells) {
        Optional<Integer> outcome =
                header.outcome().filter(cell -> !format.outcomes().isEmpty());
        return outcome.isEmpty()
                || outcome.get() < cells.size() && format.outcomes().contains(cells.get(outcome.get()));
    }

    /** The first row that holds anything; null if there is none and need not be one. */
    private RawRecord readFirst() throws IOException {
        Optional<String> declared = Separators.declaredBy(input.peekLine());
        if (declared.isPresent()) {
            records.next();
        }
        while (true) {
            records.separators(declared.isPresent() ? declared.get() : Separators.usedIn(input.peekLine()));
            Optional<RawRecord> record = records.next();
            if (record.isEmpty() && format.hasHeader()) {
                throw CsvProblem.of(Message.of("csv.empty", OrderColumn.allNames()));
            }
            if (record.isEmpty() || !isBlank(columnNames(record.get()))) {
                return record.orElse(null);
            }
        }
    }

    private HeaderRow header(RawRecord first) throws IOException {
        if (format.hasHeader()) {
            return new HeaderRow(first.line(), columnNames(first), format);
        }
        List<String> numbers = IntStream.rangeClosed(1, first == null ? 1 : first.size())
                .mapToObj(String::valueOf)
                .toList();
        return new HeaderRow(1, numbers, format);
    }

    private List<String> columnNames(RawRecord record) throws IOException {
        if (record.flaw() != Flaw.NONE) {
            throw CsvProblem.at(record.line(), what(record.flaw()));
        }
        Decoded decoded = decoder.decode(record);
        if (decoded instanceof Decoded.Undecodable bad) {
            throw CsvProblem.at(record.line(), bad.what());
        }
        return ((Decoded.Cells) decoded).texts();
    }

    private static Message what(Flaw flaw) {
        return switch (flaw) {
            case NONE -> throw new IllegalArgumentException("nothing is wrong");
            case TEXT_AFTER_QUOTE -> Message.of("csv.text-after-quote");
            case QUOTE_NOT_CLOSED -> Message.of("csv.quote-not-closed");
            case TOO_LONG -> Message.of("csv.row-too-long", RecordBytes.MAX_BYTES / 1024);
        };
    }

    private static boolean isBlank(List<String> cells) {
        return cells.stream().allMatch(String::isEmpty);
    }

    private static CsvProblem unreadable(IOException problem) {
        return CsvProblem.of(Message.of("csv.read-failed", FileReason.of(problem)), problem);
    }
}
