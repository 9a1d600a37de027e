package io.github.ylhcancel.run;

import io.github.ylhcancel.base.Message;
import io.github.ylhcancel.base.UserError;
import io.github.ylhcancel.config.Settings;
import java.util.ArrayList;
import java.util.List;

/**
 * A configuration that was looked at, and not used: nothing is opened or called for it.
 *
 * @param problems what would end a command with exit code 2
 */
public record CheckedSettings(Settings settings, List<Message> problems) {
    public static CheckedSettings of(Settings settings) {
        List<Message> problems = new ArrayList<>(settings.problems());
        problems.addAll(settings.accessProblems());
        for (Runnable use :
                List.<Runnable>of(() -> RunDatabase.address(settings), () -> RunDatabase.schema(settings))) {
            try {
                use.run();
            } catch (UserError e) {
                problems.add(e.text());
            }
        }
        return new CheckedSettings(settings, problems);
    }
}
