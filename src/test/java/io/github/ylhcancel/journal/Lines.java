package io.github.ylhcancel.journal;

import io.github.ylhcancel.domain.Account;
import io.github.ylhcancel.domain.CancellationRequest;
import io.github.ylhcancel.domain.RowKey;
import io.github.ylhcancel.domain.ToldRequest;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Lines of a journal, for tests. */
public final class Lines {
    public static final String DATABASE = "5f0c2d4e-database";
    public static final Account ACCOUNT = new Account("auth.ylh.test/client/user");
    private static final Instant AT = Instant.parse("2026-03-01T08:00:00.123Z");

    private Lines() {}

    static ToldRequest line(String soId, String reason) {
        return line(AT, DATABASE, ACCOUNT, soId, reason);
    }

    static ToldRequest line(Instant at, String database, Account account, String soId, String reason) {
        return new ToldRequest(
                at,
                database,
                Optional.of(account),
                RowKey.ofText("17").orElseThrow(),
                "PO-" + soId,
                new CancellationRequest(soId, reason, "SHOP", AT),
                "20260301T080000Z-abcde");
    }

    /** All that can be read in all of the journal's files, the oldest first; fails where a line cannot. */
    static List<ToldRequest> all(Path file) throws IOException {
        List<ToldRequest> lines = new ArrayList<>();
        List<Path> files = new ArrayList<>(ToldFiles.old(file));
        files.add(file);
        for (Path one : files) {
            int unreadable = ToldFile.read(one, lines::add);
            if (unreadable > 0) {
                throw new AssertionError(unreadable + " lines of " + one + " cannot be read");
            }
        }
        return lines;
    }
}
