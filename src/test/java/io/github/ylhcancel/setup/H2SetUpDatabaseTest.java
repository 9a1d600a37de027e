package io.github.ylhcancel.setup;

import static io.github.ylhcancel.store.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.ylhcancel.db.DatabaseAddress;
import io.github.ylhcancel.db.DatabaseClock;
import io.github.ylhcancel.schema.ShopSchema;
import io.github.ylhcancel.store.H2Databases;
import io.github.ylhcancel.store.TestDatabases;
import java.time.Clock;
import org.junit.jupiter.api.Test;

class H2SetUpDatabaseTest extends SetUpDatabaseContract {
    @Override
    TestDatabases databases() {
        return new H2Databases(folder);
    }

    @Test
    void upgradesNoDatabaseThatIsMissing() {
        DatabaseAddress missing = databases().empty();
        SetUpDatabase setUp = new SetUpDatabase(
                missing, ShopSchema.byDefault(), new DatabaseClock(Clock.systemUTC(), ahead -> {}), runs -> {});

        assertRefused(setUp::upgrade, "db.missing", missing);

        assertThat(folder).isEmptyDirectory();
    }
}
