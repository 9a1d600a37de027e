package io.github.ylhcancel.callback;

import io.github.ylhcancel.http.Answer;
import io.github.ylhcancel.http.Answering;
import java.util.concurrent.atomic.AtomicBoolean;

/** Somebody who waits for the answer to a callback, and is answered once. */
final class Waiting {
    private final Answering answering;
    private final ListenTally tally;
    private final AtomicBoolean answered = new AtomicBoolean();

    Waiting(Answering answering, ListenTally tally) {
        this.answering = answering;
        this.tally = tally;
    }

    /**
     * @param word under which it is counted
     */
    void answer(Answer answer, String word) {
        if (answered.compareAndSet(false, true)) {
            tally.add(word);
            answering.answer(answer);
        }
    }

    boolean isAnswered() {
        return answered.get();
    }
}
