package io.github.ylhcancel.domain;

import static io.github.ylhcancel.testing.Examples.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.ylhcancel.domain.RetryPolicy.Progress;
import io.github.ylhcancel.domain.Verdict.Kind;
import io.github.ylhcancel.testing.Examples;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class RetryPolicyTest {
    private static final int ATTEMPTS_MAX = 5;

    /**
     * Every verdict on every kind of cancellation; {@code *} stands for yes and no. "Maybe" is whether YLH may have applied it,
     * before and after; "last" whether the attempt was the last one allowed. An attempt that says nothing about the order is
     * given back.
     */
    private static final String VERDICTS = """
            verdict         maybe  idempotent  last | state     attempt     next try  maybe
            accepted        no     *           *    | accepted  counts      never     no
            accepted        yes    *           *    | accepted  counts      never     yes
            rejected        no     *           *    | rejected  counts      now       no
            rejected        yes    *           *    | held      counts      never     yes
            not-sent        no     *           no   | pending   counts      back-off  no
            not-sent        no     *           yes  | dead      counts      never     no
            not-sent        yes    yes         no   | unknown   counts      back-off  yes
            not-sent        yes    yes         yes  | dead      counts      never     yes
            not-sent        yes    no          *    | unknown   counts      never     yes
            not-applied     no     *           no   | pending   counts      back-off  no
            not-applied     no     *           yes  | dead      counts      never     no
            not-applied     yes    yes         no   | unknown   counts      back-off  yes
            not-applied     yes    yes         yes  | dead      counts      never     yes
            not-applied     yes    no          *    | unknown   counts      never     yes
            unknown         *      yes         no   | unknown   counts      back-off  yes
            unknown         *      yes         yes  | dead      counts      never     yes
            unknown         *      no          *    | unknown   counts      never     yes
            authentication  no     *           *    | pending   given-back  now       no
            authentication  yes    *           *    | unknown   given-back  now       yes
            configuration   no     *           *    | pending   given-back  now       no
            configuration   yes    *           *    | unknown   given-back  now       yes
            forgotten       *      *           *    | held      given-back  never     yes
            journal         no     *           *    | pending   given-back  now       no
            journal         yes    *           *    | unknown   given-back  now       yes
            """;

    /** One line of the table without its stars. */
    record Case(
            Kind kind,
            boolean maybeApplied,
            boolean idempotent,
            boolean last,
            DeliveryState state,
            boolean givenBack,
            String nextTry,
            boolean maybeAfter) {
        int attempts() {
            return last ? ATTEMPTS_MAX : 3;
        }

        /** What has to be different in every line. */
        List<Object> given() {
            return List.of(kind, maybeApplied, idempotent, last);
        }
    }

    static Stream<Case> cases() {
        return VERDICTS.lines().skip(1).flatMap(RetryPolicyTest::read);
    }

    private static Stream<Case> read(String line) {
        String[] cells = line.replace("|", "").split("\\s+");
        List<Case> cases = new ArrayList<>();
        for (boolean maybeApplied : yesOrNo(cells[1])) {
            for (boolean idempotent : yesOrNo(cells[2])) {
                for (boolean last : yesOrNo(cells[3])) {
                    cases.add(new Case(
                            Kind.valueOf(cells[0].toUpperCase(Locale.ROOT).replace('-', '_')),
                            maybeApplied,
                            idempotent,
                            last,
                            DeliveryState.ofWord(cells[4]),
                            cells[5].equals("given-back"),
                            cells[6],
                            cells[7].equals("yes")));
                }
            }
        }
        return cases.stream();
    }

    private static List<Boolean> yesOrNo(String cell) {
        return cell.equals("*") ? List.of(true, false) : List.of(cell.equals("yes"));
    }

    @Test
    void theTableHasEveryCaseOnce() {
        assertThat(cases().map(Case::given)).doesNotHaveDuplicates().hasSize(Kind.values().length * 2 * 2 * 2);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void whatFollowsFromAVerdict(Case expected) {
        Progress progress = policy(expected.idempotent())
                .after(
                        claimed(expected.attempts(), expected.maybeApplied()),
                        Verdict.of(expected.kind(), "said so"),
                        NOW,
                        new LongestWait());

        assertThat(progress)
                .isEqualTo(new Progress(
                        expected.state(),
                        expected.attempts() - (expected.givenBack() ? 1 : 0),
                        nextTry(expected),
                        expected.maybeAfter(),
                        expected.kind() == Kind.ACCEPTED ? Optional.empty() : Optional.of("said so"),
                        expected.state() == DeliveryState.HELD
                                ? Optional.of(
                                        expected.kind() == Kind.FORGOTTEN ? Hold.TOLD_BEFORE : Hold.REFUSED_ON_REPEAT)
                                : Optional.empty()));
    }

    /** The third attempt is followed by the third back-off: 0.5 s, 1 s, 2 s. */
    private static Optional<Instant> nextTry(Case expected) {
        return switch (expected.nextTry()) {
            case "back-off" -> Optional.of(NOW.plusSeconds(2));
            case "now" -> Optional.of(NOW);
            case "never" -> Optional.empty();
            default -> throw new IllegalArgumentException(expected.nextTry());
        };
    }

    @ParameterizedTest
    @MethodSource("cases")
    void whatFailsWhileYlhFailsAsAWholeUsesUpNoAttemptAndIsNeverTheLast(Case given) {
        Cancellation claimed = claimed(given.attempts(), given.maybeApplied());
        Verdict verdict = Verdict.of(given.kind(), "said so");
        RetryPolicy policy = policy(given.idempotent());
        Progress counted = policy.after(claimed, verdict, NOW, new LongestWait());

        Progress progress = policy.withoutCounting(claimed, verdict, NOW, new LongestWait());

        if (given.kind() == Kind.ACCEPTED || given.kind() == Kind.REJECTED || given.kind() == Kind.FORGOTTEN) {
            assertThat(progress).isEqualTo(counted);
            return;
        }
        assertThat(progress.attempts()).isEqualTo(given.attempts() - 1);
        assertThat(progress.state()).isEqualTo(given.maybeAfter() ? DeliveryState.UNKNOWN : DeliveryState.PENDING);
        assertThat(progress.maybeApplied()).isEqualTo(given.maybeAfter());
        assertThat(progress.lastError()).contains("said so");
        assertThat(progress.nextAttemptAt())
                .isEqualTo(
                        given.state() == DeliveryState.DEAD
                                ? Optional.of(NOW.plusSeconds(60))
                                : counted.nextAttemptAt());
    }

    @ParameterizedTest
    @MethodSource("cases")
    void everyVerdictLeadsToAStateThatMayFollowSending(Case expected) {
        assertThat(DeliveryState.SENDING.next()).contains(expected.state());
    }

    @Test
    void whatMayHaveBeenAppliedStaysSoOverAllLaterAttempts() {
        RetryPolicy policy = policy(true);
        Progress first = policy.after(claimed(1, false), Verdict.of(Kind.UNKNOWN, "time-out"), NOW, new Random(1));
        Progress second = policy.after(
                claimed(2, first.maybeApplied()), Verdict.of(Kind.NOT_SENT, "connection refused"), NOW, new Random(1));
        Progress third = policy.after(
                claimed(3, second.maybeApplied()),
                Verdict.of(Kind.AUTHENTICATION, 401, "bad password"),
                NOW,
                new Random(1));

        assertThat(Stream.of(first, second, third))
                .allMatch(Progress::maybeApplied)
                .extracting(Progress::state)
                .containsOnly(DeliveryState.UNKNOWN);
    }

    @ParameterizedTest
    @CsvSource({"PT30S, PT30S", "PT2S, PT2S", "PT1S, PT2S", "PT0S, PT2S"})
    void waitsAsLongAsYlhAsksOrAsTheBackOffIfThatIsLonger(Duration asked, Duration waited) {
        Verdict throttled = new Verdict(Kind.NOT_APPLIED, OptionalInt.of(429), "too many calls", Optional.of(asked));

        assertThat(policy(true)
                        .after(claimed(3, false), throttled, NOW, new LongestWait())
                        .nextAttemptAt())
                .contains(NOW.plus(waited));
    }

    @Test
    void aWaitThatYlhAsksForDoesNotReviveWhatHasUsedUpItsAttempts() {
        Verdict throttled = new Verdict(
                Kind.NOT_APPLIED, OptionalInt.of(429), "too many calls", Optional.of(Duration.ofSeconds(1)));

        assertThat(policy(true).after(claimed(ATTEMPTS_MAX, false), throttled, NOW, new Random(1)))
                .extracting(Progress::state, Progress::nextAttemptAt)
                .containsExactly(DeliveryState.DEAD, Optional.empty());
    }

    /** The specification's 0.5 s and factor 2, and the design's cap of 60 s. */
    @ParameterizedTest
    @CsvSource({
        "1, PT0.5S",
        "2, PT1S",
        "3, PT2S",
        "4, PT4S",
        "7, PT32S",
        "8, PT60S",
        "9, PT60S",
        "1000, PT60S",
        "2147483647, PT60S",
        "0, PT0.5S"
    })
    void theLongestBackOffGrowsUpToTheCap(int attempt, Duration longest) {
        assertThat(policy(true).backOff(attempt, new LongestWait())).isEqualTo(longest);
    }

    @Test
    void theBackOffIsSpreadOverItsWholeRange() {
        Random random = new Random(20260301);
        List<Long> waits = Stream.generate(() -> policy(true).backOff(3, random).toMillis())
                .limit(2_000)
                .toList();

        assertThat(waits).allMatch(wait -> wait >= 0 && wait <= 2_000);
        assertThat(waits).anyMatch(wait -> wait < 100).anyMatch(wait -> wait > 1_900);
        assertThat(waits.stream().mapToLong(Long::longValue).average().orElseThrow())
                .isBetween(900.0, 1_100.0);
    }

    @Test
    void theLargestFactorDoesNotOverflow() {
        RetryPolicy steep = new RetryPolicy(1, Duration.ofDays(1), 10, Duration.ofDays(7), 2_000, true);

        assertThat(steep.backOff(1_000, new LongestWait())).isEqualTo(Duration.ofDays(7));
    }

    @Test
    void anInitialWaitBeyondTheCapIsTheCap() {
        RetryPolicy capped = new RetryPolicy(1, Duration.ofSeconds(90), 2, Duration.ofSeconds(60), 5, true);

        assertThat(capped.backOff(1, new LongestWait())).isEqualTo(Duration.ofSeconds(60));
    }

    @Test
    void anInitialWaitBelowAMillisecondIsNone() {
        RetryPolicy impatient = new RetryPolicy(1, Duration.ofNanos(1), 10, Duration.ofSeconds(60), 5, true);

        assertThat(impatient.backOff(1_000, new LongestWait())).isZero();
    }

    @Test
    void onlyTheSetUpsOwnFaultsStopARun() {
        assertThat(Arrays.stream(Kind.values()).filter(Kind::stopsTheRun))
                .containsExactlyInAnyOrder(Kind.AUTHENTICATION, Kind.CONFIGURATION, Kind.JOURNAL);
    }

    private static RetryPolicy policy(boolean idempotent) {
        return new RetryPolicy(2, Duration.ofMillis(500), 2, Duration.ofSeconds(60), ATTEMPTS_MAX, idempotent);
    }

    private static Cancellation claimed(int attempts, boolean maybeApplied) {
        return Examples.cancellation(DeliveryState.SENDING, attempts, maybeApplied);
    }

    /** Draws the largest number it may. */
    private static final class LongestWait implements RandomGenerator {
        @Override
        public long nextLong() {
            return Long.MAX_VALUE;
        }

        @Override
        public long nextLong(long bound) {
            return bound - 1;
        }
    }
}
