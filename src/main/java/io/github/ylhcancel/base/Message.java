package io.github.ylhcancel.base;

import java.util.List;

/**
 * A sentence for the user, by its key in the text catalogue and its arguments; it becomes Chinese or English only where it is
 * printed, so that no rule and no statement needs to know the language.
 *
 * @param key the key in {@code texts_en.properties} and {@code texts_zh.properties}
 * @param arguments what fills {@code {0}}, {@code {1}} …; an argument may itself be a {@code Message}
 */
public record Message(String key, List<Object> arguments) {
    public static Message of(String key, Object... arguments) {
        return new Message(key, List.of(arguments));
    }
}
