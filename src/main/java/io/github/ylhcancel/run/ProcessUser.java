package io.github.ylhcancel.run;

import io.github.ylhcancel.base.Text;
import io.github.ylhcancel.domain.OsUser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Finds out whose process this is: from the kernel, by number, since the environment and Java's properties say whatever the user
 * wants. No other process is started for it.
 */
final class ProcessUser {
    private static final int ROOT = 0;
    /** What the kernel says of a process that no login led to. */
    private static final long NO_LOGIN = 0xFFFF_FFFFL;

    private final Path self;
    private final Path homesOfLogins;
    private final Path accounts;

    /**
     * @param self what the kernel says of this process
     * @param homesOfLogins has a folder for each account that is logged in to, with its number for a name
     * @param accounts the list of local ones
     */
    ProcessUser(Path self, Path homesOfLogins, Path accounts) {
        this.self = self;
        this.homesOfLogins = homesOfLogins;
        this.accounts = accounts;
    }

    static ProcessUser ofThisProcess() {
        return new ProcessUser(Path.of("/proc/self"), Path.of("/run/user"), Path.of("/etc/passwd"));
    }

    OsUser find() {
        String name = id().map(this::name).orElseGet(ProcessUser::nameAccordingToJava);
        Optional<String> login =
                number(read("loginuid")).filter(id -> id != NO_LOGIN).map(this::name);
        return new OsUser(name, login.filter(other -> !other.equals(name)));
    }

    boolean isRoot() {
        return id().filter(id -> id == ROOT).isPresent();
    }

    /** The real one, which a program with other rights than its user's does not change. */
    private Optional<Long> id() {
        return read("status")
                .lines()
                .filter(line -> line.startsWith("Uid:"))
                .findFirst()
                .flatMap(line -> number(line.substring(4).strip().split("\\s")[0]));
    }

    private static Optional<Long> number(String text) {
        String digits = text.strip();
        return digits.matches("\\d{1,10}") ? Optional.of(Long.valueOf(digits)) : Optional.empty();
    }

    private String read(String file) {
        try {
            return Files.readString(self.resolve(file));
        } catch (IOException e) {
            return "";
        }
    }

    /** Who owns something there tells his name even where the accounts are kept on another machine. */
    private String name(long id) {
        String name = Stream.of(self, homesOfLogins.resolve(String.valueOf(id)))
                .flatMap(path -> owner(path, id).stream())
                .findFirst()
                .or(() -> listed(id))
                .orElseGet(() -> String.valueOf(id));
        return shown(name);
    }

    private static Optional<String> owner(Path path, long id) {
        try {
            boolean isHis = Integer.toUnsignedLong((Integer) Files.getAttribute(path, "unix:uid")) == id;
            return isHis ? Optional.of(Files.getOwner(path).getName()) : Optional.empty();
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private Optional<String> listed(long id) {
        List<String> lines;
        try {
            lines = Files.readAllLines(accounts);
        } catch (IOException e) {
            return Optional.empty();
        }
        return lines.stream()
                .map(line -> line.split(":"))
                .filter(fields -> fields.length > 2 && fields[2].equals(String.valueOf(id)) && !fields[0].isEmpty())
                .map(fields -> fields[0])
                .findFirst();
    }

    /** Where there is no such kernel. Java says "?" of a number that has no name. */
    private static String nameAccordingToJava() {
        String name = System.getProperty("user.name", "?");
        return shown(name.equals("?") || name.isBlank() ? "unknown" : name);
    }

    private static String shown(String name) {
        return Text.line(name, OsUser.LENGTH - 1);
    }
}
