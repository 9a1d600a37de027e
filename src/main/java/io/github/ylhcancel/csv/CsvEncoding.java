package io.github.ylhcancel.csv;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * How the bytes of an order file become text. Both encodings contain ASCII, and in neither does a separator, a quote or a line
 * end occur inside another character: a file can be cut into cells before its encoding is known.
 */
public enum CsvEncoding {
    /** Found out from the first bytes that are not ASCII. */
    AUTO(StandardCharsets.US_ASCII, "auto"),
    UTF_8(StandardCharsets.UTF_8, "utf-8", "utf8"),
    /** What spreadsheets in China save as "CSV"; contains GBK and GB2312. */
    GB18030(Charset.forName("GB18030"), "gb18030", "gbk", "gb2312");

    private final Charset charset;
    private final List<String> words;

    CsvEncoding(Charset charset, String... words) {
        this.charset = charset;
        this.words = List.of(words);
    }

    /** The encoding that a word such as {@code gbk} stands for, in capitals or not. */
    public static Optional<CsvEncoding> of(String word) {
        String lower = word.strip().toLowerCase(Locale.ROOT);
        return Arrays.stream(values())
                .filter(encoding -> encoding.words.contains(lower))
                .findFirst();
    }

    /** The word for it on the command line. */
    public String word() {
        return words.get(0);
    }

    /** The text, or nothing if the bytes are not text in this encoding. */
    Optional<String> decode(byte[] bytes, int from, int to) {
        try {
            return Optional.of(charset.newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(bytes, from, to - from))
                    .toString());
        } catch (CharacterCodingException notThisEncoding) {
            return Optional.empty();
        }
    }

    /** The text with U+FFFD where the bytes are no text: to show, never to use. */
    String decodeForDisplay(byte[] bytes, int from, int to) {
        return new String(bytes, from, to - from, charset);
    }
}
