package io.github.ylhcancel.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ylhcancel.testing.AnotherUser;
import io.github.ylhcancel.testing.Ran;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Where the program looks for its files, and leaves them, when the home or the folder at hand is an odd one. */
class HomeIT extends ProcessTest {
    private static final String PATH = "PATH=" + Path.of(Shell.JAVA).getParent() + ":/usr/bin:/bin";

    @Test
    void theVariableCountsBeforeThePasswdEntry() throws IOException {
        Path config = shell.home().resolve(".config/ylh/ylh.properties");
        Files.createDirectories(config.getParent());
        Files.writeString(config, "log.file = ~/ylh.log\n");

        Ran ran = shell.run(Shell.YLH, "config", "show", "-o", "json");

        assertThat(ran.json().path("summary").path("file").asText()).isEqualTo(config.toString());
        assertThat(ran.out())
                .contains("\"" + shell.home() + "/ylh.log\"", "\"" + shell.home() + "/.cache/ylh/token.json\"")
                .contains("\"jdbc:h2:file:" + shell.home() + "/.local/share/ylh/shop\"");
    }

    /** A file that somebody left there decides nothing. */
    @Test
    void theFolderAtHandIsNotLookedAt() throws IOException {
        openShop(40);
        Files.writeString(shell.directory().resolve("ylh.properties"), "no.key = of ours\n");

        assertThat(ylh("status").code()).isZero();
        Ran unnamed = shell.run(Shell.YLH, "config", "show", "-o", "json");
        assertThat(unnamed.json().path("summary").path("file").isNull()).isTrue();
    }

    @Test
    void aUserWithoutPasswdEntryAndHomeLeavesNothingInTheFolderAtHand() throws IOException {
        AnotherUser.assumeCanRead(Path.of("target/ylh-cancel.jar"));
        openShop(40, "ylh.token-cache = ~/.cache/ylh/token.json");
        String order = paid();
        AnotherUser.own(folder);

        Ran ran = shell.run(Shell.words(
                Stream.concat(Stream.of("env", "-i", PATH), AnotherUser.SETPRIV.stream())
                        .toList(),
                command("cancel", order, "--reason", "没有主目录")));

        assertThat(ran.code()).as(ran.err()).isZero();
        assertThat(ran.err()).isEmpty();
        assertCancelledOnce(order);
        assertThat(shell.directory()).isEmptyDirectory();
    }

    @Test
    void aWorkingFolderThatIsGoneIsNotNeeded() {
        openShop(40);
        String order = paid();

        Ran ran = inAFolderThatIsGone(command("cancel", order, "--reason", "r"));

        assertThat(ran.code()).as(ran.err()).isZero();
        assertCancelledOnce(order);
    }

    @Test
    void whatIsRelativeToAFolderThatIsGoneIsRefused() {
        openShop(0);
        for (String[] command : List.of(
                command("cancel", "--file", "x.csv", "--reason", "r"),
                command("cancel", "PO1", "--reason", "r", "--dry-run", "--plan-out", "x.csv"),
                Shell.words(List.of("env", "YLH_LOG_FILE=x.csv"), command("status")),
                new String[] {Shell.YLH, "-c", "x.csv", "status"})) {
            Ran ran = inAFolderThatIsGone(command);

            assertThat(ran.code()).as(ran.err()).isEqualTo(2);
            assertThat(ran.err())
                    .contains("\"x.csv\" is relative to the working folder, which has been deleted")
                    .doesNotContain("Exception", "Error occurred");
        }
    }

    private Ran inAFolderThatIsGone(String... command) {
        List<String> script = List.of("sh", "-c", "mkdir gone && cd gone && rmdir ../gone && exec \"$@\"", "sh");
        return shell.run(Shell.words(script, command));
    }
}
