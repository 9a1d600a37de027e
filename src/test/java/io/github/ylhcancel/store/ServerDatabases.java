package io.github.ylhcancel.store;

import io.github.ylhcancel.db.Access;
import io.github.ylhcancel.db.Database;
import io.github.ylhcancel.db.DatabaseAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Databases on a server that is started when the first of them is wanted, and ends with this process. */
public abstract class ServerDatabases implements TestDatabases {
    private final DatabaseServer server;
    private final List<String> rooms = new ArrayList<>();
    private boolean frozen;

    ServerDatabases(DatabaseServer server) {
        this.server = server;
    }

    @Override
    public DatabaseAddress empty() {
        return taken(server.create());
    }

    @Override
    public DatabaseAddress unusedShop() {
        return taken(server.createNewShop("", NOTHING_MORE));
    }

    @Override
    public DatabaseAddress shop(String name, Function<DatabaseAddress, String[]> more) {
        return taken(server.createShop(name, more));
    }

    private DatabaseAddress taken(String room) {
        rooms.add(room);
        return server.address(room);
    }

    /** As an owner does: sessions that begin from now on take no writes. */
    public final void freeze() {
        server.execute(freezing());
        frozen = true;
    }

    /** Lets them take writes again. */
    public final void thaw() {
        server.execute(thawing());
        frozen = false;
    }

    abstract String freezing();

    abstract String thawing();

    /** A statement after which its session takes no writes. */
    abstract String freezingTheSession();

    @Override
    public final Database waiting(DatabaseAddress address, Duration longest) {
        return Database.open(address.waitingForLocks(longest), Access.WRITE);
    }

    @Override
    public void close() {
        if (frozen) {
            thaw();
        }
        rooms.forEach(server::leave);
        rooms.clear();
    }
}
