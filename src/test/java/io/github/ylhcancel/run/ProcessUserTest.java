package io.github.ylhcancel.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ylhcancel.domain.OsUser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessUserTest {
    private static final String ACCOUNTS = """
            root:x:0:0:root:/root:/bin/sh
            # nothing
            li:x:70123:1000:李娜:/home/li:/bin/sh
            ::70125:
            escape:x
            \u001B[2Jx:x:70126:1::/:/bin/sh
            """;

    @TempDir
    private Path kernel;

    @Test
    void theRealAccountCountsAndTheLoginIsNamedWhereItIsAnother() throws IOException {
        assertThat(user("70123\t0\t0\t0", "70123")).isEqualTo(new OsUser("li", Optional.empty()));
        assertThat(user("0\t0\t0\t0", "70123")).isEqualTo(new OsUser("root", Optional.of("li")));
        assertThat(user("0\t0\t0\t0", "4294967295")).isEqualTo(new OsUser("root", Optional.empty()));
        assertThat(user("0\t0\t0\t0", "")).isEqualTo(new OsUser("root", Optional.empty()));
    }

    @Test
    void anAccountWithoutANameIsItsNumber() throws IOException {
        assertThat(user("70124\t70124", "70125")).isEqualTo(new OsUser("70124", Optional.of("70125")));
    }

    @Test
    void aNameHasNothingHidden() throws IOException {
        assertThat(user("70126\t0", "").name()).isEqualTo("\\u001b[2Jx");
    }

    @Test
    void onlyTheAccountWithNumberZeroIsRoot() throws IOException {
        user("0\t70123\t0\t0", "");
        assertThat(found().isRoot()).isTrue();
        user("70123\t0\t0\t0", "0");
        assertThat(found().isRoot()).isFalse();
    }

    @Test
    void whereThereIsNoSuchKernelJavaIsAsked() {
        ProcessUser unknown = new ProcessUser(kernel.resolve("none"), kernel, kernel.resolve("none"));

        assertThat(unknown.find()).isEqualTo(new OsUser(System.getProperty("user.name"), Optional.empty()));
        assertThat(unknown.isRoot()).isFalse();
    }

    @Test
    void whoOwnsSomethingNeedsNoListOfAccounts() throws IOException {
        Files.writeString(kernel.resolve("status"), "Uid:\t" + Files.getAttribute(kernel, "unix:uid"));

        assertThat(new ProcessUser(kernel, kernel, kernel.resolve("none"))
                        .find()
                        .name())
                .isEqualTo(Files.getOwner(kernel).getName());
    }

    private OsUser user(String ids, String login) throws IOException {
        Files.writeString(kernel.resolve("status"), "Name:\tjava\nUid:\t" + ids + "\nGid:\t1\t1\n");
        Files.writeString(kernel.resolve("loginuid"), login);
        Files.writeString(kernel.resolve("passwd"), ACCOUNTS);
        return found().find();
    }

    private ProcessUser found() {
        return new ProcessUser(kernel, kernel, kernel.resolve("passwd"));
    }
}
