package io.github.ylhcancel.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.ylhcancel.base.Interrupt;
import io.github.ylhcancel.testing.Ran;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whoever is asked and says no has changed nothing, and no script takes that for success. */
class QuestionsTest extends CaseTest {
    private List<List<String>> commands() throws Exception {
        String order = shop.orders("pending", false).get(0);
        Path file = Files.writeString(folder.resolve("orders.csv"), "order\n" + order + "\n");
        return List.of(
                List.of("cancel", order, "--reason", "r"),
                List.of("cancel", "--file", file.toString(), "--reason", "r"),
                List.of("cancel-unpaid", "--max-percent", "100"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"n\n", "\n", "", "no\n", "x\n", "否\n"})
    void noIsNotSuccess(String answer) throws Exception {
        var before = shop.everythingButRuns();
        for (List<String> command : commands()) {
            Ran ran = shop.ylh().onTerminal().in(answer).run(command.toArray(String[]::new));

            assertThat(ran.code()).as(command + ran.err()).isEqualTo(7);
            assertThat(ran.err()).endsWith("ylh: nothing was cancelled\n");
        }
        assertThat(shop.everythingButRuns()).isEqualTo(before);
    }

    @Test
    void theOthersThatAskSayTheSame() {
        String order = shop.orders("pending", false).get(0);
        assertThat(shop.ylh().run("cancel", order, "--reason", "r", "--no-sync").code())
                .isZero();
        var before = shop.everythingButRuns();

        Ran undo = shop.ylh().onTerminal().in("n\n").run("undo", order, "--note", "n");

        assertThat(undo.code()).isEqualTo(7);
        assertThat(undo.err()).endsWith("ylh: nothing was put back\n");
        assertThat(shop.everythingButRuns()).isEqualTo(before);
    }

    /** Nobody has to press Enter first. */
    @Test
    void anInterruptEndsAQuestionAtOnce() throws Exception {
        var before = shop.everythingButRuns();
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try {
            for (List<String> command : commands()) {
                Interrupt interrupt = new Interrupt();
                AtomicBoolean isAsked = new AtomicBoolean();
                try (PipedOutputStream keyboard = new PipedOutputStream();
                        InputStream in = new Watched(new PipedInputStream(keyboard), isAsked)) {
                    Future<Ran> run = thread.submit(() ->
                            shop.ylh().onTerminal().in(in).interrupt(interrupt).run(command.toArray(String[]::new)));
                    await().atMost(Duration.ofSeconds(60)).until(() -> isAsked.get() || run.isDone());
                    interrupt.request();

                    assertThat(run.get(60, TimeUnit.SECONDS).code())
                            .as(command.toString())
                            .isEqualTo(130);
                }
            }
        } finally {
            thread.shutdownNow();
        }
        assertThat(shop.everythingButRuns()).isEqualTo(before);
    }

    /** Says when somebody begins to wait for what is typed. */
    private static final class Watched extends FilterInputStream {
        private final AtomicBoolean isAsked;

        Watched(InputStream in, AtomicBoolean isAsked) {
            super(in);
            this.isAsked = isAsked;
        }

        @Override
        public int read(byte[] bytes, int from, int length) throws IOException {
            isAsked.set(true);
            return super.read(bytes, from, length);
        }
    }
}
