package io.github.ylhcancel.csv;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * A stream of bytes with a bounded look at what comes next. It asks its source for more only when it has nothing left, so that
 * the rows of a slow pipe are seen as they arrive.
 */
final class LookaheadInput implements Closeable {
    static final int END = -1;
    /** Nobody has written the next byte yet. */
    static final int NOT_HERE = -2;

    static final int WINDOW = 64 * 1024;

    private final InputStream source;
    private final boolean pauses;
    private final byte[] buffer = new byte[WINDOW];
    private int next;
    private int limit;
    private long received;
    private boolean ended;

    /**
     * @param pauses whether its end may still be written, as that of a pipe
     */
    LookaheadInput(InputStream source, boolean pauses) {
        this.source = source;
        this.pauses = pauses;
    }

    /** The next byte as 0 to 255, or {@link #END}. */
    int read() throws IOException {
        if (next == limit && !receive(WINDOW)) {
            return END;
        }
        return buffer[next++] & 0xFF;
    }

    /** The same without waiting: {@link #NOT_HERE} where {@link #read} would wait. */
    int poll() throws IOException {
        if (!pauses) {
            return read();
        }
        if (next == limit && !ended) {
            int available = available();
            if (available == 0) {
                return NOT_HERE;
            }
            receive(Math.min(available, WINDOW));
        }
        return next == limit ? END : buffer[next++] & 0xFF;
    }

    void skip(int count) throws IOException {
        for (int i = 0; i < count; i++) {
            read();
        }
    }

    /** How many bytes were handed out so far. */
    long position() {
        return received - (limit - next);
    }

    /**
     * The bytes up to the end of the first line that is not empty, without taking them; waits for that line and no longer. A line
     * that is longer than the window is cut.
     */
    byte[] peekLine() throws IOException {
        boolean content = false;
        for (int length = 0; ; length++) {
            if (next + length == limit && (length == WINDOW || !receive(WINDOW))) {
                return Arrays.copyOfRange(buffer, next, limit);
            }
            boolean lineEnd = isLineEnd(buffer[next + length]);
            if (lineEnd && content) {
                return Arrays.copyOfRange(buffer, next, next + length);
            }
            content |= !lineEnd;
        }
    }

    /** The whole lines that are here already, without taking them and without waiting for more. */
    byte[] peekArrivedLines() throws IOException {
        int available = ended ? 0 : available();
        if (available > 0 && limit - next < WINDOW) {
            receive(available);
        }
        int end = limit;
        while (end > next && !isLineEnd(buffer[end - 1])) {
            end--;
        }
        return Arrays.copyOfRange(buffer, next, end);
    }

    /** A pipe that was opened as a file, such as {@code /dev/stdin}, cannot tell and throws. */
    private int available() {
        try {
            return source.available();
        } catch (IOException cannotTell) {
            return 0;
        }
    }

    private boolean receive(int atMost) throws IOException {
        if (ended) {
            return false;
        }
        System.arraycopy(buffer, next, buffer, 0, limit - next);
        limit -= next;
        next = 0;
        int count = source.read(buffer, limit, Math.min(atMost, WINDOW - limit));
        if (count < 0) {
            ended = true;
            return false;
        }
        limit += count;
        received += count;
        return true;
    }

    static boolean isLineEnd(int b) {
        return b == '\n' || b == '\r';
    }

    @Override
    public void close() throws IOException {
        source.close();
    }
}
