package io.github.ylhcancel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.ylhcancel.testing.Ran;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What {@code status} says of an order that is cancelled, and of which YLH has not heard. */
class StatusTest extends CaseTest {
    private String ours;
    private String shops;

    /** Both get a so-id when they are cancelled already. */
    @BeforeEach
    void cancelOneHereAndOneInTheShop() {
        List<String> pending = shop.orders("pending", false);
        ours = pending.get(0);
        shops = pending.get(1);
        assertThat(ylh("cancel", ours, "--reason", "客户要求取消").code()).isZero();
        shop.execute(
                "UPDATE orders SET status = 'cancelled' WHERE order_number = '" + shops + "'",
                "UPDATE orders SET haier_so_id = CONCAT('SO-LATE-', id) WHERE order_number IN ('" + ours + "', '"
                        + shops + "')");
    }

    @Test
    void theTableSaysWhoCancelledItAndWhatToDo() {
        assertThat(idle("status", ours).out())
                .containsPattern("(?m)^YLH +untold: ylh cancelled the order when it had no so-id yet")
                .containsPattern("(?m)^next +YLH has not been told: 'ylh cancel " + ours + " --reason TEXT'")
                .doesNotContain("was not told by ylh");
        assertThat(idle("status", shops).out())
                .contains("was not told by ylh; whether the shop told it is not known here")
                .doesNotContain("untold");
        assertThat(idle("status", "--state", "cancelled").out())
                .containsPattern(ours + ".* untold")
                .containsPattern(shops + ".* untracked");
    }

    @Test
    void inChineseToo() {
        assertThat(idle("status", ours, "--lang", "zh").out())
                .contains("untold: ylh 取消时订单还没有子订单号，因此未通知易理货", "尚未通知易理货：执行 'ylh cancel " + ours);
        assertThat(idle("status", shops, "--lang", "zh").out()).contains("商城是否通知过，此处不知道");
    }

    @Test
    void aProgramReadsTheWordOfTheList() {
        Ran both = idle("status", ours, shops, "-o", "json");
        Ran list = idle("deliveries", "--untold", "-o", "json");

        assertThat(words(both, "sync")).containsExactly("untold", "untracked");
        JsonNode untold = both.json().path("results").path(0);
        JsonNode listed = list.json().path("results").path(0);
        assertThat(untold.path("sync")).isEqualTo(listed.path("sync"));
        assertThat(untold.path("order")).isEqualTo(listed.path("order"));
        assertThat(untold.path("next_step")).isEqualTo(listed.path("next_step"));
        assertThat(both.json().path("results").path(1).path("next_step").isNull())
                .isTrue();
    }

    @Test
    void onceItIsToldItSaysHowThatWent() {
        assertThat(ylh("cancel", ours, "--reason", "x").code()).isZero();

        assertThat(words(idle("status", ours, "-o", "json"), "sync")).containsExactly("accepted");
    }
}
