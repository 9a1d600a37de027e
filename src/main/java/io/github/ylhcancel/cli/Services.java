package io.github.ylhcancel.cli;

import io.github.ylhcancel.output.Terminal;
import io.github.ylhcancel.output.Texts;
import io.github.ylhcancel.run.CheckedSettings;
import io.github.ylhcancel.run.RunContext;
import java.util.List;

/** What a command has at hand; a use case is made from it by its own {@code from}. */
public interface Services extends RunContext {
    /** The configuration as far as it can be read, and all that is wrong with it. */
    CheckedSettings checkSettings();

    /** The same, and from here on the run goes by it: what is wrong is as if it were not set. */
    CheckedSettings settingsDespiteMistakes();

    /** Whether the configuration could be read; before that, {@link #settings} and {@link #texts} may throw. */
    boolean isConfigured();

    Texts texts();

    /** Runs another command of this program on a terminal of the caller's; answers its exit code. */
    int run(List<String> arguments, Terminal on);
}
