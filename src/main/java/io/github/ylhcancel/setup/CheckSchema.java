package io.github.ylhcancel.setup;

import io.github.ylhcancel.db.Access;
import io.github.ylhcancel.db.DatabaseAddress;
import io.github.ylhcancel.domain.Finding;
import io.github.ylhcancel.run.RunContext;
import io.github.ylhcancel.run.RunDatabase;
import io.github.ylhcancel.schema.ShopSchema;
import io.github.ylhcancel.store.Tables;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * {@code db check}: whether the shop's tables are as the configuration says, the tool's own are there, and the server is one to rely
 * on. Changes nothing.
 */
public final class CheckSchema {
    private final DatabaseAddress address;
    private final ShopSchema schema;
    private final Clock clock;

    public CheckSchema(DatabaseAddress address, ShopSchema schema, Clock clock) {
        this.address = address;
        this.schema = schema;
        this.clock = clock;
    }

    public static CheckSchema from(RunContext context) {
        RunDatabase run = context.database();
        return new CheckSchema(run.address(), run.schema(), run.clock());
    }

    /** What there is to say, errors first. */
    public List<Finding> findings() {
        try (Tables tables = Tables.open(address, schema, Access.READ)) {
            List<Finding> findings = new ArrayList<>(tables.check());
            findings.addAll(tables.checkRows());
            findings.addAll(tables.checkServer(clock));
            findings.sort(Comparator.comparing(Finding::severity));
            return findings;
        }
    }

    public String database() {
        return address.toString();
    }
}
