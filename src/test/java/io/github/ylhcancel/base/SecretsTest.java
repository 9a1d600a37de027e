package io.github.ylhcancel.base;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretsTest {
    private final Secrets secrets = new Secrets();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "p ä/\"\\x",
                "p ä/\\\"\\\\x",
                "p+%C3%A4%2F%22%5Cx",
                "p%20%C3%A4%2F%22%5Cx",
                "p+%c3%a4%2f%22%5cx",
                "p%20%c3%a4%2f%22%5cx"
            })
    void areHiddenInEachFormInWhichTheyTravel(String form) {
        secrets.add("p ä/\"\\x");

        assertThat(secrets.hide("<" + form + form + ">")).isEqualTo("<******>");
    }

    @Test
    void aNameWithItsSecretIsHiddenAsBasicAuthentication() {
        secrets.addPair("shop?", "invented>>");
        byte[] pair = "shop?:invented>>".getBytes(StandardCharsets.UTF_8);

        assertThat(secrets.hide(Base64.getEncoder().encodeToString(pair))).matches("\\*\\*\\*=*");
        assertThat(secrets.hide(Base64.getUrlEncoder().encodeToString(pair))).matches("\\*\\*\\*=*");
        assertThat(secrets.hide("shop? invented>>")).isEqualTo("shop? ***");
    }

    @Test
    void ofTwoThatBeginAlikeTheLongerIsHiddenAsAWhole() {
        secrets.add("invented");
        secrets.add("invented-longer");

        assertThat(secrets.hide("invented-longer invented")).isEqualTo("*** ***");
    }

    @Test
    void whatIsTooShortToBeToldFromAWordIsHiddenWhereItStandsAlone() {
        secrets.add("");
        secrets.add("short");
        secrets.addPair("shop", "short");
        secrets.addPassing("brief");

        assertThat(secrets.hide("in short")).isEqualTo("in short");
        assertThat(secrets.hide("shortly=x")).isEqualTo("shortly=x");
        assertThat(secrets.hide("short")).isEqualTo("***");
        assertThat(secrets.hide("--note=short")).isEqualTo("--note=***");
        assertThat(secrets.hide("brief")).isEqualTo("brief");
        assertThat(secrets.hide("")).isEmpty();
        assertThat(secrets.hide("x=")).isEqualTo("x=");
    }

    @Test
    void thereMayBeNone() {
        secrets.add("");

        assertThat(secrets.hide("x")).isEqualTo("x");
        assertThat(secrets).hasToString("no secrets");
    }

    @Test
    void theLatestOfThoseThatPassAreRememberedAndTheOthersForGood() {
        secrets.add("lasting-secret");
        for (int i = 10; i < 31; i++) {
            secrets.addPassing("token-number-" + i);
            secrets.addPassing("token-number-" + i);
        }

        assertThat(secrets.hide("lasting-secret token-number-11 token-number-30"))
                .isEqualTo("*** *** ***");
        assertThat(secrets.hide("token-number-10")).isEqualTo("token-number-10");
    }

    @Test
    void sayNothingOfThemselves() {
        secrets.add("invented-and-hidden");

        assertThat(secrets).hasToString("secrets");
    }
}
