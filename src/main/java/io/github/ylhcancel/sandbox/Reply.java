package io.github.ylhcancel.sandbox;

import io.github.ylhcancel.http.Answer;
import io.github.ylhcancel.http.Answering;
import java.util.Map;
import java.util.OptionalInt;

/** What goes back over the connection. */
sealed interface Reply {
    /** Empty if no byte is sent at all. */
    OptionalInt status();

    void sendTo(Answering answering);

    /** A complete answer. */
    record Whole(int code, Map<String, String> headers, byte[] body) implements Reply {
        @Override
        public OptionalInt status() {
            return OptionalInt.of(code);
        }

        @Override
        public void sendTo(Answering answering) {
            answering.answer(answer());
        }

        private Answer answer() {
            return new Answer(code, headers, body);
        }
    }

    /** Promises the length of the whole answer but sends half of it, and cuts the connection. */
    record Cut(Whole whole) implements Reply {
        @Override
        public OptionalInt status() {
            return whole.status();
        }

        @Override
        public void sendTo(Answering answering) {
            answering.half(whole.answer());
        }
    }

    /** Nothing: the connection is dropped. */
    record Dropped() implements Reply {
        @Override
        public OptionalInt status() {
            return OptionalInt.empty();
        }

        @Override
        public void sendTo(Answering answering) {
            answering.nothing();
        }
    }
}
