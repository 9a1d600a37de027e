package io.github.ylhcancel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

class ChineseHelpTest {
    private static final Pattern CHINESE = Pattern.compile("\\p{IsHan}");

    @Test
    void everyCommandAndEveryOptionHasAChineseSentence() {
        CommandLine program = new CommandLine(new YlhCommand(null, null));
        Cli.commands().forEach((name, command) -> program.addSubcommand(name, command.get()));
        ChineseHelp.putInto(program);
        List<String> english = new ArrayList<>();
        collect(program, english);

        assertThat(english).isEmpty();
        assertThat(program.getUsageMessage()).startsWith("用法：").contains("命令：");
    }

    private static void collect(CommandLine commandLine, List<String> english) {
        CommandSpec spec = commandLine.getCommandSpec();
        note(english, spec.qualifiedName(), spec.usageMessage().description());
        spec.args()
                .forEach(argument -> note(
                        english,
                        spec.qualifiedName() + " " + argument.paramLabel() + argument,
                        argument.description()));
        commandLine.getSubcommands().values().forEach(below -> collect(below, english));
    }

    private static void note(List<String> english, String what, String[] description) {
        if (Arrays.stream(description).noneMatch(line -> CHINESE.matcher(line).find())
                || Arrays.stream(description).anyMatch(line -> line.contains("Show "))) {
            english.add(what + ": " + String.join(" ", description));
        }
    }
}
