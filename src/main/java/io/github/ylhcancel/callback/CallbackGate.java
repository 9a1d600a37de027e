package io.github.ylhcancel.callback;

import io.github.ylhcancel.base.Text;
import io.github.ylhcancel.config.Addresses;
import io.github.ylhcancel.config.CallbackAccess;
import io.github.ylhcancel.domain.Callback;
import io.github.ylhcancel.domain.Callback.Method;
import io.github.ylhcancel.domain.CallbackSignature;
import io.github.ylhcancel.domain.Checks;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.util.Optional;

/** Lets in what YLH itself has sent, and lately. Whoever tries does not learn what was wrong with key, signature or time. */
final class CallbackGate {
    /** YLH's clock, and the form in which it writes its time. */
    static final DateTimeFormatter CHINA_TIME =
            DateTimeFormatter.ofPattern("uuuuMMddHHmmss").withResolverStyle(ResolverStyle.STRICT);

    static final ZoneOffset CHINA = ZoneOffset.ofHours(8);

    private final CallbackAccess access;

    CallbackGate(CallbackAccess access) {
        this.access = access;
    }

    /**
     * What was let in.
     *
     * @param data as it came
     */
    record Admitted(Callback callback, String data) {}

    /**
     * @param from the address whence the body came, as far as anybody knows it
     */
    Admitted admit(byte[] body, Optional<String> from, Instant now) throws RefusedCallback {
        requireAllowed(from);
        CallbackForm form = CallbackForm.of(body, access.extraParameters());
        boolean ours = CallbackSignature.isSame(access.appKey(), form.get(CallbackAccess.APP_KEY));
        boolean signed = CallbackSignature.isRight(form.parameters(), access.secret());
        if (!ours || !signed) {
            throw notAuthentic(ours ? RefusedCallback.SIGNATURE : RefusedCallback.APP_KEY);
        }
        Instant at = time(form.get(CallbackAccess.TIME_STAMP));
        if (at.isBefore(now.minus(access.maxAge())) || at.isAfter(now.plus(Checks.CLOCK_SKEW))) {
            throw notAuthentic("age");
        }
        String word = form.get(CallbackAccess.METHOD);
        Method method = Method.ofWord(word)
                .orElseThrow(() -> RefusedCallback.wrong("method", "callback.method-unknown", Text.shown(word)));
        String data = form.get(CallbackAccess.DATA);
        return new Admitted(CallbackData.read(method, at, data, form.digest()), data);
    }

    private void requireAllowed(Optional<String> from) throws RefusedCallback {
        boolean allowed = access.allowedFrom().isEmpty()
                || from.flatMap(Addresses::parse)
                        .filter(access.allowedFrom()::contains)
                        .isPresent();
        if (!allowed) {
            throw RefusedCallback.wrong("address", "callback.address");
        }
    }

    private static Instant time(String stamp) throws RefusedCallback {
        try {
            return LocalDateTime.parse(stamp, CHINA_TIME).toInstant(CHINA);
        } catch (DateTimeException e) {
            throw notAuthentic("time-stamp");
        }
    }

    /** One sentence, whatever it was. */
    private static RefusedCallback notAuthentic(String cause) {
        return RefusedCallback.wrong(cause, "callback.not-authentic");
    }
}
