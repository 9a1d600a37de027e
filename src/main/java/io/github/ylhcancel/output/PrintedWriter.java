package io.github.ylhcancel.output;

import io.github.ylhcancel.base.Text;
import java.io.PrintWriter;

/**
 * A stream as every command prints to it. Whatever stands in the text, from the shop, the supplier, a file or an argument: it moves
 * no cursor, hides nothing, and one call of {@code println} is one line. Only the colours of {@link Style} become what steers a
 * terminal.
 */
final class PrintedWriter extends PrintWriter {
    private final PrintWriter raw;

    PrintedWriter(PrintWriter raw) {
        super(raw);
        this.raw = raw;
    }

    static PrintedWriter on(PrintWriter stream) {
        return stream instanceof PrintedWriter printed ? printed : new PrintedWriter(stream);
    }

    /** For what is ours to its last character and steers the terminal: help with its colours, a progress bar. */
    PrintWriter raw() {
        return raw;
    }

    @Override
    public void println(String line) {
        raw.println(Style.painted(Text.visible(String.valueOf(line))));
    }

    @Override
    public void println(Object line) {
        println(String.valueOf(line));
    }

    @Override
    public void println(char[] line) {
        println(new String(line));
    }

    @Override
    public void write(int character) {
        if (isHarmless((char) character)) {
            raw.write(character);
        } else {
            raw.write(Text.visible(String.valueOf((char) character)));
        }
    }

    @Override
    public void write(char[] text, int offset, int length) {
        int start = offset;
        for (int at = offset; at < offset + length; at++) {
            if (!isHarmless(text[at])) {
                raw.write(text, start, at - start);
                write(text[at]);
                start = at + 1;
            }
        }
        raw.write(text, start, offset + length - start);
    }

    @Override
    public void write(String text, int offset, int length) {
        write(text.substring(offset, offset + length).toCharArray(), 0, length);
    }

    /** Text of several lines, and halves of characters that may come in different calls. */
    private static boolean isHarmless(char character) {
        return character == '\n' || Character.isSurrogate(character) || !Text.isHidden(character);
    }
}
