package io.github.ylhcancel.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.ylhcancel.testing.Ran;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** As cron starts it: no locale, no terminal, nothing in the environment but a PATH and a home. */
class CronIT extends ProcessTest {
    @Test
    void aChineseReasonArrivesIntact() throws IOException {
        openShop(40);
        String order = paid();

        Ran ran = shell.run(cron("-q", "cancel", order, "--reason", "客户要求取消 “𠮷野家”", "--operator", "张伟"));

        assertThat(ran).isEqualTo(new Ran(0, "", ""));
        assertThat(shop.value("SELECT cancel_reason FROM orders WHERE order_number = '" + order + "'"))
                .isEqualTo("客户要求取消 “𠮷野家”");
        String run = shop.value("SELECT id FROM ylh_run WHERE command = 'cancel'");
        assertThat(shop.value("SELECT operator FROM order_status_history WHERE to_status = 'cancelled'"
                        + " AND note = '客户要求取消 “𠮷野家” [run " + run + "]'"))
                .isEqualTo("张伟");
        JsonNode received = new JsonMapper().readTree(received(order).get(0));
        assertThat(received.path("cancelReason").asText()).isEqualTo("客户要求取消 “𠮷野家”");
        assertCancelledOnce(order);
    }

    @Test
    void chineseOutputIsUtf8() {
        openShop(40);

        Ran ran = shell.run(cron("--lang", "zh", "cancel", "缺货", "--reason", "x"));

        assertThat(ran.code()).isEqualTo(3);
        assertThat(ran.out()).contains("缺货", "没有这个订单");
    }

    private String[] cron(String... arguments) {
        String path = "PATH=" + Path.of(Shell.JAVA).getParent() + ":/usr/bin:/bin";
        return Shell.words(List.of("env", "-i", path, "HOME=" + shell.home()), command(arguments));
    }
}
