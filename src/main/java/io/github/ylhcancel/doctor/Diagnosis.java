package io.github.ylhcancel.doctor;

import io.github.ylhcancel.base.ExitCode;
import io.github.ylhcancel.base.Message;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * One thing that an examination found.
 *
 * @param about the host, file, key or table, where there are several
 * @param exitCode with which the command ends because of it, unless something worse was found
 * @param figures what was measured, by names that never change
 */
public record Diagnosis(
        Examination examination,
        Result result,
        Optional<String> about,
        Message found,
        Optional<Message> remedy,
        ExitCode exitCode,
        Map<String, Object> figures) {
    /** How it stands. */
    public enum Result {
        OK,
        /** Nothing to do: it is said so that one knows. */
        NOTE,
        /** Commands work, but somebody should look at it. */
        WARNING,
        /** Commands will fail. */
        BAD,
        /** Could not be looked at, because something else comes first. */
        SKIPPED;

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static Diagnosis ok(Examination examination, Message found) {
        return of(examination, Result.OK, found, ExitCode.OK);
    }

    static Diagnosis note(Examination examination, Message found) {
        return of(examination, Result.NOTE, found, ExitCode.OK);
    }

    /** Whoever sees it has to look at it (exit code 3). */
    static Diagnosis warning(Examination examination, Message found, Message remedy) {
        return of(examination, Result.WARNING, found, ExitCode.SOME_FAILED).withRemedy(remedy);
    }

    static Diagnosis bad(Examination examination, Message found, Message remedy, ExitCode code) {
        return of(examination, Result.BAD, found, code).withRemedy(remedy);
    }

    static Diagnosis skipped(Examination examination, Message because) {
        return of(examination, Result.SKIPPED, because, ExitCode.OK);
    }

    private static Diagnosis of(Examination examination, Result result, Message found, ExitCode code) {
        return new Diagnosis(examination, result, Optional.empty(), found, Optional.empty(), code, Map.of());
    }

    Diagnosis about(Object what) {
        return new Diagnosis(examination, result, Optional.of(String.valueOf(what)), found, remedy, exitCode, figures);
    }

    Diagnosis withRemedy(Message what) {
        return new Diagnosis(examination, result, about, found, Optional.of(what), exitCode, figures);
    }

    Diagnosis withFigure(String name, Object value) {
        Map<String, Object> more = new TreeMap<>(figures);
        more.put(name, value);
        return new Diagnosis(examination, result, about, found, remedy, exitCode, more);
    }
}
