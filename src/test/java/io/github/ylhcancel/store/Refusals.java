package io.github.ylhcancel.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.ylhcancel.base.ExitCode;
import io.github.ylhcancel.base.UserError;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** What the user is told when a database cannot be used. */
public final class Refusals {
    private Refusals() {}

    /** Runs what has to end with a sentence for the user, and gives that. */
    public static UserError refusal(ThrowingCallable call) {
        UserError error = catchThrowableOfType(UserError.class, call);
        assertThat(error).as("an error for the user").isNotNull();
        return error;
    }

    public static void assertRefused(ThrowingCallable call, String key, Object... arguments) {
        UserError error = refusal(call);
        assertThat(error.text().key()).isEqualTo(key);
        assertThat(error.text().arguments().subList(0, arguments.length)).containsExactly(arguments);
        assertThat(error.exitCode()).isEqualTo(ExitCode.USAGE);
    }
}
