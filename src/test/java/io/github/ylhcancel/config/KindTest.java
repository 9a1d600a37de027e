package io.github.ylhcancel.config;

import static io.github.ylhcancel.testing.Sentences.english;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class KindTest {
    @ParameterizedTest
    @CsvSource({
        "TEXT, anything & 一切",
        "SECRET, p=a:s#s!w o\\r'd",
        "REASON, 超时 24 小时未支付 2026",
        "URL, https://ylh.example",
        "URL, https://ylh.example/path/",
        "URL, HTTP://ylh.example:8080/path",
        "URL, https://ylh.example:65535",
        "URL, http://127.0.0.1:1/",
        "URL, http://[::1]:8080/oauth/token",
        "FLAG, true",
        "FLAG, false",
        "DURATION, 1ms",
        "DURATION, 30s",
        "DURATION, PT0.001S",
        "COUNT, 0",
        "COUNT, 0020",
        "COUNT, 1000000",
        "FACTOR, 1",
        "FACTOR, 2.0",
        "FACTOR, 10",
        "SCHEMA, default",
        "LANGUAGE, zh",
        "LANGUAGE, en",
        "LOG_LEVEL, error",
        "LOG_LEVEL, warn",
        "LOG_LEVEL, info",
        "LOG_LEVEL, debug",
        "LOG_FORMAT, text",
        "LOG_FORMAT, json",
        "SIZE, 10KB",
        "SIZE, 500KB",
        "SIZE, 1MB",
        "SIZE, 9999GB",
        "SMALL_COUNT, 0",
        "SMALL_COUNT, 9",
        "SMALL_COUNT, 10",
        "SMALL_COUNT, 05",
        "SMALL_COUNT, 100",
        "ATTEMPTS, 1",
        "ATTEMPTS, 1000000",
        "CALLS, 1",
        "CALLS, 1000",
        "BATCH, 1",
        "BATCH, 10000",
        "ORDERS, 1",
        "ORDERS, 1000000000",
        "PERCENT, 1",
        "PERCENT, 100",
        "RATE, 1",
        "RATE, 99",
        "WORDS, SYSTEM_BUSY",
        "WORDS, 'A, b-7,系统忙'"
    })
    void takes(Kind kind, String value) {
        assertThat(kind.problem(value)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            URL       | ylh.example/path
            URL       | //ylh.example/path
            URL       | ftp://ylh.example
            URL       | https:///path
            URL       | https:ylh.example
            URL       | https://user@ylh.example
            URL       | https://user:word@ylh.example
            URL       | https://ylh.example?x=1
            URL       | https://ylh.example/#top
            URL       | https://ylh example
            URL       | https://ylh.example:0/
            URL       | https://ylh.example:65536/
            URL       | https://易理货.example
            REASON    | 请联系 13800005678
            REASON    | 退到 6200000000000005
            WORDS     | A B
            WORDS     | A,,B
            WORDS     | A,
            WORDS     | ,
            FLAG      | TRUE
            FLAG      | yes
            FLAG      | 1
            DURATION  | 30
            DURATION  | 0s
            DURATION  | 0ms
            DURATION  | PT0S
            DURATION  | PT0.0009S
            DURATION  | -5s
            COUNT     | -1
            COUNT     | +1
            COUNT     | 1.0
            COUNT     | 1000001
            COUNT     | 10000000
            COUNT     | 99999999999
            COUNT     | ２
            COUNT     | two
            FACTOR    | 0.9
            FACTOR    | 10.1
            FACTOR    | -2
            FACTOR    | NaN
            FACTOR    | Infinity
            FACTOR    | 2,0
            FACTOR    | two
            SCHEMA    | Default
            SCHEMA    | other
            LANGUAGE  | zh_CN
            LANGUAGE  | EN
            LOG_LEVEL | INFO
            LOG_LEVEL | trace
            LOG_FORMAT | JSON
            LOG_FORMAT | xml
            SIZE      | 10
            SIZE      | 0MB
            SIZE      | 9KB
            SIZE      | 10kb
            SIZE      | 10 MB
            SIZE      | 1.5MB
            SIZE      | -1MB
            SIZE      | MB
            SIZE      | 10MiB
            SIZE      | 10000MB
            SIZE      | １MB
            SMALL_COUNT | 101
            SMALL_COUNT | 1000
            SMALL_COUNT | -1
            SMALL_COUNT | five
            ATTEMPTS  | 0
            ATTEMPTS  | 1000001
            CALLS     | 0
            CALLS     | 1001
            BATCH     | 0
            BATCH     | 10001
            ORDERS    | 0
            ORDERS    | 1000000001
            PERCENT   | 0
            PERCENT   | 101
            RATE      | 0
            RATE      | 100
            RATE      | 9.5
            """)
    void refuses(Kind kind, String value) {
        assertThat(kind.problem(value)).isPresent();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            URL       | nowhere | an address such as https://host/path, without user, query or fragment
            FLAG      | maybe   | one of true, false
            DURATION  | soon    | a span of time such as 500ms, 30s, 5m or 24h
            COUNT     | many    | a whole number from 0 to 1000000
            FACTOR    | much    | a number from 1 to 10
            SCHEMA    | mine    | one of default, django, litemall, mall, none
            LANGUAGE  | fr      | one of zh, en
            LOG_LEVEL | loud    | one of error, warn, info, debug
            LOG_FORMAT | xml    | one of text, json
            SIZE      | large   | a size such as 500KB, 10MB or 1GB, at least 10KB
            SMALL_COUNT | few   | a whole number from 0 to 100
            CALLS     | 1001    | a whole number from 1 to 1000
            PERCENT   | 0       | a whole number from 1 to 100
            RATE      | 100     | a whole number of calls a second from 1 to 99 (the supplier takes 100, and one is left for single orders)
            """)
    void saysWhatWouldBeRight(Kind kind, String value, String sentence) {
        assertThat(english(kind.problem(value))).isEqualTo(sentence);
    }

    @ParameterizedTest
    @EnumSource
    void everyDefaultIsOfItsKind(Key key) {
        assertThat(key.byDefault().isEmpty()
                        || key.kind().problem(key.byDefault()).isEmpty())
                .isTrue();
    }

    @Test
    void everyKindIsUsed() {
        assertThat(Arrays.stream(Key.values()).map(Key::kind)).contains(Kind.values());
    }
}
