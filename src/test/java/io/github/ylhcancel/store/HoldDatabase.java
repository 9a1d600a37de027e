package io.github.ylhcancel.store;

import io.github.ylhcancel.db.Access;
import io.github.ylhcancel.db.Database;
import io.github.ylhcancel.db.DatabaseAddress;
import java.io.IOException;

/** A process that has a database open until its input ends. */
final class HoldDatabase {
    private HoldDatabase() {}

    public static void main(String[] arguments) throws IOException {
        DatabaseAddress address = new DatabaseAddress(arguments[0], "", "", false);
        try (Database database = Database.open(address, Access.valueOf(arguments[1]))) {
            System.out.println("holding " + database.address());
            while (System.in.read() >= 0) {
                // until the end of the input
            }
        }
    }
}
