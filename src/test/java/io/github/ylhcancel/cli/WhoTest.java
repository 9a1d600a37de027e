package io.github.ylhcancel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ylhcancel.domain.OsUser;
import io.github.ylhcancel.output.Texts;
import java.time.ZoneOffset;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WhoTest {
    private final Texts texts = Texts.in("en", ZoneOffset.UTC);

    @ParameterizedTest
    @CsvSource({
        "li, li, , li",
        "li, ylh, , li (as ylh)",
        "li, root, li, li (as root)",
        "li, root, wang, 'li (as root, login wang)'",
        "ylh, ylh, li, ylh (login li)"
    })
    void theAccountIsNamedWhereItIsAnother(String operator, String name, String login, String who) {
        assertThat(Who.of(texts, operator, Optional.of(new OsUser(name, Optional.ofNullable(login)))))
                .isEqualTo(who);
    }

    @Test
    void ofAnEarlierVersionOnlyTheOperatorIsKnown() {
        assertThat(Who.of(texts, "li", Optional.empty())).isEqualTo("li");
    }
}
