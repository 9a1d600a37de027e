package io.github.ylhcancel.cli;

import io.github.ylhcancel.base.ExitCode;
import io.github.ylhcancel.callback.CallbackAnswer;
import io.github.ylhcancel.callback.CallbackAnswer.Outcome;
import io.github.ylhcancel.output.Fields;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** How many callbacks a run has taken, by what came of them. */
final class CallbackTally {
    private final Map<Outcome, Long> outcomes = new EnumMap<>(Outcome.class);

    void add(CallbackAnswer answer) {
        outcomes.merge(answer.outcome(), 1L, Long::sum);
    }

    long all() {
        return outcomes.values().stream().mapToLong(Long::longValue).sum();
    }

    List<ExitCode> exitCodes() {
        return outcomes.keySet().stream().map(Outcome::exitCode).toList();
    }

    /** Also those of which there were none. */
    Fields fields() {
        Fields fields = new Fields().with("callbacks", all());
        for (Outcome outcome : Outcome.values()) {
            fields.with(outcome.word(), outcomes.getOrDefault(outcome, 0L));
        }
        return fields;
    }

    /** Only those of which there were some. */
    String words() {
        return outcomes.entrySet().stream()
                .map(count -> count.getValue() + " " + count.getKey().word())
                .collect(Collectors.joining(", "));
    }
}
