package io.github.ylhcancel.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ylhcancel.sandbox.Frequency.Always;
import io.github.ylhcancel.sandbox.Frequency.Next;
import io.github.ylhcancel.sandbox.Frequency.Percent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class FaultRuleTest {
    @Test
    void aBareKindHitsTheNextCancelCall() {
        assertThat(FaultRule.parse("500-after"))
                .isEqualTo(new FaultRule(Fault.SERVER_ERROR_AFTER, new Next(1), Endpoint.CANCEL));
    }

    @Test
    void readsCountPercentageAndEndpoint() {
        assertThat(FaultRule.parse("503*3@token"))
                .isEqualTo(new FaultRule(Fault.UNAVAILABLE, new Next(3), Endpoint.TOKEN));
        assertThat(FaultRule.parse("drop-after%20"))
                .isEqualTo(new FaultRule(Fault.DROP_AFTER, new Percent(20), Endpoint.CANCEL));
        assertThat(FaultRule.parse("html*@cancel")).isEqualTo(new FaultRule(Fault.HTML, new Always(), Endpoint.CANCEL));
    }

    @ParameterizedTest
    @EnumSource(Fault.class)
    void everyKindHasAWordThatItReads(Fault fault) {
        assertThat(FaultRule.parse(fault.word()).kind()).isEqualTo(fault);
        assertThat(fault.description()).isNotBlank().doesNotEndWith(".");
    }

    @Test
    void anyIsAKindLikeTheOthers() {
        assertThat(FaultRule.parse("any%20")).isEqualTo(new FaultRule(AnyFault.ANY, new Percent(20), Endpoint.CANCEL));
        assertThat(FaultRule.parse("any*3@token")).isEqualTo(new FaultRule(AnyFault.ANY, new Next(3), Endpoint.TOKEN));
    }

    @ParameterizedTest
    @ValueSource(strings = {"any%20@cancel", "any*@token", "500*1@cancel", "slow%7@token", "empty*@cancel"})
    void readsWhatItPrints(String text) {
        assertThat(FaultRule.parse(text)).hasToString(text);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "50O*2       | no kind is called \"50O\"",
                "''          | no kind is called \"\"",
                "500 *2      | no kind is called \"500 \"",
                "ANY%20      | no kind is called \"ANY\"",
                "any%0       | the percentage \"0\" is not",
                "500*two     | the count \"two\" is not a whole number from 1",
                "500*0       | the count \"0\" is not",
                "500*-1      | the count \"-1\" is not",
                "500*9999999999 | the count \"9999999999\" is not",
                "500%        | the percentage \"\" is not a whole number from 1 to 100",
                "500%101     | the percentage \"101\" is not",
                "500*2*3     | the count \"2*3\" is not",
                "500@refund  | the endpoint \"refund\" is neither token nor cancel",
                "500@other   | the endpoint \"other\" is neither token nor cancel",
                "500@        | the endpoint \"\" is neither token nor cancel"
            })
    void namesTheWrongPartInOneLineAndListsTheKinds(String text, String complaint) {
        assertThatThrownBy(() -> FaultRule.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(complaint)
                .hasMessageContaining(FaultRule.words())
                .hasMessageNotContaining("\n");
    }

    @Test
    void aLineBreakInARuleDoesNotBreakTheLineOfTheMessage() {
        assertThatThrownBy(() -> FaultRule.parse("500\n*2"))
                .hasMessageNotContaining("\n")
                .hasMessageContaining("500?");
    }

    @Test
    void noTwoKindsShareAWord() {
        assertThat(FaultRule.kinds().stream().map(FaultRule.Kind::word)).doesNotHaveDuplicates();
    }
}
