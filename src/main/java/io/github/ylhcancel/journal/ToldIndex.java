package io.github.ylhcancel.journal;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.CRC32;

/**
 * Where in one of the journal's files the last line about something is: a table of fixed size, in which a line is found by its key with
 * one look. It only says where to look; what counts is the line that is found there. A line that it does not have yet is one behind
 * {@link Head#covered}. Any process may read it; one at a time writes, the records before the head that counts on them.
 */
final class ToldIndex implements AutoCloseable {
    /** Far more than a file has lines, so that none is far from its place. What is empty takes no room on the disk. */
    static final int SLOTS = 1 << 19;

    static final int FULL = SLOTS / 4 * 3;

    private static final long MAGIC = 0x594c48544f4c4431L;
    private static final int HEAD = 64;
    private static final int RECORD = 32;
    private static final int PAGE = 4096;
    private static final byte[] EMPTY = new byte[PAGE];
    private static final long LENGTH = HEAD + (long) SLOTS * RECORD;
    /** Read at once. */
    private static final int BLOCK = 16;

    private final FileChannel table;
    private final CRC32 crc = new CRC32();
    private byte[] image;

    /**
     * The state of the table.
     *
     * @param of which file it is of: the key of that file's first line
     * @param boot since which start of the machine it was written; none when it is on the disk for certain
     * @param covered up to where the file's lines are in it
     */
    record Head(ToldKey of, ToldKey boot, long covered, long entries) {
        boolean isFull() {
            return entries >= FULL;
        }
    }

    /** A line's place in its file. */
    record Place(long offset, int length) {}

    /**
     * @param table open for reading and writing
     */
    ToldIndex(FileChannel table) {
        this.table = table;
    }

    /**
     * @throws DamagedIndexException if it has none, or not a whole one
     */
    Head head() throws IOException {
        if (table.size() < LENGTH) {
            throw new DamagedIndexException("too short");
        }
        ByteBuffer bytes = read(0, HEAD);
        if (bytes.getLong() != MAGIC) {
            throw new DamagedIndexException("no head");
        }
        Head head = new Head(key(bytes), key(bytes), bytes.getLong(), bytes.getLong());
        if (bytes.getInt() != sum(bytes, HEAD - Integer.BYTES * 2)) {
            throw new DamagedIndexException("head");
        }
        return head;
    }

    /** Begins an empty one. */
    void begin(Head head) throws IOException {
        write(ByteBuffer.allocate(1), LENGTH - 1);
        write(head);
    }

    void write(Head head) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(HEAD).putLong(MAGIC);
        put(head.of(), bytes);
        put(head.boot(), bytes);
        bytes.putLong(head.covered()).putLong(head.entries());
        bytes.putInt(sum(bytes, HEAD - Integer.BYTES * 2));
        write(bytes.clear(), 0);
    }

    /** From here on what is put stays in memory until it is {@linkplain #store stored}: for many at once. */
    void load() throws IOException {
        image = read(0, (int) LENGTH).array();
    }

    /** Ends what {@link #load} began. What is empty is left out, so that it takes no room on the disk. */
    void store() throws IOException {
        byte[] loaded = image;
        image = null;
        for (int from = 0; from < loaded.length; from += PAGE) {
            int to = Math.min(loaded.length, from + PAGE);
            if (Arrays.mismatch(loaded, from, to, EMPTY, 0, to - from) >= 0) {
                write(ByteBuffer.wrap(Arrays.copyOfRange(loaded, from, to)), from);
            }
        }
    }

    /** Waits until all of it is on the disk. */
    void force() throws IOException {
        table.force(false);
    }

    /**
     * @throws DamagedIndexException if something on the way is no record
     */
    Optional<Place> find(ToldKey key) throws IOException {
        return Optional.ofNullable(slot(key).place());
    }

    /** Gives the line its place, or takes it from an earlier line; answers how many more there are now. */
    int put(ToldKey key, Place place) throws IOException {
        Slot slot = slot(key);
        ByteBuffer bytes = ByteBuffer.allocate(RECORD);
        put(key, bytes);
        bytes.putLong(place.offset()).putInt(place.length());
        bytes.putInt(sum(bytes, RECORD - Integer.BYTES));
        write(bytes.clear(), HEAD + (long) slot.number() * RECORD);
        return slot.place() == null ? 1 : 0;
    }

    /** Where a key has its record, or would have it. */
    private record Slot(int number, Place place) {}

    private Slot slot(ToldKey key) throws IOException {
        int first = (int) (key.low() & SLOTS - 1);
        for (int tried = 0; tried < SLOTS; ) {
            int from = first + tried & SLOTS - 1;
            int count = Math.min(BLOCK, SLOTS - from);
            ByteBuffer block = read(HEAD + (long) from * RECORD, count * RECORD);
            for (int i = 0; i < count; i++) {
                int start = i * RECORD;
                ToldKey found = key(block.position(start));
                Place place = new Place(block.getLong(), block.getInt());
                if (place.length() == 0 && found.isSame(ToldKey.NONE)) {
                    return new Slot(from + i, null);
                }
                if (block.getInt() != sum(block, start, RECORD - Integer.BYTES)) {
                    throw new DamagedIndexException("record");
                }
                if (found.isSame(key)) {
                    return new Slot(from + i, place);
                }
            }
            tried += count;
        }
        throw new DamagedIndexException("full");
    }

    private ByteBuffer read(long at, int length) throws IOException {
        if (image != null) {
            return ByteBuffer.wrap(Arrays.copyOfRange(image, (int) at, (int) at + length));
        }
        ByteBuffer bytes = ByteBuffer.allocate(length);
        while (bytes.hasRemaining()) {
            if (table.read(bytes, at + bytes.position()) < 0) {
                throw new DamagedIndexException("too short");
            }
        }
        return bytes.flip();
    }

    private void write(ByteBuffer bytes, long at) throws IOException {
        if (image != null) {
            bytes.get(image, (int) at, bytes.remaining());
            return;
        }
        while (bytes.hasRemaining()) {
            if (table.write(bytes, at + bytes.position()) < 0) {
                throw new EOFException();
            }
        }
    }

    private int sum(ByteBuffer bytes, int length) {
        return sum(bytes, 0, length);
    }

    private int sum(ByteBuffer bytes, int start, int length) {
        crc.reset();
        crc.update(bytes.array(), start, length);
        return (int) crc.getValue();
    }

    private static ToldKey key(ByteBuffer bytes) {
        return new ToldKey(bytes.getLong(), bytes.getLong());
    }

    private static void put(ToldKey key, ByteBuffer bytes) {
        bytes.putLong(key.high()).putLong(key.low());
    }

    @Override
    public void close() throws IOException {
        table.close();
    }
}
