package io.github.ylhcancel.output;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ylhcancel.base.ExitCode;
import io.github.ylhcancel.base.Message;
import io.github.ylhcancel.config.Key;
import io.github.ylhcancel.domain.Alert;
import io.github.ylhcancel.domain.DeliveryState;
import io.github.ylhcancel.domain.EventKind;
import io.github.ylhcancel.domain.Hold;
import io.github.ylhcancel.domain.LookupBy;
import io.github.ylhcancel.domain.SkippedOrder;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class TextsTest {
    private static final Path SOURCES = Path.of("src/main/java");
    private static final Pattern KEY = Pattern.compile("\"([a-z][a-z0-9-]*(?:\\.[a-z0-9-]+)+)\"");
    private static final Properties ENGLISH = catalogue("en");
    private static final Properties CHINESE = catalogue("zh");

    @Test
    void bothLanguagesHaveTheSameKeys() {
        assertThat(CHINESE.stringPropertyNames()).containsExactlyInAnyOrderElementsOf(ENGLISH.stringPropertyNames());
    }

    @Test
    void bothLanguagesFillInTheSamePlaces() {
        for (String key : ENGLISH.stringPropertyNames()) {
            assertThat(places(CHINESE.getProperty(key))).as(key).isEqualTo(places(ENGLISH.getProperty(key)));
        }
    }

    /** A literal that starts like a group of keys is taken for a key. */
    @Test
    void everyKeyInTheSourcesHasItsText() throws IOException {
        Set<String> groups = ENGLISH.stringPropertyNames().stream()
                .map(key -> key.substring(0, Math.max(0, key.indexOf('.'))))
                .collect(Collectors.toSet());
        Set<String> settings = Arrays.stream(Key.values()).map(Key::toString).collect(Collectors.toSet());

        assertThat(literals()
                        .filter(literal -> groups.contains(literal.substring(0, literal.indexOf('.'))))
                        .filter(literal -> !settings.contains(literal) && !literal.endsWith(".properties"))
                        .filter(literal -> Arrays.stream(EventKind.values())
                                .noneMatch(kind -> kind.word().equals(literal)))
                        .filter(literal ->
                                !literal.matches("ylh\\.(tty\\..*|etc|cwd-gone|home)") && !literal.endsWith("-"))
                        .collect(Collectors.toSet()))
                .hasSizeGreaterThan(100)
                .isSubsetOf(ENGLISH.stringPropertyNames());
    }

    @Test
    void everyTextIsUsed() throws IOException {
        Set<String> used = literals().collect(Collectors.toCollection(TreeSet::new));
        Arrays.stream(DeliveryState.values()).forEach(state -> {
            used.add("state." + state);
            used.add("explain.delivery-" + state);
            used.add("cancel.sync." + state);
        });
        Arrays.stream(LookupBy.values()).forEach(by -> used.add("order.lookup." + by));
        Arrays.stream(ExitCode.values()).forEach(code -> used.add(code.meaning().key()));
        Arrays.stream(SkippedOrder.Reason.values()).forEach(why -> used.add("unpaid.left." + why.word()));
        Arrays.stream(Hold.values()).forEach(why -> used.add("next.held-" + why.word()));
        Stream.of(Hold.REFUNDED, Hold.PAID_SINCE, Hold.MONEY_UNKNOWN)
                .forEach(why -> used.add("undo.money-" + why.word()));
        Stream.of("alert.unknown", "doctor.unknown", "reconcile.unknown-kind")
                .forEach(unknown -> used.add(unknown + "-near"));
        Arrays.stream(Alert.values()).forEach(alert -> {
            used.add(alert.title().key());
            used.add(alert.remedy().key());
        });
        Stream.of(
                        "dead",
                        "held",
                        "partial",
                        "unknown",
                        "overdue",
                        "untold",
                        "unrefunded",
                        "callbacks",
                        "dead-events",
                        "sweep-failures")
                .forEach(want -> used.add("overview.want." + want));
        used.addAll(Set.of("overview.label.ylh", "overview.label.next"));
        // So is the code of a reason.
        Pattern.compile("Because\\.of\\(\\s*\"([a-z-]+)\"|\"(put-back-[a-z-]+|swept|cancelled)\"")
                .matcher(read(SOURCES.resolve("io/github/ylhcancel/inspect/Explain.java")))
                .results()
                .forEach(code -> used.add("explain." + (code.group(1) != null ? code.group(1) : code.group(2))));
        // The code of a callback is the end of its key.
        Stream.of("domain/CallbackRules", "store/Callbacks", "store/CallbackTransaction", "store/AppliedCallback")
                .map(type -> SOURCES.resolve("io/github/ylhcancel/" + type + ".java"))
                .flatMap(file -> Pattern.compile("\"([a-z]+(?:-[a-z]+)*)\"")
                        .matcher(read(file))
                        .results())
                .forEach(code -> used.add("callback." + code.group(1)));
        used.addAll(Set.of("callback.not-applied", "callback.supplier-confirmed"));
        used.addAll(Set.of("callback.supplier-failed", "callback.supplier-out-of-stock"));
        // Put together from parts where they are printed.
        used.addAll(Set.of("cancel.sync.none", "cancel.sync.untracked", "cancel.sync.would-tell"));
        used.addAll(Set.of("status.ylh-none", "status.ylh-none-cancelled", "status.ylh-untracked-cancelled"));

        assertThat(ENGLISH.stringPropertyNames().stream()
                        .filter(key -> !key.startsWith("status.label."))
                        .filter(key -> key.contains("."))
                        .filter(key -> !used.contains(key)))
                .isEmpty();
    }

    @Test
    void putsArgumentsAndNestedMessagesIntoTheirPlaces() {
        Texts texts = Texts.in("en", ZoneOffset.UTC);

        assertThat(texts.of(Message.of("config.unreadable", "a.properties", Message.of("file.missing"))))
                .isEqualTo("a.properties cannot be read: there is no such file");
    }

    @Test
    void showsTimesInTheZoneOfTheReader() {
        Texts texts = Texts.in("en", ZoneId.of("Asia/Shanghai"));
        Instant time = Instant.parse("2026-01-01T16:00:00Z");

        assertThat(texts.time(time)).isEqualTo("2026-01-02 00:00:00");
        assertThat(texts.iso(time)).isEqualTo("2026-01-02T00:00:00+08:00");
    }

    private static Stream<String> literals() throws IOException {
        try (Stream<Path> files = Files.walk(SOURCES)) {
            return files
                    .filter(file -> file.toString().endsWith(".java"))
                    .map(TextsTest::read)
                    .flatMap(text -> KEY.matcher(text).results().map(found -> found.group(1)))
                    .toList()
                    .stream();
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Set<String> places(String text) {
        return Pattern.compile("\\{\\d}")
                .matcher(text)
                .results()
                .map(found -> found.group())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Properties catalogue(String language) {
        Properties texts = new Properties();
        try (InputStream file =
                Texts.class.getResourceAsStream("/io/github/ylhcancel/texts_" + language + ".properties")) {
            texts.load(new InputStreamReader(file, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return texts;
    }
}
