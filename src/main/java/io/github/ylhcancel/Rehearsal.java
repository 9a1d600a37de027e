package io.github.ylhcancel;

import java.time.Duration;

/**
 * Runs the usual commands once, so that the JVM can note which classes they load.
 *
 * <p>The launcher makes its class archive from this run, on first use. It starts it in an empty directory that is also
 * {@code user.home} and {@code java.io.tmpdir} and is deleted afterwards, without a terminal, input or environment, and
 * reads neither its output nor its exit code: a rehearsal that stops half-way only makes a smaller archive.
 */
public final class Rehearsal {
    /** The user waits meanwhile; a rehearsal that takes this long hangs. */
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private Rehearsal() {}

    public static void main(String[] arguments) {
        giveUpAfter(LIMIT);
        Main.main(new String[] {"--version"});
    }

    private static void giveUpAfter(Duration limit) {
        Thread watch = new Thread(
                () -> {
                    try {
                        Thread.sleep(limit.toMillis());
                        Runtime.getRuntime().halt(1);
                    } catch (InterruptedException stopped) {
                        Thread.currentThread().interrupt();
                    }
                },
                "rehearsal-limit");
        watch.setDaemon(true);
        watch.start();
    }
}
