package io.github.ylhcancel.csv;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import de.siegmar.fastcsv.writer.QuoteStrategy;
import io.github.ylhcancel.base.FileReason;
import io.github.ylhcancel.base.Message;
import io.github.ylhcancel.files.OpenFolder;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;

/**
 * What became of each order, a row each, for a person with a spreadsheet: UTF-8 with a byte order mark, CR LF, nothing in it that
 * a spreadsheet would run. Each row is handed to the operating system before {@link #write} returns, so that what was decided can be
 * read after the process died.
 *
 * <p>An older result is never overwritten: it moves aside to {@code out.csv.1}, or the next number that is free.
 *
 * <p>For one thread.
 */
public final class ResultFile implements AutoCloseable {
    private static final String BYTE_ORDER_MARK = "\uFEFF";

    private final Path path;
    private final Optional<Path> previous;
    private final CsvWriter writer;
    private boolean closed;

    private ResultFile(Path path, Optional<Path> previous, OutputStream out) throws IOException {
        this.path = path;
        this.previous = previous;
        out.write(BYTE_ORDER_MARK.getBytes(StandardCharsets.UTF_8));
        writer = CsvWriter.builder()
                .lineDelimiter(LineDelimiter.CRLF)
                .autoFlush(true)
                .quoteStrategy(new QuotedTexts())
                .build(new BufferedOutputStream(out), StandardCharsets.UTF_8);
        writer.writeRecord(ResultRow.COLUMNS);
    }

    /**
     * Begins a file for orders that did not come from one; see {@link #create(Path, Path)}.
     *
     * @throws CsvProblem if the path is not an ordinary file or cannot be written
     */
    public static ResultFile create(Path path) {
        return begin(path);
    }

    /**
     * Begins a file with its header row. If the path is a symbolic link to a file, that file is meant, as long
     * as nobody could have put the link there but root and the user who runs this.
     *
     * @param orders the file that is read meanwhile
     * @throws CsvProblem if the path is not an ordinary file, cannot be written, or is the file of orders, under whatever name
     */
    public static ResultFile create(Path path, Path orders) {
        if (isSame(path, orders)) {
            throw CsvProblem.of(Message.of("csv.results-are-orders"));
        }
        return begin(path);
    }

    private static boolean isSame(Path path, Path orders) {
        try {
            return Files.exists(path) && Files.exists(orders) && Files.isSameFile(path, orders);
        } catch (IOException problem) {
            throw unwritable(path, problem);
        }
    }

    private static ResultFile begin(Path path) {
        try {
            OpenFolder.Target target = OpenFolder.of(path);
            try (OpenFolder folder = target.folder()) {
                return begin(path, folder, target.path());
            }
        } catch (IOException problem) {
            throw unwritable(path, problem);
        }
    }

    /** Neither overwrites what somebody else may have written in the meantime. */
    private static ResultFile begin(Path path, OpenFolder folder, Path real) throws IOException {
        Path name = real.getFileName();
        Optional<BasicFileAttributes> there = folder.attributes(name);
        if (there.filter(file -> !file.isRegularFile()).isPresent()) {
            throw CsvProblem.of(Message.of("csv.results-no-ordinary-file"));
        }
        boolean isEmpty = there.filter(file -> file.size() == 0).isPresent();
        Optional<Path> previous = there.isEmpty() || isEmpty
                ? Optional.empty()
                : Optional.of((Files.isSymbolicLink(path) ? real : path).resolveSibling(movedAside(folder, name)));
        return to(path, previous, folder.write(name, isEmpty));
    }

    private static Path movedAside(OpenFolder folder, Path name) throws IOException {
        for (int number = 1; ; number++) {
            Path aside = Path.of(name + "." + number);
            try {
                folder.move(name, aside);
                return aside;
            } catch (FileAlreadyExistsException taken) {
                // The next number may be free.
            }
        }
    }

    /** Writes to a stream that stands for the file. */
    static ResultFile to(Path path, Optional<Path> previous, OutputStream out) throws IOException {
        try {
            return new ResultFile(path, previous, out);
        } catch (IOException problem) {
            out.close();
            throw problem;
        } catch (UncheckedIOException problem) {
            out.close();
            throw problem.getCause();
        }
    }

    /** Where the file that had this name is now, if there was one with content. */
    public Optional<Path> previous() {
        return previous;
    }

    /**
     * Adds a row.
     *
     * @throws CsvProblem if it cannot be written, for example because the disk is full; part of it may be in the file then
     */
    public void write(ResultRow row) {
        try {
            writer.writeRecord(row.cells());
        } catch (UncheckedIOException problem) {
            throw unwritable(path, problem.getCause());
        }
    }

    /** Closes the file; may be called twice. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            writer.close();
        } catch (IOException problem) {
            throw unwritable(path, problem);
        } catch (UncheckedIOException problem) {
            throw unwritable(path, problem.getCause());
        }
    }

    private static CsvProblem unwritable(Path path, IOException problem) {
        return CsvProblem.of(Message.of("csv.cannot-write", FileReason.of(problem)), problem);
    }

    /** The header and the numbers of lines are ours; what the other cells hold is mostly not. */
    private static final class QuotedTexts implements QuoteStrategy {
        @Override
        public boolean quoteValue(int row, int column, String value) {
            return row > 1 && column > 0;
        }
    }
}
