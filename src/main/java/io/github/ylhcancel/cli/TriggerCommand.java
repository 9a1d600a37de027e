package io.github.ylhcancel.cli;

import io.github.ylhcancel.base.ExitCode;
import io.github.ylhcancel.base.UserError;
import io.github.ylhcancel.config.CallbackAccess;
import io.github.ylhcancel.config.Key;
import io.github.ylhcancel.domain.Callback.Item;
import io.github.ylhcancel.domain.Callback.Method;
import io.github.ylhcancel.domain.Callback.State;
import io.github.ylhcancel.domain.Loopback;
import io.github.ylhcancel.output.Fields;
import io.github.ylhcancel.output.Report;
import io.github.ylhcancel.sandbox.CallbackKeys;
import io.github.ylhcancel.sandbox.CallbackOptions;
import io.github.ylhcancel.sandbox.CallbackSender;
import io.github.ylhcancel.sandbox.SandboxControl;
import io.github.ylhcancel.sandbox.SentCallback;
import io.github.ylhcancel.sandbox.SignedForm;
import io.github.ylhcancel.sandbox.Trigger;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ExecutionException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ylh sandbox trigger}: one callback, as YLH would send it, for whoever tests what receives them. */
@Command(
        name = "trigger",
        sortOptions = false,
        description = {
            "Sends the shop one signed callback, to test what receives it: through a sandbox that runs, or to any address with"
                    + " callback.app-key and callback.secret of the configuration.",
            "Shows what was sent and what came back. Exit code 0 if that was HTTP 200 with success:true, else 3; needs no database."
        })
final class TriggerCommand extends Subcommand {
    private static final Pattern ITEM = Pattern.compile("(.+):([0-9]{0,9}):([0-9]{0,9}):([0-9]{0,9}):([0-9]{0,9})");
    private static final Duration BEYOND = Duration.ofHours(1);

    @Parameters(index = "0", paramLabel = "METHOD", description = "cancel, confirm or oostock.")
    private String method;

    @Option(names = "--order", paramLabel = "NUMBER", description = "The shop's order number, PlatformOrderNo.")
    private String order;

    @Option(
            names = "--so-id",
            paramLabel = "SO-ID",
            description = "The sub-order number, from which the order's number follows if that is not given.")
    private String soId;

    @Option(
            names = "--state",
            paramLabel = "N",
            defaultValue = "1",
            description = "0 refused, 1 done, 2 done in part (default: ${DEFAULT-VALUE}).")
    private int state;

    @Option(names = "--fail-msg", paramLabel = "TEXT", description = "The reason, FailMsg.")
    private String failure;

    @Option(
            names = "--item",
            paramLabel = "CODE:TOTAL:RECEIVE:RETURN:REJECT",
            description = "How many pieces of a product went which way; may be repeated.")
    private List<String> items = List.of();

    @Option(
            names = "--ext-order-no",
            paramLabel = "NUMBER",
            description = "YLH's own number, ExtOrderNo; made up if it is not given, and left out with State 0.")
    private String supplierNumber;

    @Option(names = "--forged", description = "With a wrong signature.")
    private boolean forged;

    @Option(names = "--expired", description = "With a time stamp that is too old.")
    private boolean expired;

    @Option(
            names = "--times",
            paramLabel = "N",
            defaultValue = "1",
            description = "How often the same bytes are sent (default: ${DEFAULT-VALUE}).")
    private int times;

    @Option(
            names = "--delay",
            paramLabel = "TIME",
            defaultValue = "0s",
            description = "How long to wait before each time (default: ${DEFAULT-VALUE}).")
    private String delay;

    @Option(
            names = "--to",
            paramLabel = "URL",
            description = "Send it to this address, signed with the configured secret.")
    private String to;

    @Option(
            names = "--control",
            paramLabel = "URL",
            description = "Have the sandbox send it that is controlled there (default: sandbox.control-url).")
    private String control;

    @Option(
            names = "--print",
            description = "Send nothing: write the signed body to standard output, for 'ylh callback' to read.")
    private boolean print;

    @Override
    boolean beginsWithSettings() {
        return false;
    }

    @Override
    ExitCode execute() {
        if (Stream.of(to != null, control != null, print).filter(given -> given).count() > 1) {
            throw usage("sandbox.trigger.one-of");
        }
        Trigger trigger = trigger();
        if (print) {
            terminal().out().println(new String(signed(trigger).body(), StandardCharsets.US_ASCII));
            terminal().out().flush();
            return ExitCode.OK;
        }
        Optional<URI> address = Optional.ofNullable(to).map(given -> address("--to", given));
        List<SentCallback> sent = address.isPresent() ? sent(address.get(), trigger) : ordered(trigger);
        return report(sent);
    }

