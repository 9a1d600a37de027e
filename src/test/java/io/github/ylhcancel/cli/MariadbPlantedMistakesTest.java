package io.github.ylhcancel.cli;

import io.github.ylhcancel.store.MariadbDatabases;
import io.github.ylhcancel.store.TestDatabases;
import java.util.List;

class MariadbPlantedMistakesTest extends PlantedMistakesContract {
    @Override
    TestDatabases databases() throws Exception {
        return MariadbDatabases.started();
    }

    @Override
    List<String> kinds() {
        return List.of("ENUM ('own', 'supplier')");
    }

    @Override
    List<String> trigger() {
        return List.of(
                "CREATE TRIGGER back_again BEFORE UPDATE ON orders FOR EACH ROW SET NEW.haier_fail_msg = OLD.haier_fail_msg");
    }
}
