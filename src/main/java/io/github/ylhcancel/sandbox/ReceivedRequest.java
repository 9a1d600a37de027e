package io.github.ylhcancel.sandbox;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * One request as the sandbox remembers it. Only the names of headers are kept, and only requests to the cancel endpoint keep
 * their body: neither a password nor a token is ever in here.
 *
 * @param number counts all requests from 1, in the order in which they were decided
 * @param time when it arrived, as soon as its headers were there; requests that came almost at once may be numbered otherwise
 * @param path without the query
 * @param headerNames in lower case, sorted
 * @param contentType the value of that header
 * @param systemName the value of that header
 * @param body the bytes of a cancel request, empty for all others
 * @param soId the sub-order number, if the body could be read so far
 * @param applied whether the business side accepted it (or a token was issued); a repetition of an applied request counts too
 * @param fault what was done to it on purpose
 * @param status of the answer that it got, or will get after the latency; empty if the connection is dropped without one
 */
public record ReceivedRequest(
        long number,
        Instant time,
        Endpoint endpoint,
        String method,
        String path,
        List<String> headerNames,
        Optional<String> contentType,
        Optional<String> systemName,
        byte[] body,
        Optional<String> soId,
        boolean applied,
        Optional<Fault> fault,
        OptionalInt status) {

    /** A copy of the bytes. */
    @Override
    public byte[] body() {
        return body.clone();
    }

    /** The body read as UTF-8. */
    public String text() {
        return new String(body, StandardCharsets.UTF_8);
    }

    /** Whether the connection was dropped without an answer. */
    public boolean dropped() {
        return status.isEmpty();
    }
}
