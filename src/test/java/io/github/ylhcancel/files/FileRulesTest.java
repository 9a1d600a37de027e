package io.github.ylhcancel.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.github.ylhcancel.testing.AnotherUser;
import io.github.ylhcancel.testing.EmptyHome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which kind of file is opened in which surroundings. The folder of the test lies in {@code /tmp}, which is sticky. */
class FileRulesTest {
    private static final Map<Character, KindOfFile> LETTERS = Map.of(
            'C', KindOfFile.CONFIGURATION,
            'P', KindOfFile.CONFIGURATION_WITH_SECRET,
            'S', KindOfFile.SECRET,
            'L', KindOfFile.PLAN,
            'T', KindOfFile.TOKEN,
            'O', KindOfFile.LOG,
            'R', KindOfFile.RESULTS);

    @RegisterExtension
    final EmptyHome home = new EmptyHome();

    @TempDir
    Path folder;

    /** Each is a little shell: what is done to {@code d/f}, a file of mode 600 in a folder of mode 755, and which path is opened. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                // modes: C configuration, P the same with a secret, S secret, L plan, T token, O log, R results
                "chmod 600 d/f                             | d/f   | CPSLTOR | -",
                "chmod 400 d/f                             | d/f   | CPSLTOR | -",
                "chmod 640 d/f                             | d/f   | CPSLOR  | ignored",
                "chmod 440 d/f                             | d/f   | CPSLOR  | ignored",
                "chmod 644 d/f                             | d/f   | CLOR    | everybody can read it",
                "chmod 604 d/f                             | d/f   | CLOR    | everybody can read it",
                "chmod 602 d/f                             | d/f   | OR      | chmod go-w",
                "chmod 620 d/f                             | d/f   | OR      | chmod go-w",
                "chmod 622 d/f                             | d/f   | OR      | chmod go-w",
                "chmod 660 d/f                             | d/f   | OR      | chmod go-w",
                "chmod 666 d/f                             | d/f   | OR      | chmod go-w",
                // owners
                "chown other d/f                           | d/f   | R       | belongs to the user",
                "chown other d/f; chmod 644 d/f            | d/f   | R       | belongs to the user",
                "chown other d                             | d/f   | R       | belongs to the user",
                "chown other .                             | d/f   | R       | belongs to the user",
                // folders
                "chmod 777 d                               | d/f   | R       | chmod o-w",
                "chmod 777 .                               | d/f   | R       | chmod o-w",
                "chmod 775 d                               | d/f   | CPSLTOR | -",
                "chmod 1777 d                              | d/f   | CPSLTOR | -",
                "chmod 1777 d; chown other d/f             | d/f   | R       | belongs to the user",
                "chmod 1777 d; chown other d               | d/f   | R       | belongs to the user",
                "chmod 1777 d; link hard d/f d/g           | d/g   | R       | second name",
                "link hard d/f d/g                         | d/g   | CPSLTOR | -",
                // links
                "link l d/f                                | l     | CPSLOR  | ignored",
                "link l d                                  | l/f   | CPSLTOR | -",
                "link l d; chown other l                   | l/f   |         | belongs to the user",
                "link l d/f; chown other l                 | l     |         | belongs to the user",
                "mkdir e; chmod 777 e; link e/l ../d/f     | e/l   |         | chmod o-w",
                "mkdir e; chmod 777 e; link e/l ../d       | e/l/f |         | chmod o-w",
                "mkdir e; chown other e; link e/l ../d/f   | e/l   |         | belongs to the user",
                "mkdir e; chmod 1777 e; link e/l ../d/f    | e/l   | CPSLOR  | ignored",
                "mkdir e; chmod 777 e; link l e/m; link e/m ../d/f | l |     | chmod o-w",
                "mkdir e; chmod 777 e                      | e/../d/f | R    | chmod o-w",
                "link l d/gone                             | l     | O       | no such file",
                "link l d/gone; chown other l              | l     |         | belongs to the user",
                "link l m; link m l                        | l     |         | too many links",
                // as Kubernetes mounts a secret
                "chmod 1777 .; link data d; link f data/f  | f     | CPSLOR  | ignored",
            })
    void opensWhatNobodyElseCanChange(String arranged, String path, String opened, String why) throws IOException {
        for (KindOfFile kind : KindOfFile.values()) {
            Path own = Files.createDirectory(folder.resolve(kind.name()));
            Path file = Files.createDirectory(own.resolve("d")).resolve("f");
            kind.write(file);
            arrange("chmod 755 . d d/f; chmod 600 d/f; " + arranged, own);

            Map<Path, String> before = contents(own);
            Optional<String> refusal = kind.refusal(own.resolve(path));

            if (letters(opened).contains(kind)) {
                assertThat(refusal).as("%s, %s", kind, arranged).isEmpty();
            } else {
                assertThat(refusal)
                        .as("%s, %s", kind, arranged)
                        .hasValueSatisfying(
                                text -> assertThat(text).contains(kind == KindOfFile.TOKEN ? "ignored" : why));
                assertThat(contents(own)).as("%s, %s", kind, arranged).isEqualTo(before);
            }
        }
    }

    private static Map<Path, String> contents(Path folder) throws IOException {
        Map<Path, String> contents = new TreeMap<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.toList()) {
                contents.put(
                        file,
                        Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                                ? Files.readString(file)
                                : String.valueOf(Files.getAttribute(file, "unix:mode", LinkOption.NOFOLLOW_LINKS)));
            }
        }
        return contents;
    }

    private static Set<KindOfFile> letters(String opened) {
        Set<KindOfFile> kinds = EnumSet.noneOf(KindOfFile.class);
        if (opened != null) {
            opened.strip().chars().forEach(letter -> kinds.add(LETTERS.get((char) letter)));
        }
        return kinds;
    }

    private static void arrange(String commands, Path in) throws IOException {
        for (String command : commands.split(";")) {
            String[] words = command.strip().split(" ");
            Path last = in.resolve(words[words.length - 1]).normalize();
            switch (words[0]) {
                case "mkdir" -> Files.createDirectory(last);
                case "chown" -> {
                    assumeThat(AnotherUser.canGiveAway())
                            .as("only root gives files away")
                            .isTrue();
                    Files.setAttribute(last, "unix:uid", AnotherUser.ID, LinkOption.NOFOLLOW_LINKS);
                }
                case "chmod" -> {
                    for (int at = 2; at < words.length; at++) {
                        Files.setAttribute(
                                in.resolve(words[at]).normalize(), "unix:mode", Integer.parseInt(words[1], 8));
                    }
                }
                case "link" -> {
                    if (words[1].equals("hard")) {
                        Files.createLink(last, in.resolve(words[2]));
                    } else {
                        Files.createSymbolicLink(in.resolve(words[1]), Path.of(words[2]));
                    }
                }
                default -> throw new IllegalArgumentException(command);
            }
        }
    }
}
