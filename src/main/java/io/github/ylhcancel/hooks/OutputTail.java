package io.github.ylhcancel.hooks;

import io.github.ylhcancel.base.Text;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** The end of what a program says, in so many bytes however much that is. May be looked at while the program still speaks. */
final class OutputTail {
    private static final char CUT = '…';

    private final byte[] last;
    private long length;
    private volatile boolean isClosed;

    /**
     * @param kept how many bytes, and characters of the text
     */
    OutputTail(int kept) {
        last = new byte[kept];
    }

    /**
     * Reads until nobody speaks any more, or it {@linkplain #close is closed}. Nobody else may read meanwhile: Java itself would, once
     * the program has ended, and keep all that those say who have outlived it.
     */
    void drain(InputStream from) {
        byte[] read = new byte[8192];
        synchronized (from) {
            try (from) {
                for (int count = from.read(read); count >= 0 && !isClosed; count = from.read(read)) {
                    add(read, count);
                }
            } catch (IOException e) {
                // Then this is all there is.
            }
        }
    }

    /** Whoever still speaks is no longer listened to, and is told so by the system when he goes on. */
    void close() {
        isClosed = true;
    }

    private synchronized void add(byte[] bytes, int count) {
        for (int at = Math.max(0, count - last.length); at < count; at++) {
            last[(int) ((length + at) % last.length)] = bytes[at];
        }
        length += count;
    }

    /** In one line that can be shown; a mark in front says that it is not all. */
    synchronized String text() {
        boolean isCut = length > last.length;
        byte[] kept = new byte[(int) Math.min(length, last.length)];
        int first = 0;
        for (int at = 0; at < kept.length; at++) {
            kept[at] = last[(int) ((length - kept.length + at) % last.length)];
        }
        while (isCut && first < kept.length && isWithinCharacter(kept[first])) {
            first++;
        }
        String text = new String(kept, first, kept.length - first, StandardCharsets.UTF_8);
        String line = Text.visible(text.strip());
        int from = line.length() - last.length;
        if (from > 0) {
            return CUT + line.substring(Character.isLowSurrogate(line.charAt(from)) ? from + 1 : from);
        }
        return isCut ? CUT + line : line;
    }

    private static boolean isWithinCharacter(byte unit) {
        return (unit & 0xC0) == 0x80;
    }
}
