package io.github.ylhcancel.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ylhcancel.testing.AnotherUser;
import io.github.ylhcancel.testing.Ran;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whose process it was says the kernel, whatever the environment claims. */
class OsUserIT extends ProcessTest {
    private static final List<String> CLAIMS = List.of(
            "env", "USER=claimed", "LOGNAME=claimed", "SUDO_USER=caller", "JAVA_TOOL_OPTIONS=-Duser.name=forged");

    private String order;

    @BeforeEach
    void openShop() {
        openShop(40);
        order = paid();
    }

    @Test
    void anAccountWithoutANameIsItsNumberAndCannotClaimToBeAnother() throws IOException {
        AnotherUser.assumeCanRead(Path.of("target/ylh-cancel.jar"));
        AnotherUser.own(folder);

        Ran ran = cancel(AnotherUser.SETPRIV, "--operator", "李娜");

        assertThat(ran.code()).as(ran.err()).isZero();
        String number = String.valueOf(Files.getAttribute(shop.config(), "unix:uid"));
        assertThat(shop.rows("SELECT operator, os_user FROM ylh_run WHERE command = 'cancel'"))
                .containsExactly("李娜 | " + number);
        assertThat(other("history", order).out()).contains("by 李娜 (as " + number + ")");
        assertThat(other("runs", at(other("runs", "--command", "cancel", "-o", "json"), 0, "run"))
                        .out())
                .contains("李娜 (as " + number + ")");
    }

    @Test
    void whoeverIsNotRootIsCalledByNobodysSudo() throws IOException {
        AnotherUser.assumeCanRead(Path.of("target/ylh-cancel.jar"));
        AnotherUser.own(folder);

        assertThat(cancel(AnotherUser.SETPRIV).code()).isZero();

        String number = String.valueOf(Files.getAttribute(shop.config(), "unix:uid"));
        assertThat(shop.rows("SELECT operator, os_user FROM ylh_run WHERE command = 'cancel'"))
                .containsExactly(number + " | " + number);
        assertThat(other("history", order).out()).contains("by " + number).doesNotContain("(as ");
    }

    @Test
    void rootIsWhoCalledSudoAndItsAccountIsSaid() throws IOException {
        String account = Files.getOwner(folder).getName();
        boolean root = Files.getAttribute(folder, "unix:uid").equals(0);

        assertThat(cancel(List.of()).code()).isZero();

        assertThat(shop.rows("SELECT operator, os_user FROM ylh_run WHERE command = 'cancel'"))
                .containsExactly((root ? "caller" : account) + " | " + account);
    }

    /** Root reads no files of somebody else. */
    private Ran other(String... arguments) {
        return shell.run(Shell.words(AnotherUser.SETPRIV, command(arguments)));
    }

    private Ran cancel(List<String> as, String... more) {
        List<String> front = Stream.concat(CLAIMS.stream(), as.stream()).toList();
        String[] words = Stream.concat(Stream.of("cancel", order, "--reason", "缺货"), Stream.of(more))
                .toArray(String[]::new);
        return shell.run(Shell.words(front, command(words)));
    }
}
