package io.github.ylhcancel.base;

import static io.github.ylhcancel.base.ExitCode.AUTHENTICATION;
import static io.github.ylhcancel.base.ExitCode.INTERRUPTED;
import static io.github.ylhcancel.base.ExitCode.NOT_YET_AT_YLH;
import static io.github.ylhcancel.base.ExitCode.OK;
import static io.github.ylhcancel.base.ExitCode.SOME_FAILED;
import static io.github.ylhcancel.base.ExitCode.UNEXPECTED;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.ylhcancel.domain.DeliveryState;
import io.github.ylhcancel.domain.Verdict;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ExitCodeTest {
    /** The first that applies wins: "If several apply: 1, 4, 3, 6 in this order", and an interruption says that there is more to do. */
    private static final List<ExitCode> STRONGEST_FIRST =
            List.of(INTERRUPTED, UNEXPECTED, AUTHENTICATION, SOME_FAILED, NOT_YET_AT_YLH, OK);

    @Test
    void theNumbersAreThoseOfTheManual() {
        assertThat(Arrays.stream(ExitCode.values()).map(ExitCode::code))
                .containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 11, 12, 130);
    }

    @Test
    void theStrongestOfSeveralWinsInWhateverOrderTheyCame() {
        for (int from = 0; from < STRONGEST_FIRST.size(); from++) {
            List<ExitCode> found = new ArrayList<>(STRONGEST_FIRST.subList(from, STRONGEST_FIRST.size()));
            assertThat(ExitCode.of(found)).isEqualTo(STRONGEST_FIRST.get(from));
            Collections.reverse(found);
            assertThat(ExitCode.of(found)).isEqualTo(STRONGEST_FIRST.get(from));
        }
    }

    @Test
    void eachAloneIsItselfAndNoneIsSuccess() {
        assertThat(ExitCode.values())
                .allSatisfy(code -> assertThat(ExitCode.of(List.of(code, OK))).isEqualTo(code));
        assertThat(ExitCode.of(List.of())).isEqualTo(OK);
    }

    @Test
    void aDeliveryThatNobodyMakesIsAnAlarmAndOneThatIsStillToBeMadeIsNone() {
        assertThat(DeliveryState.Phase.OPEN.exitCode()).isEqualTo(ExitCode.NOT_YET_AT_YLH);
        assertThat(DeliveryState.Phase.NEEDS_PERSON.exitCode()).isEqualTo(ExitCode.SOME_FAILED);
        assertThat(DeliveryState.Phase.AWAITED.exitCode()).isEqualTo(ExitCode.OK);
        assertThat(DeliveryState.Phase.SETTLED.exitCode()).isEqualTo(ExitCode.OK);
    }

    @ParameterizedTest
    @EnumSource
    void onlyRefusedCredentialsHaveACodeOfTheirOwn(Verdict.Kind kind) {
        ExitCode expected = kind == Verdict.Kind.AUTHENTICATION ? ExitCode.AUTHENTICATION : ExitCode.NOT_YET_AT_YLH;

        assertThat(Verdict.of(kind, "").exitCode()).isEqualTo(expected);
    }
}
