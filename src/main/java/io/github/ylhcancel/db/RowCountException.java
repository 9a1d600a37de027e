package io.github.ylhcancel.db;

/** A statement wrote more rows than it had to, or fewer. Nothing of the transaction may stay. */
public final class RowCountException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int expected;
    private final int written;

    public RowCountException(int expected, int written) {
        super(written + " rows were written instead of " + expected);
        this.expected = expected;
        this.written = written;
    }

    public int expected() {
        return expected;
    }

    public int written() {
        return written;
    }
}
