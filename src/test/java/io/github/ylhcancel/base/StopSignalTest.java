package io.github.ylhcancel.base;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ylhcancel.base.StopSignal.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StopSignalTest {
    @TempDir
    Path folder;

    private final Interrupt interrupt = new Interrupt();

    @Test
    void nothingStopsTheRunUntilSomebodyWantsIt() throws IOException {
        StopSignal stop = new StopSignal(interrupt, Optional.of(folder.resolve("stop")));
        assertThat(stop.isRequested()).isFalse();

        Files.createFile(folder.resolve("stop"));

        assertThat(stop.isRequested()).isTrue();
        assertThat(stop.reason()).contains(Reason.STOP_FILE);
    }

    @Test
    void anInterruptStopsItWithAndWithoutAFile() {
        interrupt.request();

        assertThat(new StopSignal(interrupt).isRequested()).isTrue();
        StopSignal stop = new StopSignal(interrupt, Optional.of(folder.resolve("stop")));
        assertThat(stop.isRequested()).isTrue();
        assertThat(stop.reason()).contains(Reason.INTERRUPT);
    }

    @Test
    void staysStoppedWhenTheFileIsRemoved() throws IOException {
        Path file = Files.createFile(folder.resolve("stop"));
        StopSignal stop = new StopSignal(interrupt, Optional.of(file));
        stop.isRequested();

        Files.delete(file);

        assertThat(stop.isRequested()).isTrue();
        assertThat(stop.reason()).contains(Reason.STOP_FILE);
    }

    /** A run that was through before the file came has not been stopped by it. */
    @Test
    void aFileThatNobodyHasSeenIsNoReason() throws IOException {
        StopSignal stop = new StopSignal(interrupt, Optional.of(folder.resolve("stop")));
        stop.isRequested();

        Files.createFile(folder.resolve("stop"));

        assertThat(stop.reason()).isEmpty();
    }

    @Test
    void whateverHasTheNameCounts() throws IOException {
        Path folderOfThatName = Files.createDirectory(folder.resolve("stop"));
        Path danglingLink = Files.createSymbolicLink(folder.resolve("link"), folder.resolve("nothing"));

        assertThat(new StopSignal(interrupt, Optional.of(folderOfThatName)).isRequested())
                .isTrue();
        assertThat(new StopSignal(interrupt, Optional.of(danglingLink)).isRequested())
                .isTrue();
    }
}
