package io.github.ylhcancel.csv;

import static io.github.ylhcancel.csv.LookaheadInput.END;
import static io.github.ylhcancel.csv.LookaheadInput.NOT_HERE;
import static io.github.ylhcancel.csv.LookaheadInput.isLineEnd;

import io.github.ylhcancel.base.Message;
import io.github.ylhcancel.csv.RawRecord.Flaw;
import java.io.IOException;
import java.util.Optional;

/**
 * Cuts bytes into records and cells. FastCSV reads characters and gives up at the first error; here a row that cannot be decoded
 * or is badly quoted must not cost its neighbours, and each row must be seen as soon as its line is complete. See
 * {@link OrderFile} for what becomes of a broken quote.
 */
final class RecordReader {
    /** How many lines a quoted cell may span before it counts as never closed. */
    static final int MAX_QUOTED_LINES = 100;

    private enum State {
        CELL_START,
        PLAIN,
        QUOTED,
        QUOTE_SEEN,
        AFTER_QUOTE
    }

    private final LookaheadInput input;
    private final RecordBytes content = new RecordBytes();
    private String separators = Separators.ANY;
    private State state = State.CELL_START;
    private boolean begun;
    private long startLine;
    private long line = 1;
    private long lineWithText;
    private boolean afterReturn;
    private long quoteLine;
    private long quotePosition;

    RecordReader(LookaheadInput input) {
        this.input = input;
    }

    void separators(String characters) {
        separators = characters;
    }

    /**
     * The next record that is not an empty line, or nothing at the end.
     *
     * @throws CsvProblem if a quote swallows line after line; nothing can be read after that
     */
    Optional<RawRecord> next() throws IOException {
        return goOn(true);
    }

    /** The same without waiting: nothing also when the record is not here to its end. What is here of it is kept. */
    Optional<RawRecord> poll() throws IOException {
        return goOn(false);
    }

    private Optional<RawRecord> goOn(boolean waiting) throws IOException {
        while (true) {
            int b = waiting ? input.read() : input.poll();
            if (b == NOT_HERE) {
                return Optional.empty();
            }
            if (b == END) {
                return atTheEnd();
            }
            if (!begun && !isLineEnd(b)) {
                begun = true;
                startLine = line;
                state = State.CELL_START;
            }
            countLine(b);
            if (!begun) {
                continue;
            }
            if (state == State.QUOTED) {
                state = insideQuotes(b);
            } else if (isLineEnd(b)) {
                return Optional.of(finish(true));
            } else {
                state = outsideQuotes(b);
            }
        }
    }

    private Optional<RawRecord> atTheEnd() {
        if (!begun) {
            return Optional.empty();
        }
        if (state == State.QUOTED) {
            brokenQuote(Flaw.QUOTE_NOT_CLOSED);
        }
        return Optional.of(finish(false));
    }

    private RawRecord finish(boolean endsLine) {
        begun = false;
        return content.finish(startLine, endsLine);
    }

    /** Counts CR, LF and CR LF as one line end each, and a CR at once: waiting for its LF would hold back a row of a pipe. */
    private void countLine(int b) {
        boolean secondHalf = b == '\n' && afterReturn;
        afterReturn = b == '\r';
        if (!isLineEnd(b)) {
            lineWithText = line;
        } else if (!secondHalf) {
            line++;
        }
    }

    private State insideQuotes(int b) {
        if (b == '"') {
            return State.QUOTE_SEEN;
        }
        content.append(b);
        if (line - quoteLine >= MAX_QUOTED_LINES || input.position() - quotePosition > RecordBytes.MAX_BYTES) {
            throw swallowedLines();
        }
        return State.QUOTED;
    }

    private State outsideQuotes(int b) {
        if (state == State.QUOTE_SEEN && b == '"') {
            content.append(b);
            return State.QUOTED;
        }
        if (separators.indexOf(b) >= 0) {
            content.endCell(b);
            return State.CELL_START;
        }
        return switch (state) {
            case CELL_START -> atCellStart(b);
            case QUOTE_SEEN, AFTER_QUOTE -> afterQuotes(b);
            case PLAIN, QUOTED -> plain(b);
        };
    }

    private State atCellStart(int b) {
        if (b == '"') {
            quoteLine = line;
            quotePosition = input.position();
            return State.QUOTED;
        }
        content.append(b);
        return isBlank(b) ? State.CELL_START : State.PLAIN;
    }

    private State afterQuotes(int b) {
        if (isBlank(b)) {
            return State.AFTER_QUOTE;
        }
        brokenQuote(Flaw.TEXT_AFTER_QUOTE);
        return plain(b);
    }

    private State plain(int b) {
        content.append(b);
        return State.PLAIN;
    }

    /** Within its own line a broken quote spoils that row; further on nobody can say which of its lines are rows. */
    private void brokenQuote(Flaw flaw) {
        if (lineWithText != quoteLine) {
            throw swallowedLines();
        }
        content.flaw(flaw);
    }

    private CsvProblem swallowedLines() {
        return CsvProblem.at(quoteLine, Message.of("csv.quote-swallows-lines"));
    }

    private static boolean isBlank(int b) {
        return b == ' ' || b == '\t';
    }
}
