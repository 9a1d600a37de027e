package io.github.ylhcancel.store;

import org.junit.jupiter.api.Nested;

/** Sets of orders on an embedded database. */
class H2SetsTest {
    @Nested
    class OfCancelSets extends CancelSetsContract {
        @Override
        TestDatabases databases() {
            return new H2Databases(folder);
        }
    }

    @Nested
    class OfAlikeWords extends AlikeWordsContract {
        @Override
        TestDatabases databases() {
            return new H2Databases(folder);
        }
    }

    @Nested
    class OfBusySets extends BusySetsContract {
        @Override
        TestDatabases databases() {
            return new H2Databases(folder);
        }

        @Override
        Writer writer() {
            return embeddedWriter();
        }
    }

    @Nested
    class OfDjangoSets extends DjangoSetsContract {
        @Override
        TestDatabases databases() {
            return new H2Databases(folder);
        }
    }

    @Nested
    class OfSeveralRows extends SeveralRowsContract {
        @Override
        TestDatabases databases() {
            return new H2Databases(folder);
        }
    }
}
