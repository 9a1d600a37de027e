package io.github.ylhcancel.logging;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.status.Status;
import ch.qos.logback.core.status.StatusUtil;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.Logger;

class LogConfiguratorTest {
    private static final String OURS = "io.github.ylhcancel.sync.Delivery";

    @TempDir
    private Path folder;

    private final LoggerContext context = new LoggerContext();

    @BeforeEach
    void complete() {
        context.setMDCAdapter(new LogbackMDCAdapter());
    }

    @AfterEach
    void stop() {
        context.stop();
        LogTarget.set(new LogTarget("-", Optional.empty(), Optional.empty(), "info"));
    }

    private Logger logger(String name, LogTarget target) {
        LogTarget.set(target);
        new LogConfigurator().configure(context);
        return context.getLogger(name);
    }

    private LogTarget toFile(String level) {
        return new LogTarget("run-7", Optional.of(folder.resolve("ylh.log")), Optional.empty(), level);
    }

    @Test
    void logsNothingUnlessAsked() {
        Logger logger = logger(OURS, new LogTarget("run-7", Optional.empty(), Optional.empty(), "debug"));

        assertThat(logger.isErrorEnabled()).isFalse();
        assertThat(context.getLogger("org.flywaydb").isErrorEnabled()).isFalse();
    }

    @Test
    void appendsToTheFileInUtf8() throws IOException {
        Path file = folder.resolve("ylh.log");
        Files.writeString(file, "the line before\n");

        logger(OURS, toFile("info")).info("event=cancel reason={}", "客户要求取消𠮷");

        assertThat(Files.readString(file, StandardCharsets.UTF_8).lines())
                .hasSize(2)
                .startsWith("the line before")
                .anyMatch(line -> line.matches("time=\\S+ level=INFO run=run-7 event=cancel reason=客户要求取消𠮷"));
    }

    @Test
    void isInTheFileAsSoonAsItIsLogged() {
        Logger logger = logger(OURS, toFile("info"));

        logger.info("event=one");
        assertThat(folder.resolve("ylh.log")).content().contains("event=one");
        logger.info("event=two");
        assertThat(folder.resolve("ylh.log")).content().contains("event=two");
    }

    @ParameterizedTest(name = "{0} at level {1}: {2}")
    @CsvSource({
        "io.github.ylhcancel.sync.Delivery, debug, debug info warn error",
        "io.github.ylhcancel.sync.Delivery, info,  info warn error",
        "io.github.ylhcancel.sync.Delivery, warn,  warn error",
        "io.github.ylhcancel.sync.Delivery, error, error",
        "org.flywaydb.core.Flyway,          debug, warn error"
    })
    void theLevelIsForOurOwnEventsAndLibrariesMayOnlyWarn(String name, String level, String expected)
            throws IOException {
        Logger logger = logger(name, toFile(level));

        logger.debug("debug");
        logger.info("info");
        logger.warn("warn");
        logger.error("error");

        assertThat(Files.readAllLines(folder.resolve("ylh.log")).stream()
                        .map(line -> line.substring(line.lastIndexOf(' ') + 1)))
                .containsExactly(expected.split(" "));
    }

    @Test
    void alsoGoesToTheUserWhoWantsToWatch() {
        StringWriter err = new StringWriter();

        logger(OURS, new LogTarget("run-7", Optional.empty(), Optional.of(new PrintWriter(err)), "info"))
                .info("event=seen");

        assertThat(err.toString()).matches("time=\\S+ level=INFO run=run-7 event=seen\n");
    }

    /** Logback would print them to standard output, where the results go. */
    @Test
    void troublesOfLogbackAreNotPrinted() {
        Logger logger = logger(OURS, new LogTarget("run-7", Optional.of(folder), Optional.empty(), "info"));

        logger.info("event=lost");

        assertThat(new StatusUtil(context).getHighestLevel(0)).as("trouble").isEqualTo(Status.ERROR);
        assertThat(StatusUtil.contextHasStatusListener(context)).isTrue();
    }
}
