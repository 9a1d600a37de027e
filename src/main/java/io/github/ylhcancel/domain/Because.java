package io.github.ylhcancel.domain;

import io.github.ylhcancel.base.Message;
import java.time.Instant;
import java.util.Optional;

/**
 * One reason why something was done with an order, or was not.
 *
 * @param code the reason as a word, which never changes with language or wording
 * @param at since when, or until when, as the sentence says
 * @param runId the run that did it, if one did
 */
public record Because(String code, Message text, Optional<Instant> at, Optional<String> runId) {
    public static Because of(String code, Object... arguments) {
        return new Because(code, Message.of("explain." + code, arguments), Optional.empty(), Optional.empty());
    }

    public Because at(Instant time) {
        return new Because(code, text, Optional.of(time), runId);
    }

    public Because by(String run) {
        return new Because(code, text, at, Optional.of(run).filter(id -> !id.isEmpty()));
    }

    /** With the sentence of somebody else. */
    public static Because said(String code, Message sentence) {
        return new Because(code, sentence, Optional.empty(), Optional.empty());
    }
}
