package io.github.ylhcancel.testing;

import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A user without a passwd entry, as a container has that is started with {@code --user}. Only root can become one. */
public final class AnotherUser {
    public static final int ID = 54321;

    /** In front of a command that this user is to run. */
    public static final List<String> SETPRIV =
            List.of("setpriv", "--reuid=" + ID, "--regid=" + ID, "--clear-groups", "--");

    private AnotherUser() {}

    /** Skips a test where nobody can become another user, or that user could not read {@code needed}. */
    public static void assumeCanRead(Path needed) throws IOException {
        assumeThat(canGiveAway()).as("only root becomes another user").isTrue();
        Path setpriv = Path.of("/usr/bin/setpriv");
        assumeThat(setpriv).as("setpriv of util-linux").exists();
        assumeThat(ends("test", "-r", needed.toRealPath().toString()))
                .as("other users can read " + needed)
                .isZero();
    }

    /** Whether files can be made to belong to this user. */
    public static boolean canGiveAway() {
        return System.getProperty("user.name").equals("root");
    }

    /** Gives a folder and all that is in it to the user. */
    public static void own(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.toList()) {
                Files.setAttribute(file, "unix:uid", ID, LinkOption.NOFOLLOW_LINKS);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int ends(String... command) {
        try {
            List<String> all =
                    Stream.concat(SETPRIV.stream(), Stream.of(command)).toList();
            return new ProcessBuilder(all).start().waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
