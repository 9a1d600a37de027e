package io.github.ylhcancel.plan;

import io.github.ylhcancel.base.FileReason;
import io.github.ylhcancel.base.Sha256;
import io.github.ylhcancel.base.UserError;
import io.github.ylhcancel.files.NewFile;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.HexFormat;

/**
 * Writes a plan, order by order, in memory that does not grow. The file appears under its name only when {@link #commit} has
 * written all of it; without that, {@link #close} leaves nothing. No file is ever overwritten: the name may be that of a plan which
 * somebody is just reviewing.
 *
 * <p>For one thread.
 */
public final class PlanWriter implements AutoCloseable {
    private final Path file;
    private final Path unfinished;
    private final FileChannel channel;
    private final BufferedWriter out;
    private final MessageDigest bytes = Sha256.digest();
    private final Checksum checksum = new Checksum();
    private PlanTotals totals = PlanTotals.NONE;
    private boolean closed;

    private PlanWriter(Path file, Path unfinished, FileChannel channel) {
        this.file = file;
        this.unfinished = unfinished;
        this.channel = channel;
        this.out = new BufferedWriter(new OutputStreamWriter(
                new DigestOutputStream(Channels.newOutputStream(channel), bytes), StandardCharsets.UTF_8));
    }

    /**
     * Begins a plan.
     *
     * @throws UserError if the name is taken or nothing can be written there
     */
    public static PlanWriter create(Path file, PlanHeader header) {
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            throw UserError.usage("plan.exists", file);
        }
        try {
            NewFile.Beside unfinished = NewFile.beside(file, ".ylh-plan");
            PlanWriter writer = new PlanWriter(file, unfinished.path(), unfinished.channel());
            writer.begin(header);
            return writer;
        } catch (IOException e) {
            throw UserError.usage("plan.unwritable", file, FileReason.of(e));
        }
    }

    /**
     * A plan that is there.
     *
     * @param sha256 of the file, as {@code sha256sum} prints it
     */
    public record Written(PlanTotals totals, String sha256) {}

    private void begin(PlanHeader header) throws IOException {
        String text = PlanText.header(header);
        checksum.add(text);
        out.write(text);
    }

    /**
     * Adds an order.
     *
     * @throws UserError if it cannot be written, for example because the disk is full
     */
    public void add(PlannedOrder order) {
        String text = PlanText.order(order);
        try {
            out.write(totals.orders() == 0 ? "\n" : ",\n");
            out.write(text);
        } catch (IOException e) {
            throw UserError.usage("plan.unwritable", file, FileReason.of(e));
        }
        checksum.add(text);
        totals = totals.plus(order);
    }

    /**
     * Ends the plan and gives it its name.
     *
     * @return what was written
     * @throws UserError if the name was taken meanwhile, or the end cannot be written
     */
    public Written commit() {
        String sha256;
        try {
            out.write("\n],\n\"totals\":" + PlanText.totals(totals, checksum.end()) + "\n}\n");
            out.flush();
            channel.force(true);
            sha256 = HexFormat.of().formatHex(bytes.digest());
            name();
        } catch (FileAlreadyExistsException e) {
            throw UserError.usage("plan.exists", file);
        } catch (IOException e) {
            throw UserError.usage("plan.unwritable", file, FileReason.of(e));
        } finally {
            close();
        }
        return new Written(totals, sha256);
    }

    /** A link is made only if the name is free, in one step; a move would look first and then replace. A copy does not. */
    private void name() throws IOException {
        try {
            Files.createLink(file, unfinished);
        } catch (FileAlreadyExistsException taken) {
            throw taken;
        } catch (UnsupportedOperationException | FileSystemException noLinksHere) {
            Files.copy(unfinished, file);
        }
    }

    /** Leaves nothing of a plan that was not committed. May be called again. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            channel.close();
            Files.deleteIfExists(unfinished);
        } catch (IOException e) {
            throw UserError.usage("plan.unwritable", file, FileReason.of(e));
        }
    }
}
