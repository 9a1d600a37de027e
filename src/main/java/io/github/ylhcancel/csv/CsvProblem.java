package io.github.ylhcancel.csv;

import io.github.ylhcancel.base.Message;
import java.util.OptionalLong;

/**
 * A file that cannot be read or written any further. A single row that cannot be used is no problem of this kind but a
 * {@link Row.BadRow}.
 */
public final class CsvProblem extends RuntimeException {
    private final transient Message what;
    private final long line;

    private CsvProblem(Message what, long line, Throwable cause) {
        super(what.key() + " " + what.arguments(), cause);
        this.what = what;
        this.line = line;
    }

    static CsvProblem of(Message what) {
        return new CsvProblem(what, 0, null);
    }

    static CsvProblem of(Message what, Throwable cause) {
        return new CsvProblem(what, 0, cause);
    }

    static CsvProblem at(long line, Message what) {
        return new CsvProblem(what, line, null);
    }

    /** What is wrong and what to do about it, to be read behind the name of the file; without the line. */
    public Message what() {
        return what;
    }

    /** The physical line, from 1, if the problem is on one. */
    public OptionalLong line() {
        return line > 0 ? OptionalLong.of(line) : OptionalLong.empty();
    }
}
