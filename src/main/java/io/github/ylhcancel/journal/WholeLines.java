package io.github.ylhcancel.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The lines of a file behind some place, as far as they are whole: what has no end yet may still be written. */
final class WholeLines {
    private static final int CHUNK = 1 << 18;
    /** No line of ours is longer. */
    private static final int LONGEST = 1 << 16;

    private final FileChannel file;
    private long end;

    WholeLines(FileChannel file) {
        this.file = file;
    }

    /** What is done with a line. */
    interface Each {
        void line(String text, long offset, int length) throws IOException;
    }

    /** Answers where the last whole line ends. */
    long read(long from, Each each) throws IOException {
        end = from;
        byte[] rest = {};
        ByteBuffer chunk = ByteBuffer.allocate(CHUNK);
        for (long at = from; file.read(chunk.clear(), at) > 0; at += chunk.limit()) {
            chunk.flip();
            byte[] bytes = Arrays.copyOf(rest, rest.length + chunk.remaining());
            chunk.get(bytes, rest.length, chunk.limit());
            int begin = 0;
            for (int i = rest.length; i < bytes.length; i++) {
                if (bytes[i] == '\n') {
                    if (i - begin <= LONGEST && i > begin) {
                        each.line(new String(bytes, begin, i - begin, StandardCharsets.UTF_8), end, i - begin);
                    }
                    end += i + 1 - begin;
                    begin = i + 1;
                }
            }
            rest = Arrays.copyOfRange(bytes, begin, bytes.length);
            if (rest.length > LONGEST) {
                // Nothing of ours. Its end is not looked for again.
                end += rest.length;
                rest = new byte[0];
            }
        }
        return end;
    }
}
