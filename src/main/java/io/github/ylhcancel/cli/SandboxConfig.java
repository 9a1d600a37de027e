package io.github.ylhcancel.cli;

import io.github.ylhcancel.base.FileReason;
import io.github.ylhcancel.base.UserError;
import io.github.ylhcancel.files.NewFile;
import io.github.ylhcancel.sandbox.CallbackKeys;
import io.github.ylhcancel.sandbox.Credentials;
import io.github.ylhcancel.sandbox.Sandbox;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** The configuration that makes {@code ylh -c FILE} talk to a sandbox. */
final class SandboxConfig {
    private SandboxConfig() {}

    /** Written beside and renamed, so that whoever waits for the file finds all of it. Only its owner can read it. */
    static void write(Path file, Sandbox sandbox) {
        Path place = file.toAbsolutePath();
        try {
            NewFile.replace(place, text(place, sandbox).getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw UserError.usage("sandbox.config-not-written", file, FileReason.of(e));
        }
    }

    /** With a token cache and a journal of its own, so that those of the real YLH are left alone. */
    private static String text(Path file, Sandbox sandbox) {
        Credentials credentials = sandbox.options().credentials();
        CallbackKeys keys = sandbox.options().callbacks().keys();
        return """
                # Written by 'ylh sandbox'; good for as long as that runs. The credentials are invented.
                ylh.auth-url = %2$s
                ylh.base-url = %3$s
                ylh.username = %4$s
                ylh.password = %5$s
                ylh.client-id = %6$s
                ylh.client-secret = %7$s
                ylh.source-system = SANDBOX
                ylh.token-cache = %1$s.token
                ylh.journal = %1$s.told
                callback.app-key = %8$s
                callback.secret = %9$s
                sandbox.control-url = %10$s
                """.formatted(
                        file,
                        sandbox.authUri(),
                        sandbox.baseUri(),
                        credentials.username(),
                        credentials.password(),
                        credentials.clientId(),
                        credentials.clientSecret(),
                        keys.appKey(),
                        keys.secret(),
                        sandbox.controlUri());
    }
}
