package io.github.ylhcancel.journal;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;

/** What the journal's files are called: {@code told.ndjson}, and the old ones {@code told.ndjson.1}, {@code told.ndjson.2} and so on. */
public final class ToldFiles {
    private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]{0,8}");

    private ToldFiles() {}

    /** Those that are there, the oldest first. */
    public static List<Path> old(Path file) throws IOException {
        String prefix = file.getFileName() + ".";
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> folder = Files.newDirectoryStream(file.getParent())) {
            for (Path one : folder) {
                String name = one.getFileName().toString();
                if (name.startsWith(prefix)
                        && NUMBER.matcher(name.substring(prefix.length())).matches()) {
                    found.add(one);
                }
            }
        }
        found.sort(Comparator.comparingInt(ToldFiles::number));
        return found;
    }

    static Path old(Path file, int number) {
        return file.resolveSibling(file.getFileName() + "." + number);
    }

    static int number(Path old) {
        String name = old.getFileName().toString();
        return Integer.parseInt(name.substring(name.lastIndexOf('.') + 1));
    }

    static Path indexOf(Path file) {
        return file.resolveSibling(file.getFileName() + ".index");
    }

    static Path lockOf(Path file) {
        return file.resolveSibling(file.getFileName() + ".lock");
    }
}
