package io.github.ylhcancel.cli;

import io.github.ylhcancel.base.ExitCode;
import io.github.ylhcancel.output.Texts;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine;

/** The table of exit codes at the end of {@code ylh --help}. */
final class ExitCodeHelp {
    private ExitCodeHelp() {}

    static void addTo(CommandLine commandLine, Texts texts) {
        Map<String, String> codes = new LinkedHashMap<>();
        for (ExitCode code : ExitCode.values()) {
            codes.put(String.valueOf(code.code()), texts.of(code.meaning()));
        }
        commandLine
                .getCommandSpec()
                .usageMessage()
                .exitCodeListHeading("%n" + texts.of("exit-code.heading") + "%n")
                .exitCodeList(codes);
    }
}
