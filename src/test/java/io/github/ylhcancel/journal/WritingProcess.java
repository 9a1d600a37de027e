package io.github.ylhcancel.journal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;

/** Appends many lines to a journal, in a process of its own. */
final class WritingProcess {
    private WritingProcess() {}

    /**
     * @param arguments the file, how large it may become, the process's name, and how many lines
     */
    public static void main(String[] arguments) throws IOException {
        try (ToldJournal journal =
                ToldJournal.at(Path.of(arguments[0]), System::nanoTime, Long.parseLong(arguments[1]), 1000)) {
            System.out.println("ready");
            while (System.in.read() >= 0) {
                // Until all are there.
            }
            int count = Integer.parseInt(arguments[3]);
            CompletableFuture<?>[] written = new CompletableFuture<?>[count];
            for (int i = 0; i < count; i++) {
                written[i] = journal.write(Lines.line("SO-" + arguments[2] + "-" + i, "缺货".repeat(1 + i % 20)));
                if (i % 10 == 9) {
                    written[i].join();
                    // Another's lines are looked up while he writes.
                    if (journal.last(Lines.DATABASE, Lines.ACCOUNT, "SO-" + arguments[2] + "-" + i / 2)
                            .isEmpty()) {
                        throw new AssertionError("not found: " + i / 2);
                    }
                    System.out.println(i);
                }
            }
            CompletableFuture.allOf(written).join();
        }
        System.out.println("done");
    }
}
