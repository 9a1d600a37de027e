package io.github.ylhcancel.csv;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import io.github.ylhcancel.domain.FileReason;
import io.github.ylhcancel.domain.Message;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
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
     * Begins a file with its header row. If the path is a symbolic link to a file, that file is meant.
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
            if (Files.exists(path) && !Files.isRegularFile(path)) {
                throw CsvProblem.of(Message.of("csv.results-no-ordinary-file"));
            }
            Path file = Files.isSymbolicLink(path) ? path.toRealPath() : path;
            Optional<Path> previous = moveAside(file);
            return to(path, previous, Files.newOutputStream(file, openOption(file), StandardOpenOption.WRITE));
        } catch (IOException problem) {
            throw unwritable(path, problem);
        }
    }

    /** Neither overwrites what somebody else may have written in the meantime. */
    private static StandardOpenOption openOption(Path file) {
        return Files.exists(file) ? StandardOpenOption.APPEND : StandardOpenOption.CREATE_NEW;
    }

    private static Optional<Path> moveAside(Path file) throws IOException {
        if (!Files.exists(file) || Files.size(file) == 0) {
            return Optional.empty();
        }
        for (int number = 1; ; number++) {
            Path aside = file.resolveSibling(file.getFileName() + "." + number);
            if (moved(file, aside)) {
                return Optional.of(aside);
            }
        }
    }

    private static boolean moved(Path file, Path aside) throws IOException {
        try {
            Files.move(file, aside);
            return true;
        } catch (FileAlreadyExistsException takenMeanwhile) {
            return false;
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
}
