package io.github.ylhcancel.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** The configurations that the manual on a shop's own tables shows. */
public final class ManualExample {
    private static final Pattern EXAMPLE = Pattern.compile("```properties\n(.*?)```", Pattern.DOTALL);

    private ManualExample() {}

    public static List<String> all() {
        return in(manual());
    }

    /** The first under a heading. */
    public static String under(String heading) {
        String manual = manual();
        int at = manual.indexOf("\n## " + heading + "\n");
        if (at < 0) {
            throw new AssertionError("the manual has no heading " + heading);
        }
        return in(manual.substring(at)).get(0);
    }

    /** The lines of one that are about the shop's tables. */
    public static String[] mapping(String example) {
        return example.lines().filter(line -> line.startsWith("schema.")).toArray(String[]::new);
    }

    private static List<String> in(String text) {
        return EXAMPLE.matcher(text).results().map(found -> found.group(1)).toList();
    }

    private static String manual() {
        try {
            return Files.readString(Path.of("docs/schema-mapping.md"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