    private Trigger trigger() {
        Method what = Trigger.method(method).orElseThrow(() -> usage("sandbox.trigger.method", method));
        if (order == null && soId == null) {
            throw usage("sandbox.trigger.no-order");
        }
        if (what != Method.CANCEL && !items.isEmpty()) {
            throw usage("sandbox.trigger.items-only-partly");
        }
        State how = State.ofNumber(state).orElseThrow(() -> usage("sandbox.trigger.state", state));
        try {
            return new Trigger(
                    what,
                    Optional.ofNullable(order),
                    Optional.ofNullable(soId),
                    how,
                    Optional.ofNullable(failure),
                    Optional.ofNullable(supplierNumber),
                    parsedItems(),
                    forged,
                    expired,
                    times,
                    SandboxCommand.time(this, "--delay", delay));
        } catch (IllegalArgumentException e) {
            throw usage("sandbox.option", e.getMessage());
        }
    }

    private List<Item> parsedItems() {
        List<Item> parsed = new ArrayList<>();
        for (String text : items) {
            Matcher parts = ITEM.matcher(text);
            if (!parts.matches()) {
                throw usage("sandbox.trigger.item", text);
            }
            parsed.add(new Item(
                    parts.group(1),
                    pieces(parts.group(2)),
                    pieces(parts.group(3)),
                    pieces(parts.group(4)),
                    pieces(parts.group(5))));
        }
        return parsed;
    }

    private static OptionalInt pieces(String digits) {
        return digits.isEmpty() ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(digits));
    }

    private SignedForm signed(Trigger trigger) {
        CallbackAccess access = services().settings().callbackAccess();
        CallbackKeys keys = new CallbackKeys(access.appKey(), access.secret());
        Instant now = services().machineClock().instant();
        Instant at = expired ? now.minus(access.maxAge()).minus(BEYOND) : now;
        return forged ? SignedForm.forged(trigger.message(), keys, at) : SignedForm.of(trigger.message(), keys, at);
    }

    private URI address(String option, String given) {
        Key.SANDBOX_CONTROL_URL.problem(given).ifPresent(wrong -> {
            throw usage("sandbox.trigger.url", option, given);
        });
        return URI.create(given);
    }

    private List<SentCallback> sent(URI address, Trigger trigger) {
        boolean plain = "http".equalsIgnoreCase(address.getScheme());
        if (plain && !Loopback.is(address.getHost()) && !services().settings().allowsInsecureHttp()) {
            throw UserError.usage("sandbox.trigger.insecure", address, Key.ALLOW_INSECURE_HTTP);
        }
        SignedForm form = signed(trigger);
        Duration timeout = CallbackOptions.NONE.timeout();
        try (CallbackSender sender = CallbackSender.once(timeout, services().machineClock())) {
            return sender.send(address, form, trigger.soId(), trigger.times(), trigger.delay())
                    .get();
        } catch (ExecutionException e) {
            throw UserError.usage("sandbox.trigger.failed", String.valueOf(e.getCause()));
        } catch (InterruptedException e) {
            throw interrupted();
        }
    }

    private static UserError interrupted() {
        Thread.currentThread().interrupt();
        return UserError.usage("sandbox.trigger.failed", "interrupted");
    }

    private List<SentCallback> ordered(Trigger trigger) {
        URI address = Optional.ofNullable(control)
                .map(given -> address("--control", given))
                .or(() -> services().settings().text(Key.SANDBOX_CONTROL_URL).map(URI::create))
                .orElseThrow(() -> usage("sandbox.trigger.to-where"));
        try {
            return SandboxControl.trigger(address, trigger);
        } catch (IOException e) {
            String why = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
            throw UserError.usage("sandbox.trigger.no-sandbox", address, why);
        } catch (IllegalArgumentException e) {
            throw UserError.usage("sandbox.trigger.sandbox-says", e.getMessage());
        } catch (InterruptedException e) {
            throw interrupted();
        }
    }

    private ExitCode report(List<SentCallback> sent) {
        TriggerView view = new TriggerView(services().texts(), root().style());
        Report report = root().report("sandbox trigger", false);
        sent.forEach(one -> report.result(
                view.fields(one), () -> root().isQuiet() && one.isAnswered() ? List.of() : view.lines(one)));
        long answered = sent.stream().filter(SentCallback::isAnswered).count();
        report.summary(
                new Fields().with("sent", sent.size()).with("answered", answered),
                () -> root().isQuiet()
                        ? List.of()
                        : List.of(root().style().strong(text("sandbox.trigger.answered", sent.size(), answered))));
        return answered == sent.size() ? ExitCode.OK : ExitCode.SOME_FAILED;
    }
}
