package io.github.ylhcancel.setup;

import io.github.ylhcancel.db.Access;
import io.github.ylhcancel.db.DatabaseAddress;
import io.github.ylhcancel.domain.Finding;
import io.github.ylhcancel.store.ShopSchema;
import io.github.ylhcancel.store.Tables;
import java.util.List;

/** {@code db check}: whether the shop's tables are as the configuration says, and the tool's own are there. Changes nothing. */
public final class CheckSchema {
    private final DatabaseAddress address;
    private final ShopSchema schema;

    public CheckSchema(DatabaseAddress address, ShopSchema schema) {
        this.address = address;
        this.schema = schema;
    }

    /** What there is to say, errors first; empty when all is well. */
    public List<Finding> findings() {
        try (Tables tables = Tables.open(address, schema, Access.READ)) {
            return tables.check();
        }
    }

    public String database() {
        return address.toString();
    }
}
