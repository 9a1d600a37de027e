package io.github.ylhcancel.csv;

import io.github.ylhcancel.base.Message;
import java.time.ZoneOffset;

/** The sentences as the program prints them. */
final class Texts {
    private Texts() {}

    static String english(Message message) {
        return io.github.ylhcancel.output.Texts.in("en", ZoneOffset.UTC).of(message);
    }
}
