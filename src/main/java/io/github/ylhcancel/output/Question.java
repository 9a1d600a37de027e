package io.github.ylhcancel.output;

import io.github.ylhcancel.base.Text;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;

/** Asks a person on the terminal; no answer is a no. */
public final class Question {
    private static final Set<String> YES = Set.of("y", "yes", "是");

    private final Terminal terminal;

    public Question(Terminal terminal) {
        this.terminal = terminal;
    }

    public boolean yes(String question) {
        terminal.err().print(Text.visible(question) + " [y/N] ");
        terminal.err().flush();
        try {
            String answer = new BufferedReader(new InputStreamReader(terminal.in(), StandardCharsets.UTF_8)).readLine();
            return answer != null && YES.contains(answer.strip().toLowerCase(Locale.ROOT));
        } catch (IOException e) {
            return false;
        }
    }
}
