package io.github.ylhcancel.store;

import io.github.ylhcancel.domain.OrderStatus;
import io.github.ylhcancel.schema.ShopSchema;
import java.util.LinkedHashMap;
import java.util.Map;

/** Schemas that differ from the default one. */
final class OtherSchemas {
    private OtherSchemas() {}

    /** The default schema, but for these names; an empty name means that the shop has no such column. */
    static ShopSchema with(Map<String, String> changes) {
        return ShopSchema.of("default", changes);
    }

    static ShopSchema with(Map<String, String> changes, Map<OrderStatus, String> words) {
        Map<String, String> all = new LinkedHashMap<>(changes);
        words.forEach((status, word) -> all.put("status." + status.word(), word));
        return with(all);
    }
}
