package io.github.ylhcancel.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.github.ylhcancel.testing.Ran;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What differs when a person sits there: the question before anything is cancelled, and the colours. */
class TerminalIT extends ProcessTest {
    private static final Path SCRIPT = Path.of("/usr/bin/script");
    private static final String ESCAPE = "\u001B[";

    private String order;

    @BeforeEach
    void open() {
        assumeThat(Files.isExecutable(SCRIPT))
                .as("util-linux's " + SCRIPT + " makes the terminal, and is not here")
                .isTrue();
        openShop(40);
        order = paid();
        shell.with("TERM", "xterm");
    }

    /** The program on a terminal of its own, on which somebody types; all its output is in {@link Ran#out()}. */
    private Ran onTerminal(String typed, String... arguments) {
        return shell.reading(typed).run(SCRIPT.toString(), "-qec", Shell.line(command(arguments)), "/dev/null");
    }

    @Test
    void aNoChangesNothing() {
        Ran ran = onTerminal("n\n", "cancel", order, "--reason", "缺货");

        assertThat(ran.code()).isEqualTo(7);
        assertThat(ran.out()).contains("would-cancel", "stock would come back", "[y/N]", "nothing was cancelled");
        assertThat(shop.status(order)).isEqualTo("paid");
        assertThat(sandbox.requests()).isEmpty();
    }

    @Test
    void noAnswerIsANo() {
        Ran ran = onTerminal("\n", "cancel", order, "--reason", "缺货");

        assertThat(ran.code()).isEqualTo(7);
        assertThat(ran.out()).contains("[y/N]", "nothing was cancelled");
        assertThat(shop.status(order)).isEqualTo("paid");
    }

    @Test
    void aYesCancels() {
        Ran ran = onTerminal("y\n", "cancel", order, "--reason", "缺货");

        assertThat(ran.code()).isZero();
        assertThat(ran.out()).contains("Cancel 1 of these orders? [y/N]", "YLH: accepted");
        assertCancelledOnce(order);
    }

    @Test
    void withYesNobodyIsAsked() {
        Ran ran = onTerminal("", "cancel", order, "--reason", "缺货", "--yes");

        assertThat(ran.code()).isZero();
        assertThat(ran.out()).doesNotContain("[y/N]");
        assertCancelledOnce(order);
    }

    @Test
    void nobodyIsAskedWithoutATerminal() {
        shell.reading("n\n");

        Ran ran = ylh("cancel", order, "--reason", "缺货");

        assertThat(ran.code()).isZero();
        assertThat(ran.out() + ran.err()).doesNotContain("[y/N]");
        assertCancelledOnce(order);
    }

    @Test
    void nobodyIsAskedWhenThereIsNothingToLose() {
        String shipped = shop.orders("shipped", true).get(0);

        Ran ran = onTerminal("", "cancel", shipped, "--reason", "缺货");

        assertThat(ran.code()).isEqualTo(3);
        assertThat(ran.out()).contains("refused").doesNotContain("[y/N]");
    }

    @Test
    void theSweepAsksAndShowsHowFarItIs() {
        long overdue = ylh("cancel-unpaid", "--dry-run", "-o", "json")
                .json()
                .path("summary")
                .path("would_cancel")
                .asLong();

        Ran no = onTerminal("n\n", "cancel-unpaid");
        assertThat(no.code()).isEqualTo(7);
        assertThat(no.out())
                .contains(
                        "Cancel " + overdue + " orders that have not been paid for 24 h? [y/N]",
                        "nothing was cancelled");

        Ran yes = onTerminal("y\n", "cancel-unpaid");
        assertThat(yes.code()).isZero();
        assertThat(yes.out()).contains("100%", overdue + "/" + overdue, "/s", overdue + " cancelled");
    }

    @Test
    void coloursAreForTerminalsUnlessSomebodyDoesNotWantThem() {
        assertThat(onTerminal("", "status", order).out()).contains(ESCAPE);
        assertThat(onTerminal("", "--color", "never", "status", order).out()).doesNotContain(ESCAPE);
        assertThat(ylh("status", order).out()).doesNotContain(ESCAPE);
        assertThat(ylh("--color", "always", "status", order).out()).contains(ESCAPE);
        shell.with("NO_COLOR", "1");
        assertThat(onTerminal("", "status", order).out()).doesNotContain(ESCAPE);
    }
}
