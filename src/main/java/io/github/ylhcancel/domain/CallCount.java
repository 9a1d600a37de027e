package io.github.ylhcancel.domain;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * How many calls of YLH came to the same, in some span of time.
 *
 * @param endpoint a word of {@link Call.Endpoint}
 * @param outcome as {@link Call#outcome}; {@link #RENEWED} of a 401 after which a new token was taken
 * @param httpStatus 0 where no answer came
 * @param upToMs the class of their durations: none took longer
 * @param slowestMs the longest of them
 */
public record CallCount(String endpoint, String outcome, int httpStatus, long upToMs, long calls, long slowestMs) {
    /** A call that YLH turned down because of its token, before one of the same delivery that it did not. */
    public static final String RENEWED = "token-renewed";

    /** What the longest class ends with. */
    public static final long ENDLESS = 999_999_999L;

    /** The upper ends of the classes: a quarter to a half apart, with the limits that people set among them. */
    public static final List<Long> CLASSES = List.of(
            10L, 20L, 30L, 50L, 75L, 100L, 150L, 200L, 300L, 400L, 500L, 750L, 1_000L, 1_500L, 2_000L, 2_500L, 3_000L,
            4_000L, 5_000L, 6_000L, 8_000L, 10_000L, 12_000L, 15_000L, 20_000L, 25_000L, 30_000L, 40_000L, 50_000L,
            60_000L, 90_000L, 120_000L, ENDLESS);

    private static final String CANCEL = Call.Endpoint.CANCEL.word();
    private static final String ACCEPTED = Verdict.Kind.ACCEPTED.word();
    private static final int TOO_MANY = 429;
    /** Of these no request was under way. */
    private static final Set<String> NOT_SENT = Set.of(
            Verdict.Kind.NOT_SENT.word(),
            Verdict.Kind.CONFIGURATION.word(),
            Verdict.Kind.FORGOTTEN.word(),
            Verdict.Kind.JOURNAL.word());

    private static final String REFUSED = "token-refused";
    private static final String TOKEN = "token";
    private static final String NO_TOKEN = "no-token";

    /** Whether it was a cancellation that YLH answered, so that it says how well YLH works. */
    boolean isAnswered() {
        return endpoint.equals(CANCEL) && httpStatus != 0 && httpStatus != TOO_MANY && !outcome.equals(RENEWED);
    }

    boolean isAccepted() {
        return isAnswered() && outcome.equals(ACCEPTED);
    }

    /** Whether its duration says how fast YLH is; one that was given up is as long as it was waited for. */
    boolean isTimed() {
        return endpoint.equals(CANCEL) && !NOT_SENT.contains(outcome);
    }

    boolean isAuthentication() {
        return isRefused() || outcome.equals(TOKEN);
    }

    boolean isRefused() {
        return outcome.equals(REFUSED) || outcome.equals(NO_TOKEN);
    }

    /**
     * Some calls and those of them that are as one wishes, or as one fears.
     *
     * @param of all
     * @param such those
     */
    public record Share(long such, long of) {
        /** Nothing of nothing. */
        public OptionalDouble percent() {
            return of == 0 ? OptionalDouble.empty() : OptionalDouble.of(100.0 * such / of);
        }
    }

    /** Of the cancellations that YLH answered those that it accepted (监控和告警: 取消成功率). */
    public static Share accepted(List<CallCount> counts) {
        return new Share(
                counts.stream()
                        .filter(CallCount::isAccepted)
                        .mapToLong(CallCount::calls)
                        .sum(),
                counts.stream()
                        .filter(CallCount::isAnswered)
                        .mapToLong(CallCount::calls)
                        .sum());
    }

    /** Of the answers about user, client or token those that refused (认证失败率). */
    public static Share refused(List<CallCount> counts) {
        return new Share(
                counts.stream()
                        .filter(CallCount::isRefused)
                        .mapToLong(CallCount::calls)
                        .sum(),
                counts.stream()
                        .filter(CallCount::isAuthentication)
                        .mapToLong(CallCount::calls)
                        .sum());
    }

    /** How many calls there are whose duration counts. */
    public static long timed(List<CallCount> counts) {
        return counts.stream()
                .filter(CallCount::isTimed)
                .mapToLong(CallCount::calls)
                .sum();
    }

    public static Optional<Duration> slowest(List<CallCount> counts) {
        return counts.stream()
                .filter(CallCount::isTimed)
                .map(CallCount::slowestMs)
                .max(Long::compare)
                .map(Duration::ofMillis);
    }

    /** What 95 of 100 did not exceed: the end of the class in which that is, or the longest duration in it. */
    public static Optional<Duration> nearly(List<CallCount> counts) {
        long rank = rank(timed(counts));
        if (rank == 0) {
            return Optional.empty();
        }
        long below = 0;
        for (long end : CLASSES) {
            List<CallCount> in = counts.stream()
                    .filter(CallCount::isTimed)
                    .filter(count -> count.upToMs() == end)
                    .toList();
            below += in.stream().mapToLong(CallCount::calls).sum();
            if (below >= rank) {
                return slowest(in).map(slowest -> slowest.toMillis() < end ? slowest : Duration.ofMillis(end));
            }
        }
        return slowest(counts);
    }

    /** Which of so many durations, by their length, is the one that 95 of 100 do not exceed; from 1. */
    public static long rank(long calls) {
        return (calls * 95 + 99) / 100;
    }
}
