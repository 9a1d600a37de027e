package io.github.ylhcancel.plan;

import static io.github.ylhcancel.plan.Plans.DATABASE;
import static io.github.ylhcancel.plan.Plans.EXPIRES;
import static io.github.ylhcancel.plan.Plans.HEADER;
import static io.github.ylhcancel.testing.Sentences.english;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.ylhcancel.base.UserError;
import io.github.ylhcancel.domain.DatabaseIdentity;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class PlanHeaderTest {
    private static final Path FILE = Path.of("plan.json");
    private static final Duration LONG = Duration.ofDays(100);

    @Test
    void isUsableUntilItExpires() {
        assertThatCode(() -> HEADER.requireUsable(FILE, EXPIRES.minusMillis(1), LONG, DATABASE))
                .doesNotThrowAnyException();
        assertThat(refused(EXPIRES, DATABASE))
                .isEqualTo("the plan plan.json expired at 2026-03-02 04:00:00; make a new one with --dry-run --plan-out"
                        + " (--plan-expires says for how long)");
    }

    @Test
    void isUsableForItsDatabaseOnlyWhateverThatIsCalled() {
        DatabaseIdentity moved = new DatabaseIdentity(DATABASE.fingerprint(), "jdbc:h2:file:./shop");
        DatabaseIdentity other = new DatabaseIdentity("fedcba9876543210", DATABASE.address());

        assertThatCode(() -> HEADER.requireUsable(FILE, Plans.CREATED, LONG, moved))
                .doesNotThrowAnyException();
        assertThat(refused(Plans.CREATED, other))
                .isEqualTo(
                        "the plan plan.json was made for the database 0123456789abcdef (jdbc:h2:file:/shops/店), and this"
                                + " is fedcba9876543210 (jdbc:h2:file:/shops/店)");
    }

    @Test
    void isNeverUsableForLongerThanAPlanMayBeHere() {
        Duration hour = Duration.ofHours(1);
        Instant lastMoment = Plans.CREATED.plus(hour).minusMillis(1);

        assertThatCode(() -> HEADER.requireUsable(FILE, lastMoment, hour, DATABASE))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> HEADER.requireUsable(FILE, lastMoment.plusMillis(1), hour, DATABASE))
                .hasMessageContaining("plan.too-old");
    }

    /** Two clocks are never quite the same. */
    @Test
    void isNotMadeInTheFuture() {
        assertThatCode(() -> HEADER.requireUsable(FILE, Plans.CREATED.minusSeconds(60), LONG, DATABASE))
                .doesNotThrowAnyException();
        assertThat(refused(Plans.CREATED.minusSeconds(61), DATABASE))
                .isEqualTo(
                        "the plan plan.json says that it was made at 2026-03-01 04:00:00, which is in the future; make a"
                                + " new one with --dry-run --plan-out");
    }

    private static String refused(Instant now, DatabaseIdentity here) {
        return english(catchThrowableOfType(UserError.class, () -> HEADER.requireUsable(FILE, now, LONG, here)));
    }
}
