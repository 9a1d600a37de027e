package io.github.ylhcancel.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.ylhcancel.base.ExitCode;
import io.github.ylhcancel.base.FileReason;
import io.github.ylhcancel.base.Secrets;
import io.github.ylhcancel.base.ShellLine;
import io.github.ylhcancel.base.UserError;
import io.github.ylhcancel.config.Key;
import io.github.ylhcancel.output.Terminal;
import io.github.ylhcancel.sandbox.Sandbox;
import io.github.ylhcancel.sandbox.SandboxOptions;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ylh demo}: the whole story on one machine. Every step is a command that the reader could have typed. */
@Command(
        name = "demo",
        description = {
            "Plays the whole story on this machine: a shop with made-up orders in an embedded database, a sandbox as YLH.",
            "Says at each step which command does it, and leaves nothing behind outside its own folder."
        })
final class DemoCommand extends Subcommand {
    private static final String MARK = ".ylh-demo";
    private static final int ORDERS = 300;

    @Option(
            names = "--dir",
            paramLabel = "DIR",
            defaultValue = "ylh-demo",
            description = "The demo's own folder (default: ./${DEFAULT-VALUE}); it is made anew each time.")
    private Path directory;

    private Path config;
    private final List<ExitCode> unexpected = new ArrayList<>();

    @Override
    boolean beginsWithSettings() {
        return false;
    }

