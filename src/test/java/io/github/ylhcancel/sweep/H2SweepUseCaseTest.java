package io.github.ylhcancel.sweep;

import io.github.ylhcancel.store.H2Databases;
import io.github.ylhcancel.store.TestDatabases;

class H2SweepUseCaseTest extends SweepUseCaseContract {
    @Override
    TestDatabases databases() {
        return new H2Databases(folder);
    }
}
