package io.github.ylhcancel.store;

import io.github.ylhcancel.base.Sha256;
import io.github.ylhcancel.base.UserError;
import io.github.ylhcancel.db.ConnectionLostException;
import io.github.ylhcancel.db.Database;
import io.github.ylhcancel.db.Row;
import io.github.ylhcancel.db.Sql;
import io.github.ylhcancel.db.StoreException;
import io.github.ylhcancel.domain.DatabaseIdentity;
import java.util.List;

/**
 * Tells one database from another by the random id that its tool's tables got when they were made, and by what the server says
 * of itself: the id alone would travel with a copy, and a plan made on a test system be carried out on the real one.
 */
public final class Fingerprint {
    private static final String ID = "SELECT id FROM ylh_database";
    private static final int BYTES = 8;

    private Fingerprint() {}

    public static DatabaseIdentity of(Database database) {
        String own = id(database);
        return new DatabaseIdentity(
                hash(own + "\n" + server(database)), database.address().toString());
    }

    /** The id alone, by which a copy and a replica know each other again. */
    public static String id(Database database) {
        return database.read(sql -> text(sql, ID));
    }

    private static String server(Database database) {
        List<String> selects = database.dialect().identity();
        for (String select : selects.subList(0, selects.size() - 1)) {
            try {
                return database.read(sql -> text(sql, select));
            } catch (ConnectionLostException lost) {
                throw lost;
            } catch (StoreException | UserError notPermitted) {
                // A server that keeps this to its administrators: the next SELECT says less.
            }
        }
        return database.read(sql -> text(sql, selects.get(selects.size() - 1)));
    }

    private static String text(Sql sql, String select) {
        return sql.first(select, Row::text).orElse("");
    }

    private static String hash(String text) {
        return new Sha256().add(text).hex().substring(0, 2 * BYTES);
    }
}
