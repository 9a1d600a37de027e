package io.github.ylhcancel.journal;

import io.github.ylhcancel.base.Sha256;
import io.github.ylhcancel.domain.Account;
import io.github.ylhcancel.domain.ToldRequest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;

/**
 * What two lines have in common that are about the same thing: database, account and so-id, as half of their SHA-256. Lines about other
 * things never have the same one.
 */
record ToldKey(long high, long low) {
    static final ToldKey NONE = new ToldKey(0, 0);
    static final int BYTES = 16;

    static ToldKey of(String database, Optional<Account> account, String soId) {
        return of((database + "\n" + account.map(Account::stored).orElse("") + "\n" + soId)
                .getBytes(StandardCharsets.UTF_8));
    }

    static ToldKey of(ToldRequest line) {
        return of(line.database(), line.account(), line.request().soId());
    }

    static ToldKey of(byte[] bytes) {
        MessageDigest digest = Sha256.digest();
        ByteBuffer half = ByteBuffer.wrap(digest.digest(bytes));
        return new ToldKey(half.getLong(), half.getLong());
    }

    /** Not by {@code equals}: what a record's does is put together when it is first called, which takes longer than a start has. */
    boolean isSame(ToldKey other) {
        return high == other.high && low == other.low;
    }
}
