package io.github.ylhcancel.testing;

import io.github.ylhcancel.base.Message;
import io.github.ylhcancel.base.UserError;
import io.github.ylhcancel.output.Texts;
import java.time.ZoneOffset;
import java.util.Optional;

/** Messages as the program prints them. */
public final class Sentences {
    private static final Texts TEXTS = Texts.in("en", ZoneOffset.UTC);

    private Sentences() {}

    public static String english(Message message) {
        return TEXTS.of(message);
    }

    public static String english(UserError error) {
        return english(error.text());
    }

    /** {@code right} when there is no message, so that a table can say so in its own column. */
    public static String english(Optional<Message> problem) {
        return problem.map(Sentences::english).orElse("right");
    }
}
