package io.github.ylhcancel.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ylhcancel.base.EditDistance;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class KeyTest {
    /** What the launcher takes from the environment itself. */
    private static final List<String> LAUNCHERS = List.of("YLH_CDS", "YLH_JAVA_OPTS");

    /** The first seven are what the shop has set already. */
    @ParameterizedTest
    @CsvSource({
        "ylh.auth-url, YLH_AUTH_URL",
        "ylh.base-url, YLH_BASE_URL",
        "ylh.username, YLH_USERNAME",
        "ylh.password, YLH_PASSWORD",
        "ylh.client-id, YLH_CLIENT_ID",
        "ylh.client-secret, YLH_CLIENT_SECRET",
        "ylh.source-system, YLH_SOURCE_SYSTEM",
        "ylh.allow-insecure-http, YLH_ALLOW_INSECURE_HTTP",
        "ylh.retry.max, YLH_RETRY_MAX",
        "db.url, YLH_DB_URL",
        "callback.app-key, YLH_CALLBACK_APP_KEY",
        "callback.secret, YLH_CALLBACK_SECRET",
        "db.password, YLH_DB_PASSWORD",
        "cancel.reason, YLH_CANCEL_REASON",
        "schema.preset, YLH_SCHEMA_PRESET",
        "lang, YLH_LANG"
    })
    void theEnvironmentNamesAreThoseOfTheManual(String key, String name) {
        assertThat(Key.of(key)).map(Key::environmentName).contains(name);
    }

    @Test
    void noTwoKeysShareAnEnvironmentName() {
        Stream<String> files =
                Arrays.stream(Key.values()).filter(Key::isSecret).map(key -> Key.environmentName(key.fileKey()));
        Stream<String> keys = Arrays.stream(Key.values()).map(Key::environmentName);

        assertThat(Stream.of(files, keys, LAUNCHERS.stream()).flatMap(names -> names))
                .doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @EnumSource
    void isFoundByItsText(Key key) {
        assertThat(Key.of(key.toString())).contains(key);
    }

    @Test
    void everyKeyThatSoundsSecretIs() {
        assertThat(Arrays.stream(Key.values()).filter(Key::isSecret))
                .containsExactlyElementsOf(Arrays.stream(Key.values())
                        .filter(key -> key.toString().matches(".*(password|secret|app-key).*"))
                        .toList())
                .isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource({"abc, abc, 0", "abc, abd, 1", "abc, ab, 1", "abc, xabc, 1", "kitten, sitting, 3", "'', abc, 3"})
    void theDistanceBetweenTwoWordsIsTheNumberOfWrongLetters(String a, String b, int distance) {
        assertThat(EditDistance.between(a, b)).isEqualTo(distance);
        assertThat(EditDistance.between(b, a)).isEqualTo(distance);
    }
}
