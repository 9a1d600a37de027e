package io.github.ylhcancel.config;

import io.github.ylhcancel.base.ExitCode;
import io.github.ylhcancel.base.Message;
import io.github.ylhcancel.base.UserError;
import java.util.ArrayList;
import java.util.List;

/** What is wrong with the configuration, gathered so that all of it can be mended in one go. */
final class Problems {
    private final List<Message> found = new ArrayList<>();

    void add(String key, Object... arguments) {
        add(Message.of(key, arguments));
    }

    void add(Message problem) {
        found.add(problem);
    }

    List<Message> all() {
        return List.copyOf(found);
    }

    /**
     * @throws UserError that says all of them, if there are any
     */
    static void refuse(List<Message> problems) {
        if (problems.size() == 1) {
            throw new UserError(ExitCode.USAGE, problems.get(0));
        }
        if (!problems.isEmpty()) {
            throw UserError.usage("config.mistakes", problems.size(), problems);
        }
    }
}
