package io.github.ylhcancel.schema;

import java.util.ArrayList;
import java.util.List;

/** A list as a configuration says it: words with commas between them, {@code \\,} for a comma that belongs to a word. */
final class WordList {
    private WordList() {}

    /** Its words without the blanks around them, in their order; one of them may be empty. */
    static List<String> of(String text) {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\' && text.startsWith(",", i + 1)) {
                word.append(',');
                i++;
            } else if (c == ',') {
                words.add(word.toString().strip());
                word.setLength(0);
            } else {
                word.append(c);
            }
        }
        words.add(word.toString().strip());
        return words;
    }
}
