package io.github.ylhcancel.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ylhcancel.db.Access;
import io.github.ylhcancel.db.Database;
import io.github.ylhcancel.db.DatabaseAddress;
import io.github.ylhcancel.domain.DatabaseIdentity;
import org.junit.jupiter.api.Test;

/** How databases are told apart. */
abstract class FingerprintContract extends StoreContract {
    @Test
    void isTheSameEachTimeAndFromEveryConnection() {
        DatabaseIdentity first = Fingerprint.of(database);

        try (Database again = Database.open(address, Access.WRITE)) {
            assertThat(Fingerprint.of(again)).isEqualTo(first);
        }
        assertThat(Fingerprint.of(database)).isEqualTo(first);
        assertThat(first.fingerprint()).matches("[0-9a-f]{16}");
        assertThat(first.address()).isEqualTo(address.toString());
    }

    /** The id inside is the same, since these databases are copies of one; only the place differs. */
    @Test
    void aCopyElsewhereIsAnotherDatabase() {
        String id = "5f6f3b0c-0000-4000-8000-000000000001";
        shop.execute("UPDATE ylh_database SET id = '" + id + "'");
        DatabaseAddress other = databases.shop();
        try (ShopRows rows = new ShopRows(other);
                Database copy = Database.open(other, Access.WRITE)) {
            rows.execute("UPDATE ylh_database SET id = '" + id + "'");

            assertThat(Fingerprint.of(copy).fingerprint())
                    .isNotEqualTo(Fingerprint.of(database).fingerprint());
        }
    }

    @Test
    void aDatabaseThatIsMadeAnewInTheSamePlaceIsAnother() {
        String before = Fingerprint.of(database).fingerprint();

        shop.execute("UPDATE ylh_database SET id = '5f6f3b0c-0000-4000-8000-000000000002'");

        assertThat(Fingerprint.of(database).fingerprint()).isNotEqualTo(before);
    }
}
