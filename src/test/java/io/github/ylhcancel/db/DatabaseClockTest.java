package io.github.ylhcancel.db;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ylhcancel.sandbox.SettableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DatabaseClockTest {
    private final SettableClock machine = new SettableClock();
    private final Instant now = machine.instant();
    private final List<Duration> said = new ArrayList<>();
    private final DatabaseClock clock = new DatabaseClock(machine, said::add);

    @Test
    void isTheMachinesUntilItHasHeardTheDatabase() {
        assertThat(clock.instant()).isEqualTo(now);
    }

    @ParameterizedTest
    @ValueSource(longs = {-3600, -1, 0, 1, 3600})
    void tellsTheDatabasesTimeFromThenOn(long databaseIsAhead) {
        clock.hear(now.plusSeconds(databaseIsAhead));
        machine.advance(Duration.ofMinutes(7));

        assertThat(clock.instant()).isEqualTo(now.plusSeconds(databaseIsAhead + 420));
        assertThat(clock.at(now)).isEqualTo(now.plusSeconds(databaseIsAhead));
    }

    /** The answer may take its time, and times of one run are to be in order. */
    @Test
    void keepsToWhatItHeardFirstIfTheRestIsNearby() {
        clock.hear(now.plusMillis(200));
        clock.hear(now.plusMillis(1200));

        assertThat(clock.instant()).isEqualTo(now.plusMillis(200));
    }

    @Test
    void aMachineWhoseClockIsSetMeanwhileIsSeenThrough() {
        clock.hear(now);
        machine.advance(Duration.ofHours(1));
        clock.hear(now.plusSeconds(5));

        assertThat(clock.instant()).isEqualTo(now.plusSeconds(5));
    }

    @Test
    void saysOnceThatTheTwoAreFarApart() {
        clock.hear(now.minusSeconds(60));
        assertThat(said).isEmpty();

        clock.hear(now.minusSeconds(61));
        clock.hear(now.minusSeconds(3600));
        assertThat(said).containsExactly(Duration.ofSeconds(61));
    }

    @Test
    void saysItOfAMachineThatIsBehindToo() {
        clock.hear(now.plusSeconds(61));

        assertThat(said).containsExactly(Duration.ofSeconds(-61));
    }
}
