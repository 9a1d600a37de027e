package io.github.ylhcancel.reconcile;

import io.github.ylhcancel.base.FileReason;
import io.github.ylhcancel.base.UserError;
import io.github.ylhcancel.domain.Account;
import io.github.ylhcancel.domain.RowKey;
import io.github.ylhcancel.domain.ToldRequest;
import io.github.ylhcancel.journal.ToldFile;
import io.github.ylhcancel.journal.ToldFiles;
import io.github.ylhcancel.store.ForgottenRequests;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** Reads journals line by line, and finds in batches what the database has forgotten. */
final class Journals {
    private static final int BATCH = 500;

    private final ForgottenRequests forgotten;
    private final Optional<Account> account;

    /**
     * @param account whose lines are meant; nothing for all
     */
    Journals(ForgottenRequests forgotten, Optional<Account> account) {
        this.forgotten = forgotten;
        this.account = account;
    }

    /** One run's way through the files. */
    private final class Reading {
        private final String database = forgotten.databaseId();
        private final Optional<Set<RowKey>> orders;
        private final Instant now;
        private final BooleanSupplier goesOn;
        private final Consumer<ForgottenRequests.Found> listener;
        private final SeenLines seen = new SeenLines();
        private final List<ToldRequest> batch = new ArrayList<>();
        private boolean stopped;

        Reading(
                Optional<Set<RowKey>> orders,
                Instant now,
                BooleanSupplier goesOn,
                Consumer<ForgottenRequests.Found> listener) {
            this.orders = orders;
            this.now = now;
            this.goesOn = goesOn;
            this.listener = listener;
        }

        void take(ToldRequest line) {
            boolean isMeant = line.database().equals(database)
                    && (account.isEmpty()
                            || line.account().isEmpty()
                            || line.account().equals(account))
                    && orders.map(some -> some.contains(line.orderKey())).orElse(true);
            if (!stopped && isMeant && seen.isFirst(line.request())) {
                batch.add(line);
                if (batch.size() == BATCH) {
                    look();
                }
            }
        }

        void look() {
            for (ForgottenRequests.Found found : forgotten.among(batch, now)) {
                stopped = stopped || !goesOn.getAsBoolean();
                if (stopped) {
                    break;
                }
                listener.accept(found);
            }
            batch.clear();
        }
    }

    /** Each once, and the old ones that a journal has rolled into before it. */
    private static Set<Path> withOldOnes(List<Path> files) {
        Set<Path> all = new LinkedHashSet<>();
        for (Path named : files) {
            Path file = named.toAbsolutePath();
            try {
                all.addAll(ToldFiles.old(file));
            } catch (IOException e) {
                throw unreadable(named, e);
            }
            all.add(file);
        }
        return all;
    }

    private static UserError unreadable(Path file, IOException why) {
        return UserError.usage("reconcile.journal-unreadable", file, FileReason.of(why));
    }

    /**
     * Hands on what the database does not know.
     *
     * @param orders only of these; nothing for all
     * @return how many lines cannot be read
     */
    int forgotten(
            List<Path> files,
            Optional<Set<RowKey>> orders,
            Instant now,
            BooleanSupplier goesOn,
            Consumer<ForgottenRequests.Found> listener) {
        Reading reading = new Reading(orders, now, goesOn, listener);
        int unreadable = 0;
        for (Path file : withOldOnes(files)) {
            try {
                unreadable += ToldFile.read(file, reading::take);
            } catch (IOException e) {
                throw unreadable(file, e);
            }
        }
        reading.look();
        return unreadable;
    }
}
