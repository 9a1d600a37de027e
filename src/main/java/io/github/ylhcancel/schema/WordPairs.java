package io.github.ylhcancel.schema;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** What becomes of what, as a configuration says it: {@code init -> expired}, with commas between several. */
final class WordPairs {
    private static final String BECOMES = "->";

    private WordPairs() {}

    /** In their order; nothing if it is not said like that, or if one word is to become two. */
    static Optional<Map<String, String>> of(String text) {
        Map<String, String> pairs = new LinkedHashMap<>();
        for (String pair : WordList.of(text)) {
            int arrow = pair.indexOf(BECOMES);
            String from = arrow < 0 ? "" : pair.substring(0, arrow).strip();
            String to =
                    arrow < 0 ? "" : pair.substring(arrow + BECOMES.length()).strip();
            if (!MappingKeys.isWord(from) || !MappingKeys.isWord(to) || pairs.put(from, to) != null) {
                return Optional.empty();
            }
        }
        return Optional.of(pairs);
    }
}
