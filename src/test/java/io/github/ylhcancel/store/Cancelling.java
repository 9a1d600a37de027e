package io.github.ylhcancel.store;

import static io.github.ylhcancel.testing.Keys.key;

import io.github.ylhcancel.base.Checkpoint;
import io.github.ylhcancel.base.Message;
import io.github.ylhcancel.db.Database;
import io.github.ylhcancel.domain.CancelRequest;
import io.github.ylhcancel.domain.Decision;
import io.github.ylhcancel.domain.LookupBy;
import io.github.ylhcancel.domain.Order;
import io.github.ylhcancel.domain.RowKey;
import io.github.ylhcancel.domain.SkippedOrder;
import io.github.ylhcancel.domain.SkippedOrder.Reason;
import io.github.ylhcancel.schema.ShopSchema;
import io.github.ylhcancel.store.CancelAnswer.Busy;
import io.github.ylhcancel.store.CancelAnswer.Cancelled;
import io.github.ylhcancel.store.CancelAnswer.Declined;
import io.github.ylhcancel.store.CancelAnswer.Failed;
import io.github.ylhcancel.store.CancelAnswer.Skipped;
import io.github.ylhcancel.store.CancelTransaction.Entry;
import io.github.ylhcancel.store.CancelTransaction.Guard;
import io.github.ylhcancel.store.CancelTransaction.Part;
import io.github.ylhcancel.testing.TestAccess;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** Cancels sets of orders, and answers when all of a set is done. */
final class Cancelling {
    /** What came of a set of unpaid orders. */
    record Swept(long cancelled, long units, long queued, List<SkippedOrder> left) {}

    /** Those of one run have different numbers, and all tests are one run, in several processes. */
    private static final AtomicInteger WORKERS = new AtomicInteger((int) (System.nanoTime() & 0xFFFFFF));

    private final CancelTransaction transaction;

    static int nextWorker() {
        return WORKERS.incrementAndGet();
    }

    Cancelling(Database database, ShopSchema schema, boolean details, Consumer<Checkpoint> checkpoints) {
        this(database, schema, details, checkpoints, WORKERS.incrementAndGet());
    }

    Cancelling(Database database, ShopSchema schema, boolean details, Consumer<Checkpoint> checkpoints, int worker) {

        this.transaction = new CancelTransaction(
                database, schema, StoreContract.RUN, Optional.of(TestAccess.ACCOUNT), worker, details, checkpoints);
    }

    List<Part> parts(List<Entry> entries, Guard guard, Instant now) {
        List<Part> parts = new ArrayList<>();
        transaction.cancel(entries, guard, now, parts::add);
        return parts;
    }

    CancelAnswer write(Entry entry) {
        return write(entry, Guard.AS_IT_STANDS);
    }

    CancelAnswer write(Entry entry, Guard guard) {
        return parts(List.of(entry), guard, StoreContract.NOW).get(0).answers().get(0);
    }

    Swept sweep(List<Long> ids, CancelRequest request, Instant now) {
        List<Entry> entries = ids.stream()
                .map(id -> new Entry(key(id), request, Optional.empty()))
                .toList();
        List<Part> parts = parts(entries, Guard.UNPAID, now);
        List<CancelAnswer> answers =
                parts.stream().flatMap(part -> part.answers().stream()).toList();
        return new Swept(
                answers.stream().filter(Cancelled.class::isInstance).count(),
                parts.stream().mapToLong(Part::units).sum(),
                answers.stream()
                        .filter(answer -> answer instanceof Cancelled done && done.tells())
                        .count(),
                answers.stream().map(Cancelling::left).flatMap(Optional::stream).toList());
    }

    private static Optional<SkippedOrder> left(CancelAnswer answer) {
        RowKey id = answer.entry().key();
        if (answer instanceof Skipped skipped) {
            return left(id, skipped.order().map(Order::number).orElse("#" + id), skipped.why(), Optional.empty());
        }
        if (answer instanceof Declined declined) {
            Message why = ((Decision.Refused) declined.decision()).why();
            return left(id, declined.order().number(), Reason.FAILED, Optional.of(why));
        }
        if (answer instanceof Failed failed) {
            return left(id, "#" + id, Reason.FAILED, Optional.of(failed.why()));
        }
        return answer instanceof Busy ? left(id, "#" + id, Reason.LOCKED, Optional.empty()) : Optional.empty();
    }

    private static Optional<SkippedOrder> left(RowKey id, String number, Reason why, Optional<Message> cause) {
        return Optional.of(new SkippedOrder(id, number, why, cause));
    }

    /** What a sweep wants of each of its orders. */
    static CancelRequest unpaid(String reason, Optional<String> note, String operator, Optional<String> sourceSystem) {
        return new CancelRequest("", LookupBy.ID, Optional.of(reason), sourceSystem, Optional.empty(), note, operator);
    }
}
