package io.github.ylhcancel.plan;

import io.github.ylhcancel.base.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * A file that is read twice, and the second time gives exactly the bytes of the first, or none. The first time each piece of it is
 * hashed, and the second time no byte of a piece is given before that piece has the same hash. So a file of any size needs neither
 * memory nor a copy, and whoever writes into it meanwhile achieves an error.
 *
 * <p>For one thread.
 */
final class HashedFile implements AutoCloseable {
    private static final int PIECE = 1 << 16;

    private final FileChannel channel;
    private final List<byte[]> pieces = new ArrayList<>();
    private String sha256;

    HashedFile(FileChannel channel) {
        this.channel = channel;
    }

    /** From the beginning to the end; what was not read of it yet is read by {@link #sha256}. */
    InputStream first() {
        return new Pieces() {
            private final MessageDigest whole = Sha256.digest();

            @Override
            boolean isUsable(int number, ByteBuffer piece) {
                if (!piece.hasRemaining()) {
                    sha256 = HexFormat.of().formatHex(whole.digest());
                    return false;
                }
                whole.update(piece.duplicate());
                pieces.add(hash(piece));
                return true;
            }
        };
    }

    /** What {@link #first} gave. */
    InputStream again() {
        return new Pieces() {
            @Override
            boolean isUsable(int number, ByteBuffer piece) {
                if (number == pieces.size()) {
                    return false;
                }
                if (!Arrays.equals(pieces.get(number), hash(piece))) {
                    throw new PlanFault("plan.why-changing");
                }
                return true;
            }
        };
    }

    /** Of all of its bytes, as {@code sha256sum} prints it; once the first reading has come to its end. */
    String sha256() {
        return sha256;
    }

    private static byte[] hash(ByteBuffer piece) {
        MessageDigest digest = Sha256.digest();
        digest.update(piece.duplicate());
        return digest.digest();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    /** The file from its beginning, piece by piece. */
    private abstract class Pieces extends InputStream {
        private final ByteBuffer piece = ByteBuffer.allocate(PIECE).limit(0);
        private int next;

        /** Whether there is anything to be read of it; asked once more, of an empty one, at the end. */
        abstract boolean isUsable(int number, ByteBuffer piece);

        private boolean isAtEnd() throws IOException {
            if (piece.hasRemaining()) {
                return false;
            }
            piece.clear();
            long start = (long) next * PIECE;
            while (piece.hasRemaining() && channel.read(piece, start + piece.position()) > 0) {
                // A file may come in parts.
            }
            piece.flip();
            if (isUsable(next, piece)) {
                next++;
                return false;
            }
            piece.limit(0);
            return true;
        }

        @Override
        public int read() throws IOException {
            return isAtEnd() ? -1 : piece.get() & 0xFF;
        }

        @Override
        public int read(byte[] into, int from, int most) throws IOException {
            if (most == 0) {
                return 0;
            }
            if (isAtEnd()) {
                return -1;
            }
            int count = Math.min(most, piece.remaining());
            piece.get(into, from, count);
            return count;
        }
    }
}
