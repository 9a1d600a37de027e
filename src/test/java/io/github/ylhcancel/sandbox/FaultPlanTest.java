package io.github.ylhcancel.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class FaultPlanTest {
    @Test
    void aCountIsUsedUp() {
        FaultPlan plan = plan(1, "500*2", "503");

        assertThat(next(plan, 4)).containsExactly("500", "500", "503", "-");
        assertThat(plan.rules()).isEmpty();
    }

    @Test
    void showsWhatIsLeftOfACount() {
        FaultPlan plan = plan(1, "500*3");
        next(plan, 1);

        assertThat(plan.rules()).containsExactly(FaultRule.parse("500*2"));
    }

    @Test
    void aStarAloneNeverEnds() {
        assertThat(next(plan(1, "500*", "503"), 5)).containsOnly("500");
    }

    @Test
    void eachEndpointHasItsOwnRules() {
        FaultPlan plan = plan(1, "500@token");

        assertThat(plan.next(Endpoint.CANCEL)).isEmpty();
        assertThat(plan.next(Endpoint.TOKEN)).contains(Fault.SERVER_ERROR);
    }

    @Test
    void aPercentageHitsAboutThatOften() {
        assertThat(next(plan(7, "500%30"), 1000)).filteredOn("500"::equals).hasSizeBetween(250, 350);
    }

    @Test
    void aSeedRepeatsAndAnotherDiffers() {
        assertThat(next(plan(7, "500%50"), 64))
                .isEqualTo(next(plan(7, "500%50"), 64))
                .isNotEqualTo(next(plan(8, "500%50"), 64));
    }

    private static FaultPlan plan(long seed, String... rules) {
        return new FaultPlan(Stream.of(rules).map(FaultRule::parse).toList(), new Random(seed));
    }

    private static List<String> next(FaultPlan plan, int requests) {
        return IntStream.range(0, requests)
                .mapToObj(request -> plan.next(Endpoint.CANCEL))
                .map((Optional<Fault> fault) -> fault.map(Fault::word).orElse("-"))
                .toList();
    }
}
