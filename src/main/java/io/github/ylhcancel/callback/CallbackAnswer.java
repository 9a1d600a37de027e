package io.github.ylhcancel.callback;

import com.fasterxml.jackson.core.JsonGenerator;
import io.github.ylhcancel.base.ExitCode;
import io.github.ylhcancel.base.Message;
import io.github.ylhcancel.domain.RecordedCallback;
import io.github.ylhcancel.json.VisibleJson;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

/**
 * What YLH is answered. Whatever is no success makes YLH send the same again, as far as we know.
 *
 * @param code a word that never changes
 * @param description why it is no success; of a success nothing
 * @param at the time stamp of the answer, the same for a repeat
 * @param callback as it was written down, if it was let in
 * @param refused the delivery that YLH has refused by it and that is still to be put back
 */
public record CallbackAnswer(
        Outcome outcome,
        String code,
        Optional<Message> description,
        Instant at,
        Optional<RecordedCallback> callback,
        OptionalLong refused) {
    /** How the shop's own program says yes; the supplier's interface has it so, in whatever language anybody reads. */
    private static final String SUCCESS = "成功";

    /** The code of an order that somebody else has in hand. */
    static final String BUSY = "busy";

    /** What came of it. */
    public enum Outcome {
        APPLIED(200, ExitCode.OK),
        /** It was applied before. */
        REPEATED(200, ExitCode.OK),
        /** It cannot be placed yet, and is applied when it comes again. */
        UNPLACED(404, ExitCode.SOME_FAILED),
        /** It is YLH's, and cannot be placed before somebody mends something. */
        CONFLICTING(409, ExitCode.SOME_FAILED),
        /** It is not YLH's, or not of now. */
        REFUSED(403, ExitCode.SOME_FAILED),
        /** It is no callback. */
        UNREADABLE(400, ExitCode.USAGE);

        private final int httpStatus;
        private final ExitCode exitCode;

        Outcome(int httpStatus, ExitCode exitCode) {
            this.httpStatus = httpStatus;
            this.exitCode = exitCode;
        }

        /** What a server says with it. */
        public int httpStatus() {
            return httpStatus;
        }

        /** What a command says with it. */
        public ExitCode exitCode() {
            return exitCode;
        }

        public boolean isSuccess() {
            return httpStatus == 200;
        }

        /** As it is printed and counted. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Of a callback that was not let in. */
    static CallbackAnswer to(RefusedCallback refused, Instant at) {
        return new CallbackAnswer(
                refused.isReadable() ? Outcome.REFUSED : Outcome.UNREADABLE,
                refused.isReadable() ? "error" : "unreadable",
                Optional.of(refused.why()),
                at,
                Optional.empty(),
                OptionalLong.empty());
    }

    /** The same for who has sent the same meanwhile. */
    CallbackAnswer again() {
        Outcome repeated = outcome == Outcome.APPLIED ? Outcome.REPEATED : outcome;
        return new CallbackAnswer(repeated, code, description, at, callback, OptionalLong.empty());
    }

    /** Whether another process is in the way, which says nothing about the order. */
    boolean isBusy() {
        return code.equals(BUSY);
    }

    /**
     * The JSON of the supplier's interface, in one line.
     *
     * @param texts puts a sentence into words
     */
    public String json(Function<Message, String> texts) {
        return json(
                outcome.isSuccess(),
                code,
                description.map(texts).orElse(SUCCESS),
                at,
                callback.map(RecordedCallback::orderNumber));
    }

    /** Of what is to come again, for whatever reason. */
    static String later(String code, String description, Instant at) {
        return json(false, code, description, at, Optional.empty());
    }

    private static String json(
            boolean success, String code, String description, Instant at, Optional<String> orderNumber) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = VisibleJson.factory().createGenerator(text)) {
            json.writeStartObject();
            json.writeBooleanField("success", success);
            json.writeStringField("code", code);
            json.writeStringField("description", description);
            json.writeStringField("timeStamp", CallbackGate.CHINA_TIME.format(at.atOffset(CallbackGate.CHINA)));
            json.writeObjectFieldStart("data");
            if (success) {
                json.writeStringField("statusCode", "200");
                json.writeStringField("message", SUCCESS);
                json.writeStringField("platformOrderNo", orderNumber.orElseThrow());
            }
            json.writeEndObject();
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }
}
