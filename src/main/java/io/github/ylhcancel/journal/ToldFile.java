package io.github.ylhcancel.journal;

import io.github.ylhcancel.domain.ToldRequest;
import io.github.ylhcancel.files.TrustedFile;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** A journal's file, read from its first line to its last. */
public final class ToldFile {
    private static final long END = 1 << 17;

    private ToldFile() {}

    /**
     * The last line that can be read; nothing where there is none among the last few hundred.
     *
     * @throws io.github.ylhcancel.base.RefusedFile if somebody else could have written it
     */
    public static Optional<ToldRequest> last(Path file) throws IOException {
        try (FileChannel channel = TrustedFile.open(file)) {
            List<ToldRequest> last = new ArrayList<>(1);
            new WholeLines(channel)
                    .read(
                            Math.max(0, channel.size() - END),
                            (text, offset, length) -> ToldLine.read(text).ifPresent(told -> {
                                last.clear();
                                last.add(told);
                            }));
            return last.stream().findFirst();
        }
    }

    /**
     * Hands each line on, one at a time.
     *
     * @return how many lines there are that cannot be read
     * @throws io.github.ylhcancel.base.RefusedFile if somebody else could have written it
     */
    public static int read(Path file, Consumer<ToldRequest> each) throws IOException {
        int unreadable = 0;
        try (FileChannel channel = TrustedFile.open(file);
                BufferedReader lines = new BufferedReader(Channels.newReader(channel, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                Optional<ToldRequest> told = ToldLine.read(line);
                told.ifPresent(each);
                unreadable += told.isEmpty() && !line.isBlank() ? 1 : 0;
            }
        }
        return unreadable;
    }
}
