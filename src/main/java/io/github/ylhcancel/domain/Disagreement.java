package io.github.ylhcancel.domain;

import io.github.ylhcancel.base.Message;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * One order about which two sides say different things.
 *
 * @param shop what the shop's tables or the tool's record of them say
 * @param other what the other side says: YLH as far as we know, a journal, or the other book
 * @param since since when, as far as it is known
 * @param next what a person does about it, or what happens by itself, in one sentence
 * @param details what scripts want to know besides, by keys that never change
 */
public record Disagreement(
        DisagreementKind kind,
        RowKey orderKey,
        String orderNumber,
        Optional<String> soId,
        Message shop,
        Message other,
        Optional<Instant> since,
        Repair repair,
        Optional<Message> next,
        Map<String, String> details) {
    public Disagreement {
        details = Collections.unmodifiableMap(new TreeMap<>(details));
    }

    /** The same where its kind says already what a person does about it. */
    public Disagreement(
            DisagreementKind kind,
            RowKey orderKey,
            String orderNumber,
            Optional<String> soId,
            Message shop,
            Message other,
            Optional<Instant> since,
            Repair repair,
            Map<String, String> details) {
        this(kind, orderKey, orderNumber, soId, shop, other, since, repair, Optional.empty(), details);
    }
}
