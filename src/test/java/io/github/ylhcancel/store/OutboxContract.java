package io.github.ylhcancel.store;

import io.github.ylhcancel.db.Times;
import io.github.ylhcancel.domain.Cancellation;
import io.github.ylhcancel.testing.TestAccess;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;

/** An outbox with one cancellation, number 7, in the state that a test wants. */
abstract class OutboxContract extends StoreContract {
    static final String ME = "host:1:run-1";
    static final String OTHER = "host:2:run-2";

    Outbox outbox;

    @BeforeEach
    void openOutbox() {
        outbox = new Outbox(database, ME, "run-1", TestAccess.ACCOUNT, LEASE);
    }

    void given(String state) {
        shop.cancellation(7, 1, 1, state, LONG_AGO);
    }

    void givenSending(String owner, Instant until) {
        given("sending");
        shop.execute("UPDATE ylh_cancellation SET lease_owner = '" + owner + "', lease_until = '" + Times.column(until)
                + "', next_attempt_at = '" + Times.column(until) + "' WHERE id = 7");
    }

    Cancellation stored() {
        return new Cancellations(database).byId(7).orElseThrow();
    }
}
