package io.github.ylhcancel.base;

import java.nio.file.Path;
import java.util.Map;

/** Paths as people write them, and the folders that they begin at. */
public final class Paths {
    /** Debian's name for the home of those who have none. Nothing is there, and only root could make it. */
    private static final String NO_HOME = "/nonexistent";

    private static final String HOME_PROPERTY = "user.home";

    private Paths() {}

    /**
     * Makes {@code $HOME} the home for all of the process, database drivers included: Java itself only asks the passwd entry, and of
     * a user without one, as containers have, it says "?", which would be a folder in the folder at hand.
     */
    public static void settleHome(Map<String, String> environment) {
        String home = environment.get("HOME");
        if (!isAbsolute(home)) {
            home = System.getProperty(HOME_PROPERTY);
        }
        System.setProperty(HOME_PROPERTY, isAbsolute(home) ? home : NO_HOME);
    }

    private static boolean isAbsolute(String path) {
        return path != null && path.startsWith("/");
    }

    public static Path home() {
        return Path.of(System.getProperty(HOME_PROPERTY));
    }

    /** Where the configuration of all users is; packages for systems that keep it elsewhere say so with {@code -Dylh.etc}. */
    public static Path systemWide() {
        return Path.of(System.getProperty("ylh.etc", "/etc/ylh"));
    }

    /** A leading {@code ~/} is the user's home, and what is relative begins at {@code folder}. */
    public static Path resolve(Path folder, String path) {
        return path.startsWith("~/") ? home().resolve(path.substring(2)) : folder.resolve(path);
    }

    /**
     * What the command line or the environment names, which begins at the working folder.
     *
     * @throws UserError if that has been deleted, and the path needs it
     */
    public static Path inWorkingFolder(String path) {
        Path named = resolve(Path.of(""), path);
        // The launcher has started us elsewhere then, since Java does not start in a folder that is gone.
        if (!named.isAbsolute() && Boolean.getBoolean("ylh.cwd-gone")) {
            throw UserError.usage("file.no-working-folder", Text.shown(path));
        }
        return named;
    }
}
