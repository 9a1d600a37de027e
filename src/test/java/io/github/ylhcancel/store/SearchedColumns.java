package io.github.ylhcancel.store;

import io.github.ylhcancel.schema.ShopSchema;
import io.github.ylhcancel.schema.ShopTable;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** By which columns of a shop the statements of the program find rows: what their templates compare with a parameter or another row. */
final class SearchedColumns {
    /** A comparison with a word of the shop only sorts out what another one has found. */
    private static final Pattern COMPARISON = Pattern.compile("\\{(?:\\w+:)?(\\w+\\.\\w+)}"
            + "\\s*(=|<=?|>=?|IN)(?!>)\\s*"
            + "(?:\\?|:\\w|\\(:\\w+\\)|ANY|\\w+\\.\\w|\\{(?!status\\.|value\\.|all ))");
    /** What an UPDATE writes looks like a comparison. */
    private static final Pattern ASSIGNMENTS = Pattern.compile("\\bSET\\b.*?(?=\\bWHERE\\b|$)", Pattern.DOTALL);

    private SearchedColumns() {}

    /**
     * A column under its names in a mapping.
     *
     * @param exactly whether a value is looked for, and not a range of them
     */
    record Searched(ShopTable table, String column, boolean exactly) implements Comparable<Searched> {
        @Override
        public int compareTo(Searched other) {
            return toString().compareTo(other.toString());
        }

        @Override
        public String toString() {
            return table.key() + "." + column + (exactly ? "" : " (a range)");
        }
    }

    /** Of every template that a class of the program has as a constant. */
    static Set<Searched> ofTheProgram() throws IOException, URISyntaxException, ReflectiveOperationException {
        Set<Searched> searched = new TreeSet<>();
        for (String template : templates().values()) {
            searched.addAll(of(template));
        }
        return searched;
    }

    /** Every text that a class of the program has as a constant, by the names of both. */
    static Map<String, String> templates() throws IOException, URISyntaxException, ReflectiveOperationException {
        Path classes = Path.of(ShopSchema.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        Map<String, String> templates = new TreeMap<>();
        try (Stream<Path> files = Files.walk(classes)) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".class")).toList()) {
                String name = classes.relativize(file).toString().replaceAll("\\.class$", "");
                for (Field field : Class.forName(name.replace('/', '.')).getDeclaredFields()) {
                    if (field.getType() == String.class && Modifier.isStatic(field.getModifiers())) {
                        field.setAccessible(true);
                        templates.put(
                                field.getDeclaringClass().getSimpleName() + "." + field.getName(),
                                String.valueOf(field.get(null)));
                    }
                }
            }
        }
        return templates;
    }

    static Set<Searched> of(String template) {
        Set<Searched> searched = new TreeSet<>();
        Matcher comparison = COMPARISON.matcher(ASSIGNMENTS.matcher(template).replaceAll(""));
        while (comparison.find()) {
            String[] name = comparison.group(1).split("\\.");
            boolean exactly = comparison.group(2).matches("=|IN");
            ShopTable.ofKey(name[0]).ifPresent(table -> searched.add(new Searched(table, name[1], exactly)));
        }
        return searched;
    }
}
