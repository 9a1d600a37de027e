package io.github.ylhcancel.cli;

import io.github.ylhcancel.store.PostgresqlDatabases;
import io.github.ylhcancel.store.TestDatabases;
import java.util.List;

class PostgresqlPlantedMistakesTest extends PlantedMistakesContract {
    @Override
    TestDatabases databases() throws Exception {
        return PostgresqlDatabases.started();
    }

    @Override
    List<String> kinds() {
        return List.of("CREATE TYPE kind_of_stock AS ENUM ('own', 'supplier')", "kind_of_stock");
    }

    @Override
    List<String> trigger() {
        return List.of(
                "CREATE FUNCTION nothing() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
                "CREATE TRIGGER back_again BEFORE UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION nothing()");
    }
}
