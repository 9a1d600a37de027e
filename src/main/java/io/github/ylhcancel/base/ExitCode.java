package io.github.ylhcancel.base;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** The program's exit codes. Help, README and {@code main} use this one table. */
public enum ExitCode {
    OK(0),
    UNEXPECTED(1),
    USAGE(2),
    SOME_FAILED(3),
    AUTHENTICATION(4),
    FUSE(5),
    NOT_YET_AT_YLH(6),
    NOT_CONFIRMED(7),
    LOCKED(11),
    DATABASE(12),
    INTERRUPTED(130);

    /** If several apply to one run, the first of these wins. */
    private static final List<ExitCode> PRECEDENCE = List.of(
            INTERRUPTED,
            UNEXPECTED,
            USAGE,
            DATABASE,
            LOCKED,
            FUSE,
            NOT_CONFIRMED,
            AUTHENTICATION,
            SOME_FAILED,
            NOT_YET_AT_YLH);

    private final int code;

    ExitCode(int code) {
        this.code = code;
    }

    public int code() {
        return code;
    }

    /** The key of the sentence that explains it. */
    public Message meaning() {
        return Message.of("exit-code." + code);
    }

    /** The code with that number, unless it is not one of ours. */
    public static Optional<ExitCode> ofNumber(int number) {
        return Arrays.stream(values()).filter(one -> one.code == number).findFirst();
    }

    /** The one code for a run to which all of {@code found} apply. */
    public static ExitCode of(Collection<ExitCode> found) {
        return PRECEDENCE.stream().filter(found::contains).findFirst().orElse(OK);
    }
}
