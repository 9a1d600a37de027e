package io.github.ylhcancel.http;

/** The way back of one request. It is used once, by any thread, and never waits for the client. */
public interface Answering {
    void answer(Answer answer);

    /** Promises the whole answer, sends half of its body, and cuts the connection. */
    void half(Answer answer);

    /** Cuts the connection and says nothing. */
    void nothing();
}
