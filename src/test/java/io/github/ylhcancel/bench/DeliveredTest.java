package io.github.ylhcancel.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import org.junit.jupiter.api.Test;

class DeliveredTest {
    @Test
    void readsWhatTheSandboxSays() throws JsonProcessingException {
        Delivered delivered = Delivered.of(new JsonMapper().readTree("""
                        {"most_calls_in_one_second":97,"requests":{"token":1,"cancel":951,"other":0},
                         "calls":{"first_at":"2026-03-01T08:00:00Z","last_at":"2026-03-01T08:00:10Z","answers":{"200":950,"429":1}},
                         "cancellations":{"so_ids":950,"held":950,"different":0}}
                        """));

        assertThat(delivered).isEqualTo(new Delivered(951, 10, 97, 1, 950, 0));
        assertThat(delivered.rate()).isEqualTo(95);
    }

    @Test
    void namesEverythingThatMustNotBe() {
        assertThat(new Delivered(500, 5, 100, 0, 500, 0).wrong(500, 100)).isEmpty();
        assertThat(new Delivered(505, 5, 101, 4, 499, 2).wrong(500, 100))
                .containsExactly(
                        "YLH holds 499 cancellations and not 500",
                        "2 were asked for in different bytes",
                        "4 calls were answered 429",
                        "101 calls in one second");
    }

    @Test
    void oneCallAloneHasNoRate() throws JsonProcessingException {
        assertThat(Delivered.of(new JsonMapper().readTree("{}")).rate()).isZero();
        assertThat(new Delivered(1, 0, 1, 0, 1, 0).rate()).isZero();
    }
}
