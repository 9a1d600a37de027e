package io.github.ylhcancel.plan;

import static io.github.ylhcancel.plan.Plans.DATABASE;
import static io.github.ylhcancel.plan.Plans.EXPIRES;
import static io.github.ylhcancel.plan.Plans.HEADER;
import static io.github.ylhcancel.testing.Sentences.english;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.ylhcancel.domain.DatabaseIdentity;
import io.github.ylhcancel.domain.UserError;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class PlanHeaderTest {
    private static final Path FILE = Path.of("plan.json");

    @Test
    void isUsableUntilItExpires() {
        assertThatCode(() -> HEADER.requireUsable(FILE, EXPIRES.minusMillis(1), DATABASE))
                .doesNotThrowAnyException();
        assertThat(refused(EXPIRES, DATABASE))
                .isEqualTo("the plan plan.json expired at 2026-03-02 04:00:00; make a new one with --dry-run --plan-out"
                        + " (--plan-expires says for how long)");
    }

    @Test
    void isUsableForItsDatabaseOnlyWhateverThatIsCalled() {
        DatabaseIdentity moved = new DatabaseIdentity(DATABASE.fingerprint(), "jdbc:h2:file:./shop");
        DatabaseIdentity other = new DatabaseIdentity("fedcba9876543210", DATABASE.address());

        assertThatCode(() -> HEADER.requireUsable(FILE, Plans.CREATED, moved)).doesNotThrowAnyException();
        assertThat(refused(Plans.CREATED, other))
                .isEqualTo(
                        "the plan plan.json was made for the database 0123456789abcdef (jdbc:h2:file:/shops/店), and this"
                                + " is fedcba9876543210 (jdbc:h2:file:/shops/店)");
    }

    private static String refused(Instant now, DatabaseIdentity here) {
        return english(catchThrowableOfType(UserError.class, () -> HEADER.requireUsable(FILE, now, here)));
    }
}
