package io.github.ylhcancel.config;

import io.github.ylhcancel.base.EditDistance;
import io.github.ylhcancel.schema.MappingKeys;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Every name that sets something, in a file or in the environment, and which of them a misspelt one was meant to be. */
final class Names {
    /** The variable that names the configuration file. */
    static final String CONFIG = "YLH_CONFIG";

    /** Those that the launcher takes for itself. */
    private static final List<String> LAUNCHERS = List.of("YLH_JAVA_OPTS", "YLH_CDS");

    /** Less than {@link EditDistance#NEAR}: the environment has other programs' variables too, whose names may only look like ours. */
    private static final int NEAR_VARIABLE = 2;

    /** Who leaves out the beginning of a key may mistype one letter of the rest. */
    private static final int BEGINNING = 2;

    /** What keys were called once, each with its name of today. They set nothing any more, and are suggested the new one. */
    private static final Map<String, Key> FORMER = Map.of("schema", Key.SCHEMA_PRESET);

    private Names() {}

    /** Whether a variable is one of those that set no key. */
    static boolean setsNoKey(String variable) {
        return variable.equals(CONFIG) || LAUNCHERS.contains(variable);
    }

    static Optional<String> nearKey(String name) {
        String small = name.toLowerCase(Locale.ROOT);
        if (FORMER.containsKey(small)) {
            return Optional.of(FORMER.get(small).toString());
        }
        Stream<String> keys = Stream.concat(keys(), MappingKeys.all().stream().map(key -> MappingSetting.PREFIX + key));
        return EditDistance.nearest(keys, EditDistance.NEAR, key -> distance(small, key));
    }

    private static int distance(String name, String key) {
        String bare = key.substring(key.indexOf('.') + 1);
        return Math.min(EditDistance.between(name, key), BEGINNING + EditDistance.between(name, bare));
    }

    static Optional<String> nearVariable(String variable) {
        Optional<String> renamed = FORMER.entrySet().stream()
                .filter(former -> Key.environmentName(former.getKey()).equals(variable))
                .map(former -> former.getValue().environmentName())
                .findFirst();
        return renamed.or(
                () -> EditDistance.nearest(variables(), NEAR_VARIABLE, known -> EditDistance.between(variable, known)));
    }

    private static Stream<String> variables() {
        Stream<String> ours = Stream.concat(LAUNCHERS.stream(), Stream.of(CONFIG));
        Stream<String> mapping = MappingKeys.all().stream().map(MappingSetting::environmentName);
        return Stream.of(keys().map(Key::environmentName), mapping, ours).flatMap(names -> names);
    }

    private static Stream<String> keys() {
        return Arrays.stream(Key.values())
                .flatMap(key -> key.isSecret() ? Stream.of(key.toString(), key.fileKey()) : Stream.of(key.toString()));
    }
}
