package io.github.ylhcancel.launcher;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import javax.tools.ToolProvider;

/**
 * A copy of the launcher with another program in the place of ylh, which does and tells what a test asks of it by its
 * first argument.
 */
record Installation(Path home) {
    private static final String PROGRAM = """
            package io.github.ylhcancel;

            import java.io.FileDescriptor;
            import java.io.FileOutputStream;
            import java.io.PrintStream;
            import java.nio.charset.StandardCharsets;

            public final class Main {
                public static void main(String[] arguments) throws Exception {
                    PrintStream out =
                            new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
                    switch (arguments.length == 0 ? "" : arguments[0]) {
                        case "exit" -> System.exit(Integer.parseInt(arguments[1]));
                        case "copy" -> {
                            System.in.transferTo(System.out);
                            System.out.flush();
                            System.err.print("copied");
                        }
                        case "create" -> java.nio.file.Files.createFile(java.nio.file.Path.of(arguments[1]));
                        case "wait" -> {
                            out.println("waiting as " + ProcessHandle.current().pid());
                            Thread.sleep(60_000);
                        }
                        case "properties" -> {
                            System.getProperties().forEach((name, value) -> out.println(name + "=" + value));
                            out.println("max-heap-mb=" + Runtime.getRuntime().maxMemory() / 1024 / 1024);
                        }
                        default -> out.print(String.join("\\0", arguments));
                    }
                }
            }
            """;

    private static final String REHEARSAL = """
            package io.github.ylhcancel;

            import java.nio.file.Files;
            import java.nio.file.Path;

            public final class Rehearsal {
                public static void main(String[] arguments) throws Exception {
                    Path target = Path.of(Main.class.getProtectionDomain().getCodeSource().getLocation().toURI())
                            .getParent();
                    Files.writeString(target.resolve("rehearsed"),
                            System.getenv() + " " + System.getProperty("user.home") + " " + System.in.read());
                    Main.main(new String[] {"properties"});
                }
            }
            """;

    private static final Map<String, byte[]> CLASSES =
            compile(Map.of("Main.java", PROGRAM, "Rehearsal.java", REHEARSAL));

    static Installation at(Path home) {
        Installation installation = withoutProgram(home);
        installation.writeJar(installation.jar());
        return installation;
    }

    static Installation withoutProgram(Path home) {
        try {
            Files.createDirectories(home.resolve("bin"));
            Files.copy(Path.of("bin/ylh"), home.resolve("bin/ylh"));
            return new Installation(home);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path launcher() {
        return home.resolve("bin/ylh");
    }

    Path jar() {
        return home.resolve("target/ylh-cancel.jar");
    }

    /** Where the rehearsal for a class archive leaves what it saw of its environment. */
    Path rehearsed() {
        return home.resolve("target/rehearsed");
    }

    void writeJar(Path file) {
        try {
            Files.createDirectories(file.getParent());
            try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(file))) {
                for (Map.Entry<String, byte[]> compiled : CLASSES.entrySet()) {
                    jar.putNextEntry(new JarEntry(compiled.getKey()));
                    jar.write(compiled.getValue());
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** In a folder of its own, as other JVMs run tests at the same time. */
    private static Map<String, byte[]> compile(Map<String, String> sources) {
        try {
            Path folder = Files.createTempDirectory("launched-by-tests");
            List<String> arguments = new ArrayList<>(List.of("--release", "17", "-d", folder.toString()));
            for (Map.Entry<String, String> source : sources.entrySet()) {
                arguments.add(Files.writeString(folder.resolve(source.getKey()), source.getValue())
                        .toString());
            }
            int code = ToolProvider.getSystemJavaCompiler().run(null, null, null, arguments.toArray(String[]::new));
            if (code != 0) {
                throw new IllegalStateException("the program of the launcher's tests does not compile");
            }
            Map<String, byte[]> classes = new LinkedHashMap<>();
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    if (file.toString().endsWith(".class")) {
                        classes.put(folder.relativize(file).toString(), Files.readAllBytes(file));
                    }
                    Files.delete(file);
                }
            }
            return classes;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
