package io.github.ylhcancel.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ToldCheckTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration REPEAT = Duration.ofMinutes(60);

    /** Such as "0 begun", of what is found at minutes. */
    private static List<String> told(String... found) {
        List<String> told = new ArrayList<>();
        ToldCheck state = ToldCheck.nothing(START);
        for (String one : found) {
            String[] words = one.split(" ");
            Instant now = START.plus(Duration.ofMinutes(Long.parseLong(words[0])));
            Optional<ToldCheck.News> news = state.news(Severity.ofWord(words[1]), now, REPEAT);
            news.ifPresent(some -> told.add(words[0] + " " + some.kind().word().replace("check.", "")));
            state = news.map(ToldCheck.News::told).orElse(state);
        }
        return told;
    }

    @Test
    void beginsWorsensAndEnds() {
        assertThat(told("0 ok", "1 warning", "2 warning", "3 critical", "4 critical", "5 ok", "6 ok"))
                .containsExactly("1 begun", "3 worsened", "5 ended");
    }

    @Test
    void thatItGetsBetterIsNoNews() {
        assertThat(told("0 critical", "1 warning", "2 critical", "3 warning", "4 ok"))
                .containsExactly("0 begun", "4 ended");
    }

    @Test
    void whatCouldNotBeFoundOutIsNoNews() {
        assertThat(told("0 unknown", "1 warning", "2 unknown", "3 warning", "4 unknown"))
                .containsExactly("1 begun");
    }

    @Test
    void whatComesAndGoesIsToldOnce() {
        assertThat(told("0 warning", "1 ok", "2 warning", "3 ok", "4 critical", "50 ok", "59 warning", "60 warning"))
                .containsExactly("0 begun", "1 ended", "60 begun");
    }

    @Test
    void whatGoesOnIsToldAgain() {
        assertThat(told(
                        "0 warning",
                        "59 warning",
                        "60 warning",
                        "61 warning",
                        "100 critical",
                        "130 critical",
                        "160 critical"))
                .containsExactly("0 begun", "60 begun", "100 worsened", "160 begun");
    }

    @Test
    void nothingIsToldTwiceWithinTheSpanWhateverIsFound() {
        Random random = new Random(7);
        for (int round = 0; round < 200; round++) {
            Map<EventKind, Instant> last = new HashMap<>();
            ToldCheck state = ToldCheck.nothing(START);
            Instant now = START;
            for (int step = 0; step < 100; step++) {
                now = now.plus(Duration.ofMinutes(1 + random.nextInt(40)));
                Severity found = Severity.values()[random.nextInt(4)];
                Optional<ToldCheck.News> news = state.news(found, now, REPEAT);
                if (news.isPresent()) {
                    Instant before = last.put(news.get().kind(), now);
                    assertThat(before == null || !before.plus(REPEAT).isAfter(now))
                            .isTrue();
                    state = news.get().told();
                }
            }
        }
    }
}
