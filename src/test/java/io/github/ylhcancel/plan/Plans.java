package io.github.ylhcancel.plan;

import static io.github.ylhcancel.testing.Keys.key;

import io.github.ylhcancel.domain.DatabaseIdentity;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Plans to write and to read. */
public final class Plans {
    static final Instant CREATED = Instant.parse("2026-03-01T04:00:00.123Z");
    static final Instant EXPIRES = Instant.parse("2026-03-02T04:00:00.123Z");
    static final Instant CANCEL_TIME = Instant.parse("2026-03-01T03:00:00Z");
    static final DatabaseIdentity DATABASE = new DatabaseIdentity("0123456789abcdef", "jdbc:h2:file:/shops/店");

    static final PlanHeader HEADER = new PlanHeader(
            PlanKind.ORDERS,
            "cancel",
            List.of("cancel", "--file", "订单.csv", "--note", "a \"quoted\" note"),
            DATABASE,
            CREATED,
            EXPIRES,
            "张伟",
            "host-1",
            "20260301T040000Z-12345",
            Optional.of("客户要求取消 “𠮷野家”"),
            Optional.empty(),
            Optional.of("SHOP"),
            Optional.empty());

    public static final PlannedOrder PLAIN =
            PlannedOrder.of(key(1), "PO1", Optional.of("SO1"), "paid", Instant.parse("2026-02-28T01:02:03.123456Z"), 3);

    static final PlannedOrder OWN = new PlannedOrder(
            key(9_007_199_254_740_993L),
            "单号二",
            Optional.empty(),
            "待付款",
            Instant.parse("2026-02-28T01:02:03Z"),
            4,
            Optional.of("缺货\n\t\\"),
            Optional.of("OTHER"),
            Optional.of(CANCEL_TIME));

    private Plans() {}

    public static Path write(Path file, PlannedOrder... orders) {
        try (PlanWriter writer = PlanWriter.create(file, HEADER)) {
            for (PlannedOrder order : orders) {
                writer.add(order);
            }
            writer.commit();
        }
        return file;
    }

    public static PlanReader open(Path file) {
        return PlanReader.open(file, header -> {});
    }
}
