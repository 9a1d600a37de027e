package io.github.ylhcancel.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ylhcancel.base.Message;
import io.github.ylhcancel.testing.Examples;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OrderLookupTest {
    private static final Order ORDER = Examples.order("paid", Optional.empty());

    @Test
    void oneIsTheOne() {
        assertThat(OrderLookup.of(List.of(ORDER), LookupBy.AUTO)).isEqualTo(new OrderLookup.Found(ORDER));
    }

    @Test
    void noneIsSaidWithWhatWasLookedFor() {
        assertThat(OrderLookup.of(List.of(), LookupBy.SO_ID))
                .isEqualTo(new OrderLookup.Missing(
                        Outcome.NOT_FOUND, Message.of("order.not-found", Message.of("order.lookup.so-id")), ""));
    }

    @Test
    void ofSeveralTheFirstAreNamed() {
        assertThat(OrderLookup.of(Collections.nCopies(7, ORDER), LookupBy.AUTO))
                .isEqualTo(new OrderLookup.Missing(
                        Outcome.AMBIGUOUS,
                        Message.of("order.ambiguous", 7, "A-1001, A-1001, A-1001, A-1001, A-1001"),
                        "A-1001, A-1001, A-1001, A-1001, A-1001"));
    }
}
