package io.github.ylhcancel.ylh;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.ylhcancel.domain.CancellationRequest;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class CancelBodyTest {
    private static final Instant TIME = Instant.parse("2026-03-01T08:00:00.007Z");

    @Test
    void hasTheFourFieldsInOneOrderWithTheTimeAsAString() {
        assertThat(text(new CancellationRequest("SO10000002-1", "客户要求取消", "SHOP", TIME)))
                .isEqualTo("""
                        {"soId":"SO10000002-1","cancelTime":"1772352000007","cancelReason":"客户要求取消","sourceSystem":"SHOP"}""");
    }

    @Test
    void chineseIsPlainUtf8AlsoBeyondTheBasicPlane() {
        byte[] body = CancelBody.of(new CancellationRequest("S", "取消𠮷", "商城", TIME));

        assertThat(body)
                .isEqualTo(
                        "{\"soId\":\"S\",\"cancelTime\":\"1772352000007\",\"cancelReason\":\"取消𠮷\",\"sourceSystem\":\"商城\"}"
                                .getBytes(UTF_8));
    }

    @Test
    void escapesWhatJsonMakesOneEscape() {
        assertThat(text(new CancellationRequest("S", "说\"不\"\\要\t了", "a/b", TIME)))
                .isEqualTo("""
                        {"soId":"S","cancelTime":"1772352000007","cancelReason":"说\\"不\\"\\\\要\\t了","sourceSystem":"a/b"}""");
    }

    @Test
    void equalRequestsGiveEqualBytesAndATimeFinerThanAMillisecondMakesNoDifference() {
        byte[] once = CancelBody.of(new CancellationRequest("S", "取消", "SHOP", TIME));
        byte[] again = CancelBody.of(new CancellationRequest("S", "取消", "SHOP", TIME.plusNanos(999_999)));

        assertThat(again).isEqualTo(once);
    }

    @Test
    void timesNearTheEpochAreMillisecondsToo() {
        assertThat(text(new CancellationRequest("S", "r", "s", Instant.EPOCH))).contains("\"cancelTime\":\"0\"");
    }

    private static String text(CancellationRequest request) {
        return new String(CancelBody.of(request), UTF_8);
    }
}
