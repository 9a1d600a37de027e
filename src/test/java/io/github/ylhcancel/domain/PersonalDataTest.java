package io.github.ylhcancel.domain;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The numbers are made up: area 110101 with a day of long ago, and the card numbers that makers of terminals print. */
class PersonalDataTest {

    @ParameterizedTest
    @CsvSource({
        "MOBILE,客户13800005678要求取消,138****5678",
        "MOBILE,call +86 138-0000-5678 first,138****5678",
        "MOBILE,电话：１３８００００５６７８。,138****5678",
        "MOBILE,008613800005678,138****5678",
        "IDENTITY,身份证11010119000101009X,1****************X",
        "IDENTITY,身份证11010119000101009x,1****************X",
        "IDENTITY,110101 900101 001,1*************1",
        "BANK_CARD,退到6200000000000005,************0005",
        "BANK_CARD,card 4111 1111 1111 1111,************1111",
        "BANK_CARD,4111-1111-1111-1111 please,************1111"
    })
    void findsAndMasks(PersonalData.Kind kind, String text, String masked) {
        assertThat(PersonalData.in(text)).singleElement().satisfies(found -> {
            assertThat(found.kind()).isEqualTo(kind);
            assertThat(found.masked()).isEqualTo(masked);
        });
        assertThat(PersonalData.in(PersonalData.masked(text))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "客户要求取消",
                "PO10000002",
                "SO13800005678",
                "12800005678",
                "2026-11-27 20:52:43",
                "20261127205243",
                "99999999999.99",
                "110101190001010019",
                "110101190013010017",
                "4111111111111112",
                "order_13800005678",
                "138000056789",
                "0.13800005678"
            })
    void leavesWhatIsSomethingElse(String text) {
        assertThat(PersonalData.in(text)).isEmpty();
    }

    @Test
    void masksEachOfSeveralAndKeepsWhatStandsBetween() {
        assertThat(PersonalData.masked("13800005678和13900001234都打不通")).isEqualTo("138****5678和139****1234都打不通");
        assertThat(PersonalData.in(null)).isEmpty();
    }
}
