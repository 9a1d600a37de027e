package io.github.ylhcancel.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.PropertyResourceBundle;
import picocli.CommandLine;

/**
 * The help in Chinese. The English one stands beside the options in the code; picocli takes the sentences of {@code help_zh.properties} in
 * its place, by the command's name and the option's.
 */
final class ChineseHelp {
    private ChineseHelp() {}

    static void putInto(CommandLine commandLine) {
        try (InputStream file = ChineseHelp.class.getResourceAsStream("/io/github/ylhcancel/help_zh.properties")) {
            commandLine.setResourceBundle(
                    new PropertyResourceBundle(new InputStreamReader(file, StandardCharsets.UTF_8)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
