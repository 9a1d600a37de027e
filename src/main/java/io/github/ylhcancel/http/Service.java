package io.github.ylhcancel.http;

import java.util.Optional;

/** What a server is for. Its methods are called by the server's few threads, so they wait for nothing. */
public interface Service {
    /** The answer to a request whose body nobody needs to read, or nothing. */
    default Optional<Answer> refuse(Head head) {
        return Optional.empty();
    }

    /**
     * The answer to a request that is refused for its size or form.
     *
     * @param status 411 without {@code Content-Length}, 413 for a body that is too long
     */
    default Answer refusal(int status) {
        return Answer.empty(status);
    }

    /** Answers now or later, from whichever thread. */
    void serve(Request request, Answering answering);
}
