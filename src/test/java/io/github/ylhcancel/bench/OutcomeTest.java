package io.github.ylhcancel.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** A benchmark that cannot see a wrong outcome would praise the fastest way to do nothing. */
@ParameterizedClass
@EnumSource(Shop.class)
class OutcomeTest {
    private static final int OVERDUE = 2000;

    @TempDir
    static Path folder;

    @Parameter
    Shop shop;

    private Address shopDatabase;

    @BeforeParameterizedClassInvocation
    static void fillShop(Shop shop) throws Exception {
        try (Engine engine = engine(shop)) {
            new Filling(engine.folder(), shop, OVERDUE, Instant.now()).run(engine.empty());
            engine.keep();
            sweep(engine.restore(), shop);
            Files.copy(copy(shop), swept(shop));
        }
    }

    private static Path copy(Shop shop) {
        return folder.resolve(shop.word()).resolve("copy.mv.db");
    }

    private static Path swept(Shop shop) {
        return folder.resolve(shop.word()).resolve("swept.mv.db");
    }

    private static Engine engine(Shop shop) {
        return new H2Engine(folder.resolve(shop.word()));
    }

    @BeforeEach
    void copyShop() throws Exception {
        try (Engine engine = engine(shop)) {
            shopDatabase = engine.restore();
        }
    }

    @Test
    void acceptsTheSetBasedSweep() throws Exception {
        sweep();
        assertThat(Outcome.wrong(shopDatabase, shop, OVERDUE, OVERDUE)).isEmpty();
    }

    @Test
    void acceptsTheOldestOrdersOneByOne() throws Exception {
        OrderByOrderSweep.main(arguments(shopDatabase, shop, "400"));
        assertThat(Outcome.wrong(shopDatabase, shop, OVERDUE, 400)).isEmpty();
    }

    @Test
    void seesThatNothingWasDone() throws Exception {
        assertThat(Outcome.wrong(shopDatabase, shop, OVERDUE, OVERDUE)).contains("orders cancelled: 0 instead of 2000");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            UPDATE {products} SET stock = stock + 1 WHERE id = 5         | products with a wrong stock: 1 instead of 0
            UPDATE {skus} SET stock = stock - 1 WHERE id = 3             | SKUs with a wrong stock: 1 instead of 0
            UPDATE {orders} SET status = 'cancelled' WHERE id = 2        | orders paid: 1999 instead of 2000
            UPDATE {orders} SET status = 'cancelled' WHERE id = 4001     | orders pending: 1999 instead of 2000
            UPDATE {orders} SET status = 'pending' WHERE id = 1          | overdue orders cancelled: 1999 instead of 2000
            UPDATE {history} SET order_id = 3 WHERE to_status = 'cancelled' AND order_id = 1 | orders with history: 1999 instead of 2000
            DELETE FROM {history} WHERE to_status = 'cancelled' AND order_id = 1 | rows of history: 1999 instead of 2000
            """)
    void seesWhatIsWrong(String damage, String told) throws Exception {
        sweep();
        try (Connection connection = shopDatabase.connect();
                Statement statement = connection.createStatement()) {
            assertThat(statement.executeUpdate(shop.sql(damage))).isEqualTo(1);
        }
        assertThat(Outcome.wrong(shopDatabase, shop, OVERDUE, OVERDUE)).contains(told);
    }

    @Test
    void seesALostRowOfTheInventoryLog() throws Exception {
        sweep();
        try (Connection connection = shopDatabase.connect();
                Statement statement = connection.createStatement()) {
            statement.executeUpdate(shop.sql("DELETE FROM {log} WHERE id = (SELECT MIN(id) FROM {log})"));
        }
        assertThat(Outcome.wrong(shopDatabase, shop, OVERDUE, OVERDUE))
                .singleElement()
                .asString()
                .startsWith("units in the inventory log: ");
    }

    /** The sweep is the same for each test, so it runs once. */
    private void sweep() throws IOException {
        Files.copy(swept(shop), copy(shop), StandardCopyOption.REPLACE_EXISTING);
    }

    private static void sweep(Address address, Shop shop) throws SQLException {
        SetBasedSweep.main(arguments(address, shop, "500"));
    }

    private static String[] arguments(Address address, Shop shop, String last) {
        return new String[] {address.url(), address.user(), address.password(), shop.word(), last};
    }
}
