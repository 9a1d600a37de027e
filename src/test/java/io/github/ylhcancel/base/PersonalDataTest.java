package io.github.ylhcancel.base;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The numbers are made up: area 110101 with a day of long ago, and the card numbers that makers of terminals print. */
class PersonalDataTest {
    private static final int MANY = 100_000;

    private final Random random = new Random(20261127);

    @ParameterizedTest
    @CsvSource({
        "MOBILE,客户13800005678要求取消,138****5678",
        "MOBILE,call +86 138-0000-5678 first,138****5678",
        "MOBILE,+8613800005678,138****5678",
        "MOBILE,(+86)13800005678,138****5678",
        "MOBILE,电话：１３８００００５６７８。,138****5678",
        "MOBILE,008613800005678,138****5678",
        "MOBILE,0086 138 0000 5678,138****5678",
        "MOBILE,1380000 5678,138****5678",
        "MOBILE,138 - 0000 - 5678,138****5678",
        "MOBILE,138\u30000000\u20135678,138****5678",
        "MOBILE,Tel13800005678,138****5678",
        "MOBILE,phone-13800005678,138****5678",
        "MOBILE,张三-13800005678-海尔路,138****5678",
        "MOBILE,2 件 13800005678 3 件,138****5678",
        "MOBILE,PO10000002 13800005678 2,138****5678",
        "MOBILE,2026-11-27 13800005678,138****5678",
        "MOBILE,1.13800005678,138****5678",
        "IDENTITY,身份证11010119000101009X,1****************X",
        "IDENTITY,身份证11010119000101009x,1****************X",
        "IDENTITY,身份证11010119000101009Ｘ,1****************X",
        "IDENTITY,110101 19000101 009X,1****************X",
        "IDENTITY,110101 1900 01 01 0006,1****************6",
        "IDENTITY,110101 900101 001,1*************1",
        "BANK_CARD,退到6200000000000005,************0005",
        "BANK_CARD,6222 0000 0000 0000 004,***************0004",
        "BANK_CARD,6222000000000000004,***************0004",
        "BANK_CARD,9558800000000000000,***************0000",
        "BANK_CARD,3782 822463 10005,***********0005",
        "BANK_CARD,3530111333300000,************0000",
        "BANK_CARD,2221000000000009,************0009",
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
                "PO-13800005678",
                "13800005678-A",
                "SO13800005678",
                "SO13800005678-1",
                "12800005678",
                "2026-11-27 20:52:43",
                "2026-11-27 13 15 10000001",
                "13-11-27 20524",
                "18 100000123",
                "20261127205243",
                "20261127-13800005678",
                "99999999999.99",
                "13800005678.50",
                "110101190001010019",
                "110101190013010017",
                "202611192005240012",
                "201101190001010",
                "110101190101001",
                "4111111111111112",
                "9111111111111111",
                "order_13800005678",
                "138000056789",
                "0.13800005678"
            })
    void leavesWhatIsSomethingElse(String text) {
        assertThat(PersonalData.in(text)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "13800005678和13900001234都打不通,138****5678和139****1234都打不通",
        "13800005678 13900001234,138****5678 139****1234",
        "13800005678-13900001234,138****5678-139****1234",
        "'13800005678,13900001234',138****5678|139****1234",
        "13800005678/+86 139 0000 1234,138****5678/139****1234",
        "6200000000000005 13800005678,************0005 138****5678",
        "13800005678 6200000000000005 110101190001010006,138****5678 ************0005 1****************6"
    })
    void masksEachOfSeveralAndKeepsWhatStandsBetween(String text, String masked) {
        assertThat(PersonalData.masked(text)).isEqualTo(masked.replace('|', ','));
    }

    @Test
    void nothingIsInNone() {
        assertThat(PersonalData.in(null)).isEmpty();
        assertThat(PersonalData.in("")).isEmpty();
    }

    @Test
    void saysWhereItStands() {
        assertThat(PersonalData.in("客户 +86 138 0000 5678 。")).singleElement().satisfies(found -> {
            assertThat(found.start()).isEqualTo(3);
            assertThat(found.end()).isEqualTo(20);
        });
    }

    /** Somebody may repeat an order's number in its reason, whatever it looks like. */
    @Test
    void whatIsKnownToBeSomethingElseIsLeft() {
        String reason = "订单 13800005678 和 13900001234";

        assertThat(PersonalData.in(reason, List.of("13800005678")))
                .extracting(PersonalData.Found::masked)
                .containsExactly("139****1234");
        assertThat(PersonalData.in("13800005678 x", List.of("13800005678 x"))).isEmpty();
        assertThat(PersonalData.in("4111 1111 1111 1111", List.of("4111", ""))).hasSize(1);
    }

    /** Of the numbers that shops give to orders; the ones that are digits and nothing else could be anything. */
    @Test
    void numbersOfOrdersAreNotTakenForOthers() {
        assertThat(alarms(() -> "PO" + (10_000_000 + random.nextInt(90_000_000))))
                .isZero();
        assertThat(alarms(() -> "SO" + digits(14) + "-" + random.nextInt(9))).isZero();
        assertThat(alarms(() -> moment("yyyyMMddHHmmss"))).isZero();
        assertThat(alarms(() -> moment("yyyyMMddHHmmssSSS"))).isZero();
        assertThat(alarms(() -> moment("yyyyMMddHHmmss") + digits(4))).isZero();
        assertThat(alarms(() -> moment("yyyyMMddHHmmss") + digits(6))).isZero();
        assertThat(alarms(() -> moment("yyyy-MM-dd HH:mm:ss"))).isZero();
        assertThat(alarms(() -> digits(1 + random.nextInt(10)))).isZero();
        assertThat(alarms(() -> digits(8) + "." + digits(2))).isZero();
    }

    /** What the manual says of a number that is nothing but digits and not the order's own. */
    @Test
    void howOftenDigitsAloneLookLikeSomethingElse() {
        assertThat(alarms(() -> digits(11))).isBetween(MANY * 6 / 100, MANY * 8 / 100);
        assertThat(alarms(() -> digits(16))).isBetween(MANY * 15 / 1000, MANY * 30 / 1000);
        assertThat(alarms(() -> digits(15))).isBetween(MANY * 5 / 1000, MANY * 20 / 1000);
        assertThat(alarms(() -> digits(18))).isBetween(0, MANY * 5 / 1000);
    }

    private int alarms(Supplier<String> numbers) {
        return (int) Stream.generate(numbers)
                .limit(MANY)
                .filter(number -> !PersonalData.in("订单 " + number + " 取消").isEmpty())
                .count();
    }

    private String digits(int count) {
        return random.ints(count, 0, 10).mapToObj(String::valueOf).collect(Collectors.joining());
    }

    private String moment(String pattern) {
        return LocalDateTime.of(2020, 1, 1, 0, 0)
                .plusSeconds(random.nextInt(600_000_000))
                .format(DateTimeFormatter.ofPattern(pattern));
    }
}
