package io.github.ylhcancel.cli;

import io.github.ylhcancel.base.ExitCode;
import io.github.ylhcancel.base.StopSignal;
import io.github.ylhcancel.base.UserError;
import io.github.ylhcancel.callback.Listen;
import io.github.ylhcancel.callback.ListenTally;
import io.github.ylhcancel.config.Key;
import io.github.ylhcancel.config.ListenAccess;
import io.github.ylhcancel.output.Fields;
import io.github.ylhcancel.output.Report;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ylh listen}: receives what YLH says by itself, until it is interrupted. */
@Command(
        name = "listen",
        sortOptions = false,
        description = {
            "Receives the callbacks of YLH over HTTP, applies them and answers them, until it is interrupted; for a service.",
            "POST on one path only (listen.path); GET /healthz says that it is up, and nothing about the database.",
            "It listens on this machine only, unless listen.behind-proxy says that a proxy stands in front.",
            "What cannot be applied now is answered with 503, so that YLH sends it again; the same again changes nothing."
        })
final class ListenCommand extends Subcommand {
    @Option(
            names = "--address",
            paramLabel = "ADDRESS:PORT",
            description = "Listen there (default: listen.address, 127.0.0.1:8790); port 0 takes a free one.")
    private String address;

    @Override
    ExitCode execute() {
        Optional.ofNullable(address).flatMap(Key.LISTEN_ADDRESS_KEY::problem).ifPresent(right -> {
            throw usage("option.out-of-bounds", "--address", address, right);
        });
        ListenAccess access = services().settings().listenAccess(Optional.ofNullable(address));
        refuseIfStopped();
        Listen listen = Listen.from(services(), access, services().texts()::of);
        listen.tryDatabase().ifPresent(away -> warn("listen.database-away", away.text()));
        services().catchSignals();
        Report report = root().report("listen", false);
        announce(report, start(listen, access), access.path());
        StopSignal stop = services().stopSignal();
        services().database().endsWith(stop);
        ListenTally tally =
                listen.run(stop, services().interrupt(), services().settings().grace());
        report.summary(fields(tally), () -> root().isQuiet() ? List.of() : List.of(summary(tally)));
        return explainStop(stop, tally.all());
    }

    private static InetSocketAddress start(Listen listen, ListenAccess access) {
        try {
            return listen.start();
        } catch (IOException e) {
            throw UserError.usage("listen.cannot-listen", shown(access.address()), String.valueOf(e.getMessage()));
        }
    }

    private void announce(Report report, InetSocketAddress where, String path) {
        String url = "http://" + shown(where) + path;
        report.result(
                new Fields().with("address", shown(where)).with("path", path).with("url", url),
                () -> root().isQuiet() ? List.of() : List.of(text("listen.listening", url)));
    }

    private static String shown(InetSocketAddress address) {
        String host = address.getAddress().getHostAddress();
        return (address.getAddress() instanceof Inet6Address ? "[" + host + "]" : host) + ":" + address.getPort();
    }

    private static Fields fields(ListenTally tally) {
        Fields fields = new Fields().with("callbacks", tally.all());
        tally.counts().forEach(fields::with);
        return fields;
    }

    private String summary(ListenTally tally) {
        Map<String, Long> counts = tally.counts();
        String words = counts.entrySet().stream()
                .filter(count -> count.getValue() > 0)
                .map(count -> count.getValue() + " " + count.getKey())
                .collect(Collectors.joining(", "));
        return root().style()
                .strong(
                        tally.all() == 0
                                ? text("callback.summary-none")
                                : text("callback.summary", tally.all(), words));
    }
}