    @Override
    ExitCode execute() {
        prepareFolder();
        config = directory.resolve("ylh.properties");
        services().catchSignals();
        try (Sandbox sandbox =
                Sandbox.start(SandboxOptions.defaults(), services().machineClock())) {
            SandboxConfig.write(config, sandbox);
            Files.writeString(config, database(), StandardOpenOption.APPEND);
            play(sandbox);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return unexpected.isEmpty() ? ExitCode.OK : ExitCode.UNEXPECTED;
    }

    private String database() {
        return "db.url = jdbc:h2:file:" + directory.toAbsolutePath().resolve("shop") + "\n";
    }

    private void play(Sandbox sandbox) throws IOException {
        say("demo.intro", directory);
        step("demo.init", ExitCode.OK, "db", "init", "--sample", String.valueOf(ORDERS));
        step("demo.counts", ExitCode.OK, "status");

        List<String> paid = numbers("paid", true);
        String first = paid.get(0);
        step("demo.preview", ExitCode.OK, "cancel", first, "--reason", "客户要求取消", "--dry-run");
        step("demo.cancel", ExitCode.OK, "cancel", first, "--reason", "客户要求取消");
        step("demo.repeat", ExitCode.OK, "cancel", first, "--reason", "客户要求取消");
        String shipped = numbers("shipped", true).get(0);
        step("demo.refusal", ExitCode.SOME_FAILED, "cancel", shipped, "--reason", "客户要求取消");

        String second = paid.get(1);
        sandbox.addFault("500-after*2");
        sayControl(sandbox, "500-after*2");
        step("demo.failure", ExitCode.NOT_YET_AT_YLH, "cancel", second, "--reason", "客户要求取消");
        step("demo.failed-status", ExitCode.OK, "status", second);
        step("demo.sync", ExitCode.OK, "sync", "--now");
        step("demo.history", ExitCode.OK, "history", second);

        step("demo.told", callbackOf(second, "--state", "1"), ExitCode.OK, "callback");

        List<String> onDelivery = numbers("pending", true);
        String third = onDelivery.get(0);
        step("demo.to-be-refused", ExitCode.OK, "cancel", third, "--reason", "客户要求取消");
        step("demo.told-no", callbackOf(third, "--state", "0", "--fail-msg", "已出库，无法拦截"), ExitCode.OK, "callback");
        step("demo.put-back", ExitCode.OK, "history", third);

        String fourth = onDelivery.get(1);
        step("demo.mistake", ExitCode.OK, "cancel", fourth, "--reason", "客户要求取消", "--no-sync");
        step("demo.undo", ExitCode.OK, "undo", fourth, "--note", "点错了订单", "--yes");

        Path file = orderFile(paid.subList(2, 6), numbers("pending", false).subList(0, 3), first);
        String results = directory.resolve("results.csv").toString();
        step("demo.file", ExitCode.SOME_FAILED, "cancel", "--file", file.toString(), "--results", results);
        show(directory.resolve("results.csv"));
        step("demo.unpaid-preview", ExitCode.OK, "cancel-unpaid", "--dry-run", "--limit", "3");
        step("demo.unpaid", ExitCode.OK, "cancel-unpaid");
        step("demo.end-counts", ExitCode.OK, "status");
        say("demo.sandbox-saw", sandbox.cancellations().size());
        say("demo.end", directory);
        show(List.of("sandbox", "--port", String.valueOf(sandbox.baseUri().getPort())));
        show(List.of("-c", config.toString(), "status"));
    }

    /** A command as one would type it. */
    private void show(List<String> arguments) {
        show(typed(arguments));
    }

    private void show(String line) {
        out().println(root().style().strong("$ " + line));
    }

    private static String typed(List<String> arguments) {
        return "ylh " + ShellLine.of(arguments, new Secrets(), Integer.MAX_VALUE);
    }

    private Path orderFile(List<String> paid, List<String> pending, String cancelledBefore) throws IOException {
        StringBuilder csv = new StringBuilder("订单号,取消原因\n");
        paid.forEach(number -> csv.append(number).append(",客户要求取消\n"));
        pending.forEach(number -> csv.append(number).append(",超时未支付\n"));
        csv.append(cancelledBefore).append(",客户要求取消\n");
        csv.append("PO00000000,客户要求取消\n");
        csv.append("1.23E+17,客户要求取消\n");
        return Files.writeString(directory.resolve("orders.csv"), csv);
    }

    /** What YLH would say of an order's cancellation. */
    private static List<String> callbackOf(String order, String... outcome) {
        List<String> trigger = new ArrayList<>(List.of("sandbox", "trigger", "cancel", "--order", order));
        trigger.addAll(List.of(outcome));
        trigger.add("--print");
        return trigger;
    }

    private void step(String explanation, ExitCode expected, String... arguments) {
        say(explanation);
        show(withFile(List.of(arguments)));
        run(terminal().in(), expected, arguments);
    }

    /** The same, with the output of another command for its input. */
    private void step(String explanation, List<String> before, ExitCode expected, String... arguments) {
        say(explanation);
        show(typed(withFile(before)) + " | " + typed(withFile(List.of(arguments))));
        StringWriter captured = new StringWriter();
        services()
                .run(
                        withConfig(before.toArray(String[]::new)),
                        terminalWithoutSettings(terminal().in(), new PrintWriter(captured)));
        run(new ByteArrayInputStream(captured.toString().getBytes(StandardCharsets.UTF_8)), expected, arguments);
    }

    private List<String> withFile(List<String> arguments) {
        List<String> typed = new ArrayList<>(List.of("-c", config.toString()));
        typed.addAll(arguments);
        return typed;
    }

    private void run(InputStream in, ExitCode expected, String... arguments) {
        out().flush();
        int code = services().run(withConfig(arguments), terminalWithoutSettings(in, out()));
        if (code != 0) {
            out().println(root().style().faint(text("demo.exit", code)));
        }
        if (code != expected.code()) {
            unexpected.add(expected);
            warn("demo.unexpected", code, expected.code());
        }
    }

    private void sayControl(Sandbox sandbox, String fault) {
        say("demo.control");
        out().println(root().style()
                .strong("$ curl -d '{\"add\":[\"" + fault + "\"]}' " + sandbox.controlUri() + "/faults"));
    }

    private void show(Path file) throws IOException {
        say("demo.results");
        out().println(root().style().strong("$ cat " + file));
        out().print(Files.readString(file).replace("\uFEFF", "").replace("\r", ""));
    }

    private void say(String key, Object... arguments) {
        out().println();
        out().println("# " + text(key, arguments));
        out().flush();
    }

    private PrintWriter out() {
        return terminal().out();
    }

    /** The demo is the same whatever the reader's environment sets. */
    private Terminal terminalWithoutSettings(InputStream in, PrintWriter out) {
        Terminal ours = terminal();
        return new Terminal(
                in,
                out,
                out,
                false,
                ours.outIsTerminal(),
                false,
                Map.of(Key.OPERATOR.environmentName(), services().run().operator()));
    }

    private List<String> withConfig(String... arguments) {
        List<String> all = new ArrayList<>(
                List.of("-c", config.toString(), "--lang", services().settings().language()));
        all.addAll(List.of("--color", root().common().color.toString()));
        all.addAll(List.of(arguments));
        return all;
    }

    /** The numbers of the oldest orders in a state, found as a script would find them. */
    private List<String> numbers(String state, boolean withSoId) throws IOException {
        StringWriter captured = new StringWriter();
        List<String> arguments = withConfig("status", "--state", state, "--limit", "200", "-o", "json");
        services().run(arguments, terminalWithoutSettings(terminal().in(), new PrintWriter(captured)));
        List<String> numbers = new ArrayList<>();
        for (JsonNode order : new JsonMapper().readTree(captured.toString()).path("results")) {
            if (order.path("so_id").isNull() != withSoId) {
                numbers.add(order.path("order").asText());
            }
        }
        return numbers;
    }

    /** Only a folder that an earlier demo made is emptied. */
    private void prepareFolder() {
        try {
            if (Files.exists(directory)) {
                if (!Files.exists(directory.resolve(MARK))) {
                    throw UserError.usage("demo.folder-taken", directory);
                }
                delete(directory);
            }
            Files.createDirectories(directory);
            Files.createFile(directory.resolve(MARK));
        } catch (IOException e) {
            throw UserError.usage("demo.folder-failed", directory, FileReason.of(e));
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
