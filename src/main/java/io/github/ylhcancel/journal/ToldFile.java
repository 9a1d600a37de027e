package io.github.ylhcancel.journal;

import io.github.ylhcancel.domain.ToldRequest;
import io.github.ylhcancel.files.TrustedFile;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

/** A journal's file, read from its first line to its last. */
public final class ToldFile {
    private ToldFile() {}

    /**
     * Hands each line on, one at a time.
     *
     * @return how many lines there are that cannot be read
     * @throws io.github.ylhcancel.domain.RefusedFile if somebody else could have written it
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
