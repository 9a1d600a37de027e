package io.github.ylhcancel.output;

import io.github.ylhcancel.base.Interrupt;
import io.github.ylhcancel.base.Text;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** Asks a person on the terminal. */
public final class Question {
    /** What came back; no answer is a no. */
    public enum Answer {
        YES,
        NO,
        /** The person wants the run to end. */
        INTERRUPTED
    }

    private static final Set<String> YES_WORDS = Set.of("y", "yes", "是");

    private final Terminal terminal;
    private final Interrupt interrupt;

    public Question(Terminal terminal, Interrupt interrupt) {
        this.terminal = terminal;
        this.interrupt = interrupt;
    }

    public Answer ask(String question) {
        terminal.err().print(Text.visible(question) + " [y/N] ");
        terminal.err().flush();
        BlockingQueue<Answer> answers = new LinkedBlockingQueue<>();
        inBackground(() -> answers.add(read()));
        inBackground(() -> {
            interrupt.await();
            answers.add(Answer.INTERRUPTED);
        });
        try {
            Answer answer = answers.take();
            if (answer == Answer.INTERRUPTED) {
                terminal.err().println();
            }
            return answer;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Answer.INTERRUPTED;
        }
    }

    private Answer read() {
        try {
            String answer = new BufferedReader(new InputStreamReader(terminal.in(), StandardCharsets.UTF_8)).readLine();
            return answer != null && YES_WORDS.contains(answer.strip().toLowerCase(Locale.ROOT))
                    ? Answer.YES
                    : Answer.NO;
        } catch (IOException e) {
            return Answer.NO;
        }
    }

    private interface Waiting {
        void untilDone() throws InterruptedException;
    }

    /** Nobody can end a read of a terminal; it ends with the process. */
    private static void inBackground(Waiting waiting) {
        Thread thread = new Thread(() -> {
            try {
                waiting.untilDone();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        thread.setDaemon(true);
        thread.start();
    }
}
