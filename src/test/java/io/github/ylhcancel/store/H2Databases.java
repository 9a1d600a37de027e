package io.github.ylhcancel.store;

import io.github.ylhcancel.db.Access;
import io.github.ylhcancel.db.DatabaseAddress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Embedded databases in a folder of a test. */
public final class H2Databases implements TestDatabases {
    /** Made once: the migrations take longer than most tests. */
    private static byte[] shop;

    private final Path folder;
    private int made;

    public H2Databases(Path folder) {
        this.folder = folder;
    }

    @Override
    public DatabaseAddress empty() {
        return at(nextFile());
    }

    @Override
    public DatabaseAddress shop() {
        Path file = nextFile();
        try {
            Files.write(file, shopFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return at(file);
    }

    private Path nextFile() {
        return folder.resolve("shop-" + ++made + ".mv.db");
    }

    private static byte[] shopFile() throws IOException {
        if (shop == null) {
            Path folder = Files.createTempDirectory("ylh-shop");
            Path file = folder.resolve("shop.mv.db");
            try (Tables tables = Tables.open(at(file), ShopSchema.byDefault(), Access.CREATE)) {
                tables.createShop();
                tables.migrate();
            }
            shop = Files.readAllBytes(file);
            Files.delete(file);
            Files.delete(folder);
        }
        return shop;
    }

    /** The address of a database file, which need not exist. Closing it does not stop to tidy up: that is most of a test's time. */
    static DatabaseAddress at(Path file) {
        String path = file.toString().replaceFirst("\\.mv\\.db$", "");
        return new DatabaseAddress("jdbc:h2:file:" + path + ";MAX_COMPACT_TIME=0", "", "", false);
    }

    @Override
    public String quoted(String name) {
        return '"' + name + '"';
    }

    @Override
    public String ignoreForeignKeys() {
        return "SET REFERENTIAL_INTEGRITY FALSE";
    }

    @Override
    public String withTimeZone(String table, String column) {
        return "ALTER TABLE " + table + " ALTER COLUMN " + column + " SET DATA TYPE TIMESTAMP(6) WITH TIME ZONE";
    }

    @Override
    public String epoch(String column) {
        return "EXTRACT(EPOCH FROM " + column + ")";
    }

    @Override
    public String impatience() {
        return "SET LOCK_TIMEOUT 50";
    }

    @Override
    public String patienceOfASecond() {
        return "SET LOCK_TIMEOUT 1000";
    }
}
