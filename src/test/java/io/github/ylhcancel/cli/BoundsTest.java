package io.github.ylhcancel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ylhcancel.sandbox.Sandbox;
import io.github.ylhcancel.sandbox.SandboxOptions;
import io.github.ylhcancel.testing.Ran;
import io.github.ylhcancel.testing.TestShop;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A key of the configuration and the option that stands for it take the same values and refuse the same. */
class BoundsTest {
    @TempDir
    Path folder;

    private Sandbox sandbox;
    private TestShop shop;

    @BeforeEach
    void open() throws IOException {
        sandbox = Sandbox.start(SandboxOptions.defaults(), Clock.systemUTC());
        shop = TestShop.create(folder, 40, sandbox);
    }

    @AfterEach
    void close() {
        sandbox.close();
    }

    private Ran withKey(String command, String key, String value) {
        shop.writeConfig(sandbox.authUri(), sandbox.baseUri(), key + " = " + value);
        return shop.ylh().run(command.split(" "));
    }

    private Ran withOption(String command, String option, String value) {
        shop.writeConfig(sandbox.authUri(), sandbox.baseUri());
        List<String> words = new ArrayList<>(List.of(command.split(" ")));
        words.addAll(List.of(option, value));
        return shop.ylh().run(words.toArray(String[]::new));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            sync --dry-run          | ylh.max-in-flight  | --max-in-flight | 0
            sync --dry-run          | ylh.max-in-flight  | --max-in-flight | 1001
            sync --dry-run          | ylh.max-in-flight  | --max-in-flight | 1000000
            cancel-unpaid --dry-run | unpaid.batch-size  | --batch-size    | 0
            cancel-unpaid --dry-run | unpaid.batch-size  | --batch-size    | 10001
            cancel-unpaid --dry-run | unpaid.max-orders  | --max-orders    | 0
            cancel-unpaid --dry-run | unpaid.max-orders  | --max-orders    | 1000000001
            cancel-unpaid --dry-run | unpaid.max-percent | --max-percent   | 0
            cancel-unpaid --dry-run | unpaid.max-percent | --max-percent   | 101
            cancel-unpaid --dry-run | unpaid.timeout     | --older-than    | 0s
            cancel-unpaid --dry-run --plan-out plan.json | plan.expires-after | --plan-expires | 0s
            """)
    void refusesInBoth(String command, String key, String option, String value) {
        Ran configured = withKey(command, key, value);
        Ran asked = withOption(command, option, value);

        assertThat(configured.code()).as(configured.out() + configured.err()).isEqualTo(2);
        assertThat(asked.code()).as(asked.out() + asked.err()).isEqualTo(2);
        assertThat(configured.err()).contains(key, value);
        assertThat(asked.err()).contains(option, value);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            sync --dry-run          | ylh.max-in-flight  | --max-in-flight | 1
            sync --dry-run          | ylh.max-in-flight  | --max-in-flight | 1000
            cancel-unpaid --dry-run | unpaid.batch-size  | --batch-size    | 1
            cancel-unpaid --dry-run | unpaid.batch-size  | --batch-size    | 10000
            cancel-unpaid --dry-run | unpaid.max-orders  | --max-orders    | 1000
            cancel-unpaid --dry-run | unpaid.max-orders  | --max-orders    | 9999999
            cancel-unpaid --dry-run --max-orders 1000 | unpaid.max-percent | --max-percent | 100
            """)
    void takesInBoth(String command, String key, String option, String value) {
        assertThat(withKey(command, key, value).code()).isNotEqualTo(2);
        assertThat(withOption(command, option, value).code()).isNotEqualTo(2);
    }

    @Test
    void bothSayWhatWouldBeRight() {
        String right = "a whole number from 1 to 1000";

        assertThat(withKey("sync --dry-run", "ylh.max-in-flight", "1001").err()).contains(right);
        assertThat(withOption("sync --dry-run", "--max-in-flight", "1001").err())
                .startsWith("ylh: --max-in-flight = 1001 is wrong; it should be " + right + "\n");
    }

    @Test
    void noAttemptAtAllIsNoAnswer() {
        assertThat(withKey("sync --dry-run", "ylh.attempts-max", "0").code()).isEqualTo(2);
    }
}
