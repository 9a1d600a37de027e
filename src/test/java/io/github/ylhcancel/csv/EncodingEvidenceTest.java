package io.github.ylhcancel.csv;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.ylhcancel.csv.EncodingEvidence.Look;
import java.nio.charset.Charset;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class EncodingEvidenceTest {
    private static final Charset GB18030 = Charset.forName("GB18030");

    static Stream<Arguments> lines() {
        return Stream.of(
                Arguments.of("plain".getBytes(UTF_8), Look.ASCII),
                Arguments.of("客户要求取消".getBytes(UTF_8), Look.UTF_8),
                Arguments.of("客户要求取消".getBytes(GB18030), Look.GB18030),
                Arguments.of("𠮷".getBytes(UTF_8), Look.UTF_8),
                Arguments.of("𠮷".getBytes(GB18030), Look.GB18030),
                Arguments.of("café".getBytes(UTF_8), Look.EITHER_LETTERS),
                Arguments.of("привет".getBytes(UTF_8), Look.EITHER_LETTERS),
                Arguments.of("路".getBytes(GB18030), Look.EITHER_LETTERS),
                Arguments.of("x 路路 y".getBytes(GB18030), Look.EITHER_HANZI),
                Arguments.of(new byte[] {'a', (byte) 0xFF, 'b'}, Look.NEITHER));
    }

    @ParameterizedTest
    @MethodSource("lines")
    void aLineLooksLike(byte[] line, Look look) {
        assertThat(EncodingEvidence.look(line, 0, line.length)).isEqualTo(look);
    }

    @ParameterizedTest
    @CsvSource({
        "ASCII, UTF_8, false",
        "UTF_8, UTF_8, true",
        "GB18030, GB18030, true",
        "EITHER_HANZI, GB18030, false",
        "EITHER_LETTERS, UTF_8, false",
        "NEITHER, UTF_8, false",
        "UTF_8 GB18030 UTF_8, UTF_8, true",
        "GB18030 UTF_8 GB18030, GB18030, true",
        "UTF_8 GB18030, UTF_8, true",
        "EITHER_HANZI EITHER_HANZI UTF_8, UTF_8, true",
        "EITHER_LETTERS EITHER_LETTERS GB18030, GB18030, true",
    })
    void theMajorityOfClearLinesDecides(String looks, CsvEncoding likelier, boolean strong) {
        EncodingEvidence evidence = new EncodingEvidence();
        Stream.of(looks.split(" ")).map(Look::valueOf).forEach(evidence::add);

        assertThat(evidence.likelier()).isEqualTo(likelier);
        assertThat(evidence.isStrong()).isEqualTo(strong);
    }

    @Test
    void eachLineIsWeighedForItself() {
        EncodingEvidence evidence = new EncodingEvidence();
        evidence.addLines("取消\r\n取消\nabc\r取消".getBytes(UTF_8));
        evidence.add(Look.GB18030);
        evidence.add(Look.GB18030);

        assertThat(evidence.likelier()).isEqualTo(CsvEncoding.UTF_8);
    }
}
