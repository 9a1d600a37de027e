package io.github.ylhcancel.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ylhcancel.testing.MysqlGroup;
import io.github.ylhcancel.testing.Ran;
import io.github.ylhcancel.testing.TestShop;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;

/** A group of three MySQL servers, of which one takes writes and is killed; another takes its place, and nobody says which. */
class GroupReplicationIT extends FailoverContract {
    private static MysqlGroup group;

    private int killed;

    @BeforeAll
    static void startGroup() throws IOException {
        group = MysqlGroup.started(false);
    }

    @AfterAll
    static void endGroup() {
        if (group != null) {
            group.close();
        }
    }

    @AfterEach
    void endCommands() throws IOException {
        endAll();
        comeBack();
    }

    private void comeBack() throws IOException {
        if (killed > 0) {
            group.comeBack(killed);
            killed = 0;
        }
    }

    @Override
    void makeShop(String database, int orders, int everyKnown, Random random) throws IOException {
        comeBack();
        int primary = group.primary();
        group.execute(primary, "CREATE DATABASE " + database);
        shop = TestShop.in(
                group.address(database, primary), Files.createDirectories(folder.resolve(database)), sandbox);
        Ran init = shop.ylh().run("db", "init");
        assertThat(init.code()).as(init.err()).isZero();
        shop.execute("INSERT INTO products (id, name, stock_source, stock) SELECT n, CONCAT('P', n), 'own', " + STOCK
                + " FROM " + numbers(1, PRODUCTS));
        shop.execute(orders(1, orders, "pending", everyKnown));
    }

    @Override
    TestShop all(String database, Random random) throws IOException {
        return TestShop.in(
                group.addressOfAll(database, random), Files.createTempDirectory(folder, database), sandbox, PACE);
    }

    @Override
    void failOver(String database, boolean underWork, Random random) {
        killed = group.primary();
        group.kill(killed);
        shop = TestShop.in(group.address(database, group.primary()), folder.resolve(database), sandbox);
    }

    @Override
    String numbers(int first, int last) {
        return Numbers.onMysqlFamily(first, last);
    }
}
