package io.github.ylhcancel.output;

import java.io.PrintWriter;
import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** How far a long run has come, on a terminal's standard error. */
public abstract class Progress implements AutoCloseable {
    private static final int WIDTH = 100;
    private static final String CLEAR_LINE = "\r\u001B[K";

    /** Makes room for a line of output. */
    public abstract void pause();

    public abstract void at(long position);

    @Override
    public abstract void close();

    public static Progress none() {
        return new Progress() {
            @Override
            public void pause() {}

            @Override
            public void at(long position) {}

            @Override
            public void close() {}
        };
    }

    /**
     * How much of a file has been read.
     *
     * @param size what the position runs up to in bytes, or -1 where that is not known
     */
    public static Progress ofBytes(PrintWriter err, long size) {
        return bar(err, "cancel", new ProgressBarBuilder().setInitialMax(size).setUnit(" KiB", 1024));
    }

    /** How many of so many orders have had their turn, with the rate and the time left. */
    public static Progress ofOrders(PrintWriter err, long count) {
        return bar(err, "cancel", new ProgressBarBuilder().setInitialMax(count).showSpeed());
    }

    /** How many rows have had their turn; how many there are nobody has counted. */
    public static Progress ofRows(PrintWriter err) {
        return bar(err, "prune", new ProgressBarBuilder().setInitialMax(-1).showSpeed());
    }

    private static Progress bar(PrintWriter err, String task, ProgressBarBuilder kind) {
        ProgressBar bar = kind.setTaskName(task)
                .setStyle(ProgressBarStyle.ASCII)
                .setMaxRenderedLength(WIDTH)
                .setConsumer(new DelegatingProgressBarConsumer(text -> print(err, "\r" + text), WIDTH))
                .build();
        return new Progress() {
            @Override
            public void pause() {
                print(err, CLEAR_LINE);
            }

            @Override
            public void at(long position) {
                bar.stepTo(position);
            }

            @Override
            public void close() {
                bar.close();
                print(err, "\n");
            }
        };
    }

    private static void print(PrintWriter err, String text) {
        err.print(text);
        err.flush();
    }
}
