package io.github.ylhcancel.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
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

        assertThat(plan.next(Endpoint.CANCEL, "SO-1")).isEmpty();
        assertThat(plan.next(Endpoint.TOKEN, "")).contains(Fault.SERVER_ERROR);
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

    @Test
    void whatOthersDoInBetweenChangesNothingForASoId() {
        List<String> alone = next(plan(7, "any%50"), 40);
        FaultPlan plan = plan(7, "any%50");

        List<String> amongOthers = IntStream.range(0, 40)
                .mapToObj(request -> {
                    IntStream.range(0, request % 5).forEach(other -> next(plan, "SO-2"));
                    plan.next(Endpoint.TOKEN, "");
                    return next(plan, "SO-1");
                })
                .toList();

        assertThat(amongOthers).isEqualTo(alone).contains("-");
    }

    @Test
    void noTwoSoIdsMeetTheSame() {
        FaultPlan plan = plan(7, "any%50");
        Set<List<String>> fates = IntStream.range(0, 100)
                .mapToObj(number -> IntStream.range(0, 20)
                        .mapToObj(request -> next(plan, "SO-" + number))
                        .toList())
                .collect(Collectors.toSet());

        assertThat(fates).hasSize(100);
    }

    @Test
    void theFirstRequestsOfManySoIdsMeetEachFaultAboutEquallyOften() {
        FaultPlan plan = plan(3, "any%20");
        List<String> first = IntStream.range(0, 10_000)
                .mapToObj(number -> next(plan, "SO-" + number))
                .toList();

        assertThat(first).filteredOn("-"::equals).hasSizeBetween(7_800, 8_200);
        assertThat(AnyFault.possible(Endpoint.CANCEL))
                .allSatisfy(fault ->
                        assertThat(first).filteredOn(fault.word()::equals).hasSizeBetween(60, 140));
    }

    @Test
    void anyDrawsNothingThatSettlesADeliveryOrStopsARun() {
        assertThat(Set.copyOf(next(plan(1, "any*"), 2_000)))
                .hasSize(AnyFault.possible(Endpoint.CANCEL).size())
                .contains("429", "429-retry-after", "401", "500", "500-after", "502", "503", "503-retry-after", "504")
                .contains("504-after", "drop-before", "drop-after", "html", "empty", "truncated", "truncated-length")
                .contains("slow", "slow-before")
                .doesNotContain("-", "400", "403", "404", "409", "redirect", "refuse", "huge");
        assertThat(AnyFault.possible(Endpoint.TOKEN))
                .doesNotContain(Fault.UNAUTHORIZED)
                .contains(Fault.HTML);
    }

    @Test
    void aRestartBringsTheSameAgain() {
        FaultPlan plan = plan(5, "any%50");
        List<String> first = next(plan, 40);

        plan.restart(List.of(FaultRule.parse("any%50")));

        assertThat(next(plan, 40)).isEqualTo(first);
    }

    private static FaultPlan plan(long seed, String... rules) {
        return new FaultPlan(Stream.of(rules).map(FaultRule::parse).toList(), seed);
    }

    private static List<String> next(FaultPlan plan, int requests) {
        return IntStream.range(0, requests)
                .mapToObj(request -> next(plan, "SO-1"))
                .toList();
    }

    private static String next(FaultPlan plan, String soId) {
        return plan.next(Endpoint.CANCEL, soId).map(Fault::word).orElse("-");
    }
}
