package io.github.ylhcancel.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ylhcancel.base.Checkpoint;
import io.github.ylhcancel.testing.Ran;
import io.github.ylhcancel.testing.SignedCallback;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A process that is killed (SIGKILL) when a callback is written down and not applied. */
class CallbackKilledIT extends ProcessTest {
    private String order;
    private byte[] body;

    @Test
    void itsRepeatAppliesIt() throws Exception {
        killed();

        Ran again = callback(body);

        assertThat(again.code()).as(again.err()).isZero();
        assertThat(again.out()).startsWith("{\"success\":true,").contains(order);
        assertConfirmed();
        assertThat(callback(body)).isEqualTo(again);
    }

    @Test
    void anyOtherCallbackAppliesIt() throws Exception {
        killed();

        assertThat(callback(SignedCallback.cancel(Instant.now(), "NOBODY", 1).body())
                        .code())
                .isEqualTo(3);

        assertConfirmed();
    }

    private void killed() throws Exception {
        openShop(20, SignedCallback.config());
        order = paid();
        assertThat(ylh("cancel", order, "--reason", "缺货").code()).isZero();
        body = SignedCallback.cancel(Instant.now(), order, 1).body();
        Path file = Files.write(folder.resolve("body"), body);
        Job job = shell.startUntil(
                Checkpoint.AFTER_RECEIVING, "-c", shop.config().toString(), "callback", "--file", file.toString());
        job.kill();
        assertThat(job.ended()).isEqualTo(new Ran(128 + 9, "", ""));
        assertThat(shop.delivery(order)).isEqualTo("accepted");
        assertThat(shop.rows("SELECT applied_at FROM ylh_callback")).containsExactly((String) null);
    }

    private Ran callback(byte[] bytes) {
        shell.reading(bytes);
        return ylh("callback");
    }

    private void assertConfirmed() {
        assertThat(shop.delivery(order)).isEqualTo("confirmed");
        assertThat(shop.rows("SELECT effect FROM ylh_callback WHERE platform_order_no = '" + order + "'"))
                .isEqualTo(List.of("settled"));
    }
}
