package io.github.ylhcancel.cli;

import io.github.ylhcancel.base.Durations;
import io.github.ylhcancel.base.ExitCode;
import io.github.ylhcancel.base.UserError;
import io.github.ylhcancel.output.Fields;
import io.github.ylhcancel.output.Style;
import io.github.ylhcancel.sandbox.CallbackKind;
import io.github.ylhcancel.sandbox.CallbackOptions;
import io.github.ylhcancel.sandbox.CallbackRule;
import io.github.ylhcancel.sandbox.FaultRule;
import io.github.ylhcancel.sandbox.KnownOrder;
import io.github.ylhcancel.sandbox.Sandbox;
import io.github.ylhcancel.sandbox.SandboxOptions;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ylh sandbox}: a YLH to play against, until it is interrupted. */
@Command(
        name = "sandbox",
        sortOptions = false,
        description = {
            "Runs a YLH to play against, on loopback only: it answers as the supplier does and fails as it is told.",
            "While it runs it is controlled over HTTP on a port of its own: GET /state, /requests, /cancellations;"
                    + " POST /faults {\"add\":[\"500*2\"]}; DELETE /faults; POST /latency {\"latency\":\"200ms\"};"
                    + " POST /tokens/expire; GET, POST /callbacks; GET, POST, DELETE /callbacks/rules {\"add\":[\"late*2\"]};"
                    + " POST /callbacks/url {\"url\":\"http://…\"}; GET, POST /orders {\"add\":[\"SO-1=PO-1\"]}; POST /reset."
        },
        synopsisSubcommandLabel = "[COMMAND]",
        subcommands = TriggerCommand.class)
final class SandboxCommand extends Subcommand implements CommandParent {
    @Option(
            names = "--port",
            paramLabel = "N",
            defaultValue = "0",
            description = "Port of the supplier's interface; 0 takes a free one (default).")
    private int port;

    @Option(
            names = "--control-port",
            paramLabel = "N",
            defaultValue = "0",
            description = "Port of the control path; 0 takes a free one (default).")
    private int controlPort;

    @Option(
            names = "--write-config",
            paramLabel = "FILE",
            description = "Once it listens, write a configuration for 'ylh -c FILE', with its addresses and invented"
                    + " credentials.")
    private Path writeConfig;

    @Option(
            names = "--latency",
            paramLabel = "TIME",
            defaultValue = "0ms",
            description = "How long an answer to a cancel call takes, such as 50ms (default: ${DEFAULT-VALUE}).")
    private String latency;

    @Option(
            names = "--token-latency",
            paramLabel = "TIME",
            defaultValue = "0ms",
            description = "The same for a token (default: ${DEFAULT-VALUE}).")
    private String tokenLatency;

    @Option(
            names = "--rate",
            paramLabel = "N",
            defaultValue = "100",
            description = "Calls a second above which it answers 429; 0 for no limit (default: ${DEFAULT-VALUE}).")
    private int rate;

    @Option(names = "--retry-after", paramLabel = "TIME", description = "Send Retry-After with a 429.")
    private String retryAfter;

    @Option(
            names = "--token-life",
            paramLabel = "TIME",
            defaultValue = "1h",
            description = "How long it says that a token lives (default: ${DEFAULT-VALUE}).")
    private String tokenLife;

    @Option(names = "--expire-tokens-after", paramLabel = "TIME", description = "How long a token really lives.")
    private String expireTokensAfter;

    @Option(
            names = "--slow",
            paramLabel = "TIME",
            defaultValue = "60s",
            description = "How long a slow answer takes (default: ${DEFAULT-VALUE}).")
    private String slow;

    @Option(
            names = "--fail",
            paramLabel = "KIND[*N|%P][@token]",
            description = "Fail: the next request, the next N, all (KIND*), or P percent at random; may be repeated."
                    + " KIND 'any' draws a failure for each request. Kinds: see --list-faults.")
    private List<String> faults = List.of();

    @Option(names = "--list-faults", description = "List the kinds of failure and end.")
    private boolean listFaults;

    @Option(names = "--refuse", paramLabel = "TEXT", description = "Refuse every so-id that contains TEXT.")
    private String refuse;

    @Option(
            names = "--refuse-code",
            paramLabel = "CODE",
            defaultValue = "ORDER_SHIPPED",
            description = "The code with which it refuses (default: ${DEFAULT-VALUE}).")
    private String refuseCode;

    @Option(
            names = "--callback-url",
            paramLabel = "URL",
            description = "Call the shop back at this address about each cancellation that it has taken.")
    private String callbackUrl;

    @Option(
            names = "--callback",
            paramLabel = "KIND[*N|%P]",
            description =
                    "Call back in an unusual way: about the next cancellation, the next N, all (KIND*), or P percent at"
                            + " random; may be repeated, and all that hit count. Kinds: see --list-callbacks.")
    private List<String> callbackRules = List.of();

    @Option(names = "--list-callbacks", description = "List the kinds of unusual callbacks and end.")
    private boolean listCallbacks;

    @Option(
            names = "--callback-delay",
            paramLabel = "TIME",
            defaultValue = "100ms",
            description = "How long after its answer it calls back (default: ${DEFAULT-VALUE}).")
    private String callbackDelay;

