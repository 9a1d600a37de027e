package io.github.ylhcancel.ylh;

import io.github.ylhcancel.base.NanoClock;
import io.github.ylhcancel.config.YlhAccess;
import io.github.ylhcancel.domain.Call;
import io.github.ylhcancel.domain.CancellationRequest;
import io.github.ylhcancel.domain.Verdict;
import io.github.ylhcancel.sandbox.SettableClock;
import io.github.ylhcancel.testing.RateLimiters;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** A client whose calls a test can read afterwards. Each cancel call takes a time that the test chooses; token calls take none. */
final class Caller {
    static final CancellationRequest REQUEST = request("SO-1");

    final SettableClock clock = new SettableClock();
    final List<Call> calls = new ArrayList<>();
    private final YlhClient client;
    private Duration callTime = Duration.ZERO;

    /** As a command makes single calls. */
    Caller(YlhAccess access) {
        this(access, Connections.ONE_EACH);
    }

    private Caller(YlhAccess access, Connections connections) {
        AtomicLong nanos = new AtomicLong();
        client = new YlhClient(access, RateLimiters.OPEN, connections, clock, nanos::get, checkpoint -> {
            clock.advance(callTime);
            nanos.addAndGet(callTime.toNanos());
        });
    }

    /** One whose calls the clock sees as one moment. */
    Caller(YlhAccess access, Connections connections, NanoClock nanoClock) {
        client = new YlhClient(access, RateLimiters.OPEN, connections, clock, nanoClock, checkpoint -> {});
    }

    static CancellationRequest request(String soId) {
        return new CancellationRequest(soId, "客户要求取消", "SHOP", Instant.parse("2026-03-01T07:59:59.123Z"));
    }

    /** Not in real time. */
    Caller callsTake(Duration changed) {
        callTime = changed;
        return this;
    }

    Verdict cancel() {
        return cancel(REQUEST);
    }

    Verdict cancel(CancellationRequest request) {
        return client.cancel(request, calls::add).join().orElseThrow();
    }

    /** Each call as endpoint, outcome and HTTP status (0 without an answer). */
    List<String> audit() {
        return calls.stream()
                .map(call -> call.endpoint().word() + " " + call.outcome() + " "
                        + call.httpStatus().orElse(0))
                .toList();
    }
}
