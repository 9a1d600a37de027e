package io.github.ylhcancel.store;

import io.github.ylhcancel.db.Access;
import io.github.ylhcancel.db.Database;
import io.github.ylhcancel.db.DatabaseAddress;
import io.github.ylhcancel.schema.ShopSchema;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/** Embedded databases in a folder of a test. */
public final class H2Databases implements TestDatabases {
    /** Made once each: the migrations take longer than most tests. */
    private static final Map<String, byte[]> MADE = new HashMap<>();

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
    public DatabaseAddress shop(String name, Function<DatabaseAddress, String[]> more) {
        Path file = nextFile();
        try {
            Files.write(file, shopFile(name, more));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return at(file);
    }

    private Path nextFile() {
        return folder.resolve("shop-" + ++made + ".mv.db");
    }

    private static synchronized byte[] shopFile(String name, Function<DatabaseAddress, String[]> more)
            throws IOException {
        if (!MADE.containsKey(name)) {
            Path folder = Files.createTempDirectory("ylh-shop");
            Path file = folder.resolve("shop.mv.db");
            try (Tables tables = Tables.open(at(file), ShopSchema.byDefault(), Access.CREATE)) {
                tables.createShop();
                tables.migrate();
            }
            try (ShopRows rows = new ShopRows(at(file))) {
                rows.execute(more.apply(at(file)));
            }
            MADE.put(name, Files.readAllBytes(file));
            Files.delete(file);
            Files.delete(folder);
        }
        return MADE.get(name);
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
    public String later(String column, long minutes) {
        return "DATEADD(MINUTE, " + minutes + ", " + column + ")";
    }

    @Override
    public String epoch(String column) {
        return "EXTRACT(EPOCH FROM " + column + ")";
    }

    @Override
    public Database waiting(DatabaseAddress address, Duration longest) {
        Database open = Database.open(address, Access.WRITE);
        open.read(sql -> {
            sql.execute("SET LOCK_TIMEOUT " + longest.toMillis());
            return null;
        });
        return open;
    }
}