    @Option(
            names = "--callback-late",
            paramLabel = "TIME",
            defaultValue = "5s",
            description = "How much later a late callback comes, and how long one is held back at most (default:"
                    + " ${DEFAULT-VALUE}).")
    private String callbackLate;

    @Option(
            names = "--callback-retry",
            paramLabel = "TIME",
            defaultValue = "1s",
            description =
                    "How long after any answer but HTTP 200 with success:true it sends a callback again, the same bytes;"
                            + " each further time twice as long, eight times in all (default: ${DEFAULT-VALUE}).")
    private String callbackRetry;

    @Option(
            names = "--order",
            paramLabel = "SO-ID=NUMBER[:CODE*N,…]",
            description =
                    "Know an order by the shop's number, and its products; may be repeated. Of others it takes SO10000002-1"
                            + " for PO10000002, as the sample shop has it, and else calls back by the so-id.")
    private List<String> orders = List.of();

    @Option(
            names = "--seed",
            paramLabel = "S",
            defaultValue = "1",
            description =
                    "Seed of what is random: with the same one, the n-th request for a so-id fails as before, and is called back"
                            + " as before.")
    private long seed;

    @Override
    boolean beginsWithSettings() {
        return false;
    }

    @Override
    ExitCode execute() {
        if (listFaults || listCallbacks) {
            list();
            return ExitCode.OK;
        }
        SandboxOptions options = options();
        services().catchSignals();
        try (Sandbox sandbox = Sandbox.start(options, services().machineClock())) {
            if (writeConfig != null) {
                SandboxConfig.write(writeConfig, sandbox);
            }
            announce(sandbox);
            services().interrupt().await();
            return ExitCode.OK;
        } catch (IOException e) {
            throw UserError.usage("sandbox.cannot-listen", port, String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return ExitCode.INTERRUPTED;
        }
    }

    private void list() {
        if (listFaults) {
            FaultRule.kinds().forEach(kind -> print(kind.word(), kind.description()));
        }
        if (listCallbacks) {
            Arrays.stream(CallbackKind.values()).forEach(kind -> print(kind.word(), kind.description()));
        }
    }

    private void print(String word, String description) {
        terminal().out().println(Style.padded(word, 18) + description);
    }

    @Override
    public YlhCommand root() {
        return super.root();
    }

    private void announce(Sandbox sandbox) {
        Fields fields = new Fields()
                .with("auth_url", sandbox.authUri().toString())
                .with("base_url", sandbox.baseUri().toString())
                .with("control_url", sandbox.controlUri().toString())
                .with("callback_url", sandbox.callbackUrl().map(URI::toString))
                .with("config", Optional.ofNullable(writeConfig).map(Path::toString));
        root().report("sandbox", false).summary(fields, () -> {
            List<String> lines = new ArrayList<>(List.of(
                    text("sandbox.listening", sandbox.baseUri()), text("sandbox.control", sandbox.controlUri())));
            sandbox.callbackUrl().ifPresent(url -> lines.add(text("sandbox.calls-back", url)));
            if (writeConfig != null) {
                lines.add(text("sandbox.config", writeConfig));
            }
            lines.add(text("sandbox.end"));
            return lines;
        });
    }

    private SandboxOptions options() {
        try {
            List<FaultRule> rules = faults.stream().map(FaultRule::parse).toList();
            SandboxOptions options = SandboxOptions.defaults()
                    .withPort(port)
                    .withControlPort(controlPort)
                    .withLatency(time("--latency", latency))
                    .withTokenLatency(time("--token-latency", tokenLatency))
                    .withCallsPerSecond(rate)
                    .withTokenLife(time("--token-life", tokenLife))
                    .withSlowDelay(time("--slow", slow))
                    .withFaults(rules)
                    .withRefuseCode(refuseCode)
                    .withCallbacks(callbacks())
                    .withSeed(seed);
            if (retryAfter != null) {
                options = options.withRetryAfter(time("--retry-after", retryAfter));
            }
            if (expireTokensAfter != null) {
                options = options.withExpireTokensAfter(time("--expire-tokens-after", expireTokensAfter));
            }
            return refuse == null ? options : options.withRefuse(refuse);
        } catch (IllegalArgumentException e) {
            throw usage("sandbox.option", e.getMessage());
        }
    }

    private CallbackOptions callbacks() {
        CallbackOptions options = CallbackOptions.NONE
                .withRules(callbackRules.stream().map(CallbackRule::parse).toList())
                .withDelays(time("--callback-delay", callbackDelay), time("--callback-late", callbackLate))
                .withRepeats(time("--callback-retry", callbackRetry), CallbackOptions.NONE.attempts())
                .withOrders(orders.stream().map(KnownOrder::parse).toList());
        if (callbackUrl == null && !callbackRules.isEmpty()) {
            throw usage("sandbox.callback-without-url");
        }
        return callbackUrl == null ? options : options.withUrl(URI.create(callbackUrl));
    }

    private Duration time(String option, String text) {
        return time(this, option, text);
    }

    /** A span of time that may be nothing. */
    static Duration time(Subcommand command, String option, String text) {
        return Durations.parse(text).orElseThrow(() -> command.usage("option.duration", option, text));
    }
}
