package io.github.ylhcancel.base;

/**
 * Something that the user can mend: one clear line that says what, where and what to do, and the exit code that goes with it.
 * It is printed without a stack trace.
 */
public class UserError extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Message text;
    private final ExitCode exitCode;

    public UserError(ExitCode exitCode, Message text) {
        this(exitCode, text, null);
    }

    public UserError(ExitCode exitCode, Message text, Throwable cause) {
        super(text.key() + " " + text.arguments(), cause);
        this.text = text;
        this.exitCode = exitCode;
    }

    /** A wrong command line or configuration (exit code 2). */
    public static UserError usage(String key, Object... arguments) {
        return new UserError(ExitCode.USAGE, Message.of(key, arguments));
    }

    public Message text() {
        return text;
    }

    public ExitCode exitCode() {
        return exitCode;
    }
}
