package io.github.ylhcancel.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ylhcancel.base.UserError;
import io.github.ylhcancel.schema.MappingKeys;
import io.github.ylhcancel.testing.EmptyHome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** {@code config.example.properties} is the manual of the configuration; this keeps it complete and true. */
class ConfigExampleTest {
    private static final Path EXAMPLE = Path.of("config.example.properties");
    private static final Pattern SETTING = Pattern.compile("#([a-z][a-z.-]*) =(?: (.*))?");
    /** A name of the shop's; these keys are not all known beforehand, so they have tests of their own. */
    private static final Pattern MAPPING = Pattern.compile("#schema\\.(?!preset )([a-z._-]+) =(?: (.*))?");

    @RegisterExtension
    final EmptyHome home = new EmptyHome();

    @TempDir
    Path folder;

    /** One setting of the example, with the comment above it; a secret and its file stand under one comment. */
    record Entry(String key, String value, String comment) {
        boolean isMandatory() {
            return comment.contains("Mandatory");
        }

        boolean isFileOf(Key secret) {
            return secret.isSecret() && secret.fileKey().equals(key);
        }

        boolean isFile() {
            return Arrays.stream(Key.values()).anyMatch(this::isFileOf);
        }

        String line() {
            return key + " = " + value;
        }
    }

    private static List<Entry> entries() {
        List<Entry> entries = new ArrayList<>();
        for (String paragraph : text().split("\n\n")) {
            List<String> comment =
                    paragraph.lines().filter(line -> line.startsWith("# ")).toList();
            for (String line : paragraph.lines().toList()) {
                Matcher setting = SETTING.matcher(line);
                if (setting.matches() && !MAPPING.matcher(line).matches()) {
                    String value = Optional.ofNullable(setting.group(2)).orElse("");
                    entries.add(new Entry(setting.group(1), value, String.join("\n", comment)));
                }
            }
        }
        return entries;
    }

    private static Entry entry(Key key) {
        return entries().stream()
                .filter(entry -> entry.key().equals(key.toString()))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void everyKeyIsListedOnceAndNoOther() {
        Stream<String> keys = Arrays.stream(Key.values())
                .flatMap(key -> key.isSecret() ? Stream.of(key.toString(), key.fileKey()) : Stream.of(key.toString()));

        assertThat(entries()).extracting(Entry::key).containsExactlyInAnyOrderElementsOf(keys.toList());
    }

    @Test
    void everyNameThatCanBeMappedIsListedOnceAndOneOfEachOpenEndedKind() {
        List<String> keys = mapping().map(found -> found.group(1)).toList();
        List<String> beginnings = MappingKeys.openEnded();

        assertThat(keys).allMatch(MappingKeys::isKnown);
        assertThat(keys.stream().filter(key -> beginnings.stream().noneMatch(key::startsWith)))
                .containsExactlyInAnyOrderElementsOf(MappingKeys.all());
        assertThat(beginnings)
                .allSatisfy(beginning -> assertThat(keys.stream().filter(key -> key.startsWith(beginning)))
                        .hasSize(1));
    }

    @Test
    void theMappingCanBeLoadedWithEveryLineInForce() {
        String[] lines = mapping().map(found -> found.group().substring(1)).toArray(String[]::new);

        assertThat(ConfigFile.of(folder, lines).load().mappingSettings()).hasSameSizeAs(lines);
    }

    private static Stream<MatchResult> mapping() {
        return text().lines().map(MAPPING::matcher).filter(Matcher::matches).map(Matcher::toMatchResult);
    }

    @Test
    void everyLineIsACommentOrASettingThatIsCommentedOut() {
        assertThat(text().lines())
                .allSatisfy(line -> assertThat(line)
                        .matches("#|# .*|" + SETTING.pattern() + "|" + MAPPING.pattern() + "|")
                        .hasSizeLessThan(135));
    }

    @ParameterizedTest
    @EnumSource
    void whatIsShownIsTheDefaultUnlessTheKeyIsMandatory(Key key) {
        Entry entry = entry(key);

        if (entry.isMandatory()) {
            assertThat(key.byDefault()).isEmpty();
            assertThat(entry.value()).matches(".*(invented|INVENTED|ylh\\.example).*");
        } else {
            assertThat(entry.value()).isEqualTo(key.byDefault());
        }
    }

    @ParameterizedTest
    @EnumSource(
            mode = Mode.EXCLUDE,
            names = {"SOURCE_SYSTEM"})
    void isMarkedMandatoryWhenTheAccessToYlhNeedsIt(Key key) {
        Settings without = load(
                entry -> entry.isMandatory() && !entry.isFile() && !entry.key().equals(key.toString()));

        if (entry(key).isMandatory()) {
            assertThatThrownBy(without::ylhAccess).isInstanceOf(UserError.class);
        } else {
            assertThatCode(without::ylhAccess).doesNotThrowAnyException();
        }
    }

    /** Only an order with a so-id needs it, so it is asked for when such an order comes. */
    @Test
    void theSourceSystemIsMarkedMandatoryForTheOrdersThatNeedIt() {
        assertThat(entry(Key.SOURCE_SYSTEM).comment()).contains("Mandatory for orders that\n# have a so-id");
    }

    @Test
    void everySettingHasASentenceOrMoreAboveIt() {
        assertThat(entries())
                .allSatisfy(entry -> assertThat(entry.comment()).as(entry.key()).matches("(?s)# [A-Z].{20,}\\."));
    }

    @Test
    void theFileOfASecretStandsUnderTheSecret() {
        List<Entry> entries = entries();

        assertThat(Arrays.stream(Key.values()).filter(Key::isSecret))
                .isNotEmpty()
                .allSatisfy(secret -> assertThat(
                                entries.get(entries.indexOf(entry(secret)) + 1).isFileOf(secret))
                        .isTrue());
    }

    @Test
    void canBeLoadedAsItIsAndSetsNothing() {
        Settings settings = Settings.load(Optional.of(EXAMPLE), Map.of(), Map.of());

        assertThat(Key.values()).allMatch(settings::isDefault);
    }

    @Test
    void canBeLoadedWithEverySettingInForce() {
        Settings settings = load(entry -> !entry.isFile());

        assertThat(Key.values()).noneMatch(settings::isDefault);
        assertThatCode(settings::ylhAccess).doesNotThrowAnyException();
    }

    @Test
    void canBeLoadedWithEverySecretInAFileOfItsOwn() {
        new ConfigFile(folder.resolve("secret")).write("invented\n");
        Settings settings = load(entry -> !isSecret(entry));

        assertThat(Arrays.stream(Key.values()).filter(Key::isSecret))
                .allSatisfy(secret -> assertThat(settings.text(secret)).contains("invented"));
    }

    private static boolean isSecret(Entry entry) {
        return Key.of(entry.key()).filter(Key::isSecret).isPresent();
    }

    /** The example without the # before the chosen settings. What a -file names lies in the test's folder. */
    private Settings load(Predicate<Entry> chosen) {
        String[] lines = entries().stream()
                .filter(chosen)
                .map(entry -> entry.isFile() ? entry.key() + " = " + folder.resolve("secret") : entry.line())
                .toArray(String[]::new);
        return ConfigFile.of(folder, lines).load();
    }

    private static String text() {
        try {
            return Files.readString(EXAMPLE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
