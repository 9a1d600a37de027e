package io.github.ylhcancel.store;

import io.github.ylhcancel.db.DatabaseAddress;
import java.util.ArrayList;
import java.util.List;

/** Databases on a server that is started when the first of them is wanted, and ends with this process. */
public abstract class ServerDatabases implements TestDatabases {
    private final DatabaseServer server;
    private final List<String> rooms = new ArrayList<>();

    ServerDatabases(DatabaseServer server) {
        this.server = server;
    }

    @Override
    public DatabaseAddress empty() {
        rooms.add(server.create());
        return server.address(rooms.get(rooms.size() - 1));
    }

    @Override
    public DatabaseAddress shop() {
        DatabaseAddress address = empty();
        server.fill(rooms.get(rooms.size() - 1));
        return address;
    }

    @Override
    public void close() {
        rooms.forEach(server::drop);
        rooms.clear();
    }
}
