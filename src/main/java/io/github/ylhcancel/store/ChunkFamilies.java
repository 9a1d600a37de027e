package io.github.ylhcancel.store;

import io.github.ylhcancel.domain.Family;
import io.github.ylhcancel.domain.OrderLine;
import io.github.ylhcancel.domain.StockPlan;
import io.github.ylhcancel.domain.StockRelease;
import io.github.ylhcancel.domain.StockRow;
import io.github.ylhcancel.store.UnpaidClaim.Claimed;
import java.sql.SQLException;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * The ledger of those orders of a chunk that share their stock with others. Each is worked out by itself, after what its family got
 * back before it, be it years ago or in this very chunk; what comes of it is written in one go.
 */
final class ChunkFamilies {
    private static final String RETURNED = """
            SELECT family_id, product_id, sku_id, released FROM ylh_family_stock WHERE family_id IN (:ids)
            """;
    private static final String INSERT_LEDGER = """
            INSERT INTO ylh_stock_release (order_id, line_id, cycle, product_id, sku_id, quantity, released_at)
            VALUES (?, ?, ?, ?, ?, ?, ?)
            """;
    private static final String INSERT_RETURNED =
            "INSERT INTO ylh_family_stock (released, family_id, product_id, sku_id) VALUES (?, ?, ?, ?)";
    private static final String UPDATE_RETURNED =
            "UPDATE ylh_family_stock SET released = ? WHERE family_id = ? AND product_id = ? AND sku_id = ?";

    /** What one stock row of a family got back. */
    private static final class Returned {
        private final long productId;
        private final boolean known;
        private int units;
        private boolean changed;

        Returned(long productId, boolean known, int units) {
            this.productId = productId;
            this.known = known;
            this.units = units;
        }

        void add(int more) {
            units = Math.addExact(units, more);
            changed = true;
        }
    }

    private final ChunkStatements statements;
    private final ShopSchema schema;
    private final int cycle;
    private final LocalDateTime time;
    private final Map<Long, Map<StockRow, Returned>> returned = new LinkedHashMap<>();

    ChunkFamilies(ChunkStatements statements, ShopSchema schema, int cycle, LocalDateTime time) {
        this.statements = statements;
        this.schema = schema;
        this.cycle = cycle;
        this.time = time;
    }

    /** Answers how many lines were written. */
    int insertLedger(List<Claimed> members) throws SQLException {
        if (members.isEmpty()) {
            return 0;
        }
        Map<Long, List<OrderLine>> lines = Orders.lines(
                statements, schema, members.stream().map(Claimed::id).toList());
        readReturned(members);
        List<Object[]> ledger = new ArrayList<>();
        for (Claimed member : members) {
            addTo(ledger, member, lines.get(member.id()));
        }
        statements.batch(INSERT_LEDGER, ledger);
        writeReturned();
        return ledger.size();
    }

    private void readReturned(List<Claimed> members) throws SQLException {
        members.forEach(member -> returned.putIfAbsent(member.root(), new TreeMap<>()));
        statements.list(
                RETURNED,
                row -> {
                    Returned known = new Returned(row.getLong("product_id"), true, row.getInt("released"));
                    return returned.get(row.getLong("family_id")).put(Families.stockRow(row), known);
                },
                returned.keySet());
    }

    /** The claim has seen to it that no other member needs the goods. */
    private void addTo(List<Object[]> ledger, Claimed member, List<OrderLine> lines) {
        Map<StockRow, Returned> family = returned.get(member.root());
        Map<StockRow, Integer> before = new HashMap<>();
        family.forEach((row, got) -> before.put(row, got.units));
        List<StockRelease> releases = StockPlan.of(lines, Optional.of(new Family(member.root(), List.of(), before)))
                .releases();
        for (StockRelease release : releases) {
            family.computeIfAbsent(release.row(), row -> new Returned(release.productId(), false, 0))
                    .add(release.quantity());
        }
        for (OrderLine line : StockRelease.perLine(lines, releases)) {
            ledger.add(new Object[] {
                member.id(), line.id(), cycle, line.productId(), orNull(line.skuId()), line.quantity(), time
            });
        }
    }

    private static Long orNull(OptionalLong skuId) {
        return skuId.isPresent() ? skuId.getAsLong() : null;
    }

    private void writeReturned() throws SQLException {
        List<Object[]> inserts = new ArrayList<>();
        List<Object[]> updates = new ArrayList<>();
        returned.forEach((family, rows) -> rows.forEach((row, got) -> {
            if (got.changed) {
                (got.known ? updates : inserts)
                        .add(new Object[] {got.units, family, got.productId, row.isSku() ? row.id() : 0L});
            }
        }));
        statements.batch(INSERT_RETURNED, inserts);
        statements.batch(UPDATE_RETURNED, updates);
    }
}
