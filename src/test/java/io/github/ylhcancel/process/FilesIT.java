package io.github.ylhcancel.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ylhcancel.testing.AnotherUser;
import io.github.ylhcancel.testing.Ran;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The program run by a user who is not root, on files of his, of root's, and of somebody else. */
class FilesIT extends ProcessTest {
    private static final int SOMEBODY = AnotherUser.ID + 1;

    private Path config;

    @BeforeEach
    void open() throws IOException {
        AnotherUser.assumeCanRead(Path.of("target/ylh-cancel.jar"));
        openShop(40);
        config = shop.config();
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        AnotherUser.own(folder);
    }

    private Ran ylhOfUser(String... arguments) {
        return shell.run(Shell.words(AnotherUser.SETPRIV, command(arguments)));
    }

    private static void give(Path file, int owner, int group, String mode) throws IOException {
        Files.setAttribute(file, "unix:uid", owner, LinkOption.NOFOLLOW_LINKS);
        Files.setAttribute(file, "unix:gid", group, LinkOption.NOFOLLOW_LINKS);
        if (!Files.isSymbolicLink(file)) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
        }
    }

    /** As the manual recommends it for /etc/ylh. */
    @Test
    void aConfigurationOfRootsThatTheGroupMayRead() throws IOException {
        give(config, 0, AnotherUser.ID, "rw-r-----");

        assertThat(ylhOfUser("status").code()).isZero();
    }

    @Test
    void aConfigurationOfSomebodyElseIsRefused() throws IOException {
        give(config, SOMEBODY, AnotherUser.ID, "rw-r-----");

        Ran ran = ylhOfUser("status");

        assertThat(ran.code()).isEqualTo(2);
        assertThat(ran.err())
                .isEqualTo(
                        "ylh: %s cannot be read: %s belongs to the user %d; what ylh relies on belongs to root or to the user who runs it (%d)\n"
                                .formatted(config, config, SOMEBODY, AnotherUser.ID));
    }

    /** Credentials of systemd are files of mode 400, whose folder belongs to root or to the service's user. */
    @Test
    void aSecretOfModeFourHundred() throws IOException {
        Path credentials = Files.createDirectory(folder.resolve("credentials"));
        Path secret = Files.writeString(credentials.resolve("db"), "\n");
        give(secret, AnotherUser.ID, AnotherUser.ID, "r--------");
        give(credentials, AnotherUser.ID, AnotherUser.ID, "r-x------");

        Ran ran = shell.run(Shell.words(
                List.of("env", "YLH_DB_PASSWORD_FILE=" + secret), Shell.words(AnotherUser.SETPRIV, command("status"))));

        assertThat(ran.code()).as(ran.err()).isZero();
    }

    /** Where a process hands over what it has decrypted, nothing lies on the disk. */
    @Test
    void aConfigurationThatComesThroughAPipe() {
        String piped = "cat '" + config + "' | '" + Shell.YLH + "' -c /dev/stdin status";

        Ran ran = shell.run(Shell.words(AnotherUser.SETPRIV, "sh", "-c", piped));

        assertThat(ran.code()).as(ran.err()).isZero();
    }

    @Test
    void aPlanOfSomebodyElseIsNotCarriedOut() throws IOException {
        String order = paid();
        ylhOfUser("cancel", order, "--reason", "r", "--dry-run", "--plan-out", "plan.json");
        Path plan = shell.directory().resolve("plan.json");
        give(plan, SOMEBODY, AnotherUser.ID, "rw-r-----");

        Ran ran = ylhOfUser("cancel", "--plan", "plan.json", "--yes");

        assertThat(ran.code()).isEqualTo(2);
        assertThat(ran.err()).contains("the plan plan.json cannot be read", "belongs to the user " + SOMEBODY);
        assertThat(shop.status(order)).isEqualTo("paid");
    }

    /** The way in which a file of root's was given to the owner of the log's folder, and overwritten. */
    @Test
    void theLogOfRootsRunIsNotLedElsewhere() throws IOException {
        give(config, 0, 0, "rw-------");
        Path logs = Files.createDirectory(folder.resolve("logs"));
        Path secret = Files.writeString(folder.resolve("root-only"), "root's\n");
        give(secret, 0, 0, "rw-------");
        Files.setAttribute(folder, "unix:uid", 0);
        Files.createSymbolicLink(logs.resolve("ylh.log"), secret);
        Files.createSymbolicLink(logs.resolve("dangling.log"), folder.resolve("made-by-root"));
        AnotherUser.own(logs.resolve("ylh.log").getParent());
        shell.with("YLH_LOG_MAX_SIZE", "10KB");
        for (String name : List.of("ylh.log", "dangling.log", "new.log")) {
            Ran ran = shell.with("YLH_LOG_FILE", logs.resolve(name).toString()).run(command("status"));

            assertThat(ran.code()).isZero();
            assertThat(ran.err())
                    .contains("cannot be written", "belongs to the user " + AnotherUser.ID, "goes on without it")
                    .hasLineCount(1);
        }
        assertThat(secret).hasContent("root's");
        assertThat(Files.getAttribute(secret, "unix:uid")).isEqualTo(0);
        assertThat(folder.resolve("made-by-root")).doesNotExist();
        assertThat(logs.resolve("new.log")).doesNotExist();
    }

    @Test
    void resultsDoNotReplaceWhatSomebodysLinkLeadsTo() throws IOException {
        give(config, 0, 0, "rw-------");
        Files.setAttribute(folder, "unix:uid", 0);
        Path victim = Files.writeString(folder.resolve("root-only"), "root's\n");
        give(victim, 0, 0, "rw-------");
        Path theirs = Files.createDirectory(folder.resolve("theirs"));
        Files.createSymbolicLink(theirs.resolve("out.csv"), victim);
        AnotherUser.own(theirs);
        String order = paid();
        Path orders = Files.writeString(folder.resolve("orders.csv"), "order\n" + order + "\n");

        Ran ran = ylh(
                "cancel",
                "--file",
                orders.toString(),
                "--reason",
                "r",
                "--results",
                theirs.resolve("out.csv").toString());

        assertThat(ran.code()).isEqualTo(2);
        assertThat(ran.err()).contains("cannot be written", "belongs to the user " + AnotherUser.ID);
        assertThat(victim).hasContent("root's");
        assertThat(shop.status(order)).isEqualTo("paid");
        assertThat(folder.resolve("root-only.1")).doesNotExist();
    }

    @Test
    void whatIsMadeIsTheUsersAlone() throws IOException {
        Path log = folder.resolve("new/logs/ylh.log");
        String order = paid();
        Files.writeString(shell.directory().resolve("orders.csv"), "order\n" + order + "\n");
        shell.with("YLH_LOG_FILE", log.toString());

        Ran ran = ylhOfUser("cancel", "--file", "orders.csv", "--reason", "r", "--results", "out.csv");

        assertThat(ran.code()).as(ran.err()).isZero();
        assertThat(modeOf(log.getParent().getParent())).isEqualTo("rwx------");
        assertThat(modeOf(log.getParent())).isEqualTo("rwx------");
        assertThat(modeOf(log)).isEqualTo("rw-------");
        assertThat(modeOf(shell.directory().resolve("out.csv"))).isEqualTo("rw-------");
        assertThat(modeOf(folder.resolve("token.json"))).isEqualTo("rw-------");
        Path other = folder.resolve("new/other.log");
        shell.with("YLH_LOG_FILE", other.toString()).with("YLH_LOG_MODE", "640");
        ylhOfUser("status");
        assertThat(modeOf(other)).isEqualTo("rw-r-----");
    }

    @Test
    void theDatabaseThatIsMadeIsTheUsersAlone() throws IOException {
        shell.with("YLH_DB_URL", "jdbc:h2:file:" + folder.resolve("new/shop"));

        assertThat(ylhOfUser("db", "init").code()).isZero();

        assertThat(modeOf(folder.resolve("new"))).isEqualTo("rwx------");
        assertThat(modeOf(folder.resolve("new/shop.mv.db"))).isEqualTo("rw-------");
    }

    private static String modeOf(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }
}
