package io.github.ylhcancel.process;

import io.github.ylhcancel.Main;
import io.github.ylhcancel.base.Checkpoint;
import io.github.ylhcancel.base.Interrupt;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** The program, except that it stops for ever at one of its checkpoints, where a test can kill it. */
final class CrashingMain {
    private CrashingMain() {}

    /**
     * @param arguments the checkpoint, a file to be made when it is reached, and what the program gets
     */
    public static void main(String[] arguments) {
        Checkpoint deadly = Checkpoint.valueOf(arguments[0]);
        Path reached = Path.of(arguments[1]);
        Main.run(
                List.of(arguments).subList(2, arguments.length),
                Main.standardTerminal(System.getenv()),
                Clock.systemUTC(),
                new Interrupt(),
                checkpoint -> {
                    if (checkpoint == deadly) {
                        stopForEver(reached);
                    }
                });
    }

    private static synchronized void mark(Path reached) throws IOException {
        if (!Files.exists(reached)) {
            Files.createFile(reached);
        }
    }

    private static void stopForEver(Path reached) {
        try {
            // Where several deliveries are on their way, several may get here.
            mark(reached);
            new CountDownLatch(1).await();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
