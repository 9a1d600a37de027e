package io.github.ylhcancel.plan;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import io.github.ylhcancel.base.FileReason;
import io.github.ylhcancel.base.Message;
import io.github.ylhcancel.base.UserError;
import io.github.ylhcancel.files.TrustedFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Reads a plan, order by order, in memory that hardly grows. It is read twice: to its end when it is opened, so that nothing is
 * begun with a plan that is cut off or was changed, and then for its orders, as a {@link HashedFile}: what was looked at and asked
 * about is what is carried out.
 *
 * <p>For one thread.
 */
public final class PlanReader implements AutoCloseable {
    private final Path file;
    private final HashedFile plan;
    private final PlanHeader header;
    private final PlanTotals totals;
    private final PlanParser parser;
    private Optional<PlannedOrder> next;

    private PlanReader(Path file, HashedFile plan, Consumer<PlanHeader> usable) throws IOException {
        this.file = file;
        this.plan = plan;
        PlanParser checking = new PlanParser(plan.first());
        this.header = checking.header();
        usable.accept(header);
        this.totals = check(header, checking);
        this.parser = new PlanParser(plan.again());
        parser.header();
        next = parser.order();
    }

    /**
     * Opens a plan.
     *
     * @param usable throws if the plan may not be carried out, whatever its orders
     * @throws UserError if the file cannot be read, or is not exactly what a {@link PlanWriter} has written
     */
    public static PlanReader open(Path file, Consumer<PlanHeader> usable) {
        return naming(file, () -> {
            HashedFile plan = new HashedFile(TrustedFile.open(file));
            try {
                return new PlanReader(file, plan, usable);
            } catch (IOException | RuntimeException e) {
                plan.close();
                throw e;
            }
        });
    }

    private static PlanTotals check(PlanHeader header, PlanParser plan) throws IOException {
        Checksum checksum = new Checksum();
        checksum.add(PlanText.header(header));
        PlanTotals found = PlanTotals.NONE;
        for (Optional<PlannedOrder> order = plan.order(); order.isPresent(); order = plan.order()) {
            checksum.add(PlanText.order(order.get()));
            found = found.plus(order.get());
        }
        PlanParser.Claimed claimed = plan.totals();
        if (!claimed.totals().equals(found)) {
            throw new PlanFault(
                    "plan.why-totals",
                    claimed.totals().orders(),
                    claimed.totals().units(),
                    found.orders(),
                    found.units());
        }
        if (!claimed.checksum().equals(checksum.end())) {
            throw new PlanFault("plan.why-changed");
        }
        return found;
    }

    public PlanHeader header() {
        return header;
    }

    /** The digest of what is carried out, which is the file as it was opened. */
    public String sha256() {
        return plan.sha256();
    }

    /**
     * @param wanted of the plan that was reviewed, 64 hexadecimal digits
     * @throws UserError if this is another
     */
    public void requireSha256(String wanted) {
        if (!wanted.equalsIgnoreCase(sha256())) {
            throw UserError.usage("plan.other-sha256", file, sha256(), wanted.toLowerCase(Locale.ROOT));
        }
    }

    public PlanTotals totals() {
        return totals;
    }

    public boolean hasNext() {
        return next.isPresent();
    }

    /**
     * The next order, as they stand in the file.
     *
     * @throws UserError if the file was changed since it was opened
     */
    public PlannedOrder next() {
        PlannedOrder order = next.orElseThrow(NoSuchElementException::new);
        next = naming(file, parser::order);
        return order;
    }

    public long bytesRead() {
        return parser.bytesRead();
    }

    @Override
    public void close() {
        naming(file, () -> {
            plan.close();
            return file;
        });
    }

    private interface Reading<T> {
        T read() throws IOException;
    }

    private static <T> T naming(Path file, Reading<T> reading) {
        try {
            return reading.read();
        } catch (PlanFault fault) {
            throw UserError.usage("plan.broken", file, fault.why());
        } catch (JsonEOFException e) {
            throw UserError.usage("plan.broken", file, Message.of("plan.why-cut-off"));
        } catch (JsonProcessingException e) {
            long line = e.getLocation() == null ? 1 : e.getLocation().getLineNr();
            throw UserError.usage("plan.broken", file, Message.of("plan.why-json", line));
        } catch (ArithmeticException e) {
            throw UserError.usage("plan.broken", file, Message.of("plan.why-field", "units"));
        } catch (IOException e) {
            throw UserError.usage("plan.unreadable", file, FileReason.of(e));
        }
    }
}
