package io.github.ylhcancel.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ylhcancel.domain.DeliveryState;
import io.github.ylhcancel.domain.Verdict;
import io.github.ylhcancel.domain.Verdict.Kind;
import io.github.ylhcancel.sandbox.SandboxOptions;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CautiousDeliveryTest {
    private static Ledger ledger;

    @BeforeAll
    static void makeLedger(@TempDir Path folder) {
        ledger = new Ledger(folder);
    }

    @AfterAll
    static void closeLedger() {
        ledger.close();
    }

    private Dispatch dispatch;
    private long first;
    private long second;

    @BeforeEach
    void open() throws IOException {
        dispatch = new Dispatch(ledger, SandboxOptions.defaults()).policy(2, 20, true);
        first = dispatch.add("SO-1");
        second = dispatch.add("SO-2");
    }

    @AfterEach
    void close() {
        dispatch.close();
    }

    @ParameterizedTest(name = "{0} is {1}")
    @CsvSource({
        "429*,             NOT_APPLIED",
        "503-retry-after*, NOT_APPLIED",
        "drop-before*,     UNKNOWN",
        "drop-after*,      UNKNOWN",
        "403*,             CONFIGURATION",
        "wall*,            CONFIGURATION",
        "redirect*,        CONFIGURATION",
        "500*@token,       NOT_SENT",
        "refuse*@token,    AUTHENTICATION"
    })
    void onceYlhIsInTroubleTheRestIsOnlyQueued(String fault, Kind kind) {
        dispatch.sandbox.addFault(fault);
        CautiousDelivery cautious = dispatch.cautiousDelivery();

        Delivery.Report tried = cautious.deliver(first);
        long calls = dispatch.sandbox.requests().size();
        Delivery.Report queued = cautious.deliver(second);

        assertThat(tried.verdict().map(Verdict::kind)).contains(kind);
        assertThat(cautious.stoppedBy()).isEqualTo(tried.verdict());
        assertThat(queued.verdict()).isEmpty();
        assertThat(queued.state()).isEqualTo(DeliveryState.PENDING);
        assertThat(dispatch.row(second)).isEqualTo("pending 0");
        assertThat(dispatch.sandbox.requests()).hasSize((int) calls);
    }

    @Test
    void withoutAConnectionTheRestIsOnlyQueued() {
        CautiousDelivery cautious = dispatch.unreachable().cautiousDelivery();

        cautious.deliver(first);
        cautious.deliver(second);

        assertThat(cautious.stoppedBy().map(Verdict::kind)).contains(Kind.NOT_SENT);
        assertThat(dispatch.row(second)).isEqualTo("pending 0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"refuse", "400", "409", "500*2", "html*2", "truncated*2"})
    void troubleWithOneOrderConcernsThatOrderAlone(String fault) {
        dispatch.sandbox.addFault(fault);
        CautiousDelivery cautious = dispatch.cautiousDelivery();

        cautious.deliver(first);

        assertThat(cautious.stoppedBy()).isEmpty();
        assertThat(cautious.deliver(second).state()).isEqualTo(DeliveryState.ACCEPTED);
    }

    @Test
    void troubleThatTheRetryOvercomesStopsNothing() {
        dispatch.sandbox.addFault("drop-after");
        CautiousDelivery cautious = dispatch.cautiousDelivery();

        assertThat(cautious.deliver(first).state()).isEqualTo(DeliveryState.ACCEPTED);
        assertThat(cautious.stoppedBy()).isEmpty();
    }
}
