package io.github.ylhcancel.logging;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.status.Status;
import ch.qos.logback.core.status.StatusUtil;
import io.github.ylhcancel.base.Secrets;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
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
        LogTarget.set(LogTarget.NOWHERE);
    }

    private Logger logger(String name, LogTarget target) {
        LogTarget.set(target);
        new LogConfigurator().configure(context);
        return context.getLogger(name);
    }

    private LogTarget toFile(String level) {
        return new LogTarget(
                "run-7",
                Optional.of(file(folder.resolve("ylh.log"), LogFormat.TEXT)),
                Optional.empty(),
                level,
                new Secrets());
    }

    private static LogFile file(Path path, LogFormat format) {
        return new LogFile(path, format, PosixFilePermissions.fromString("rw-------"), 10 << 20, 5);
    }

    @Test
    void logsNothingUnlessAsked() {
        Logger logger =
                logger(OURS, new LogTarget("run-7", Optional.empty(), Optional.empty(), "debug", new Secrets()));

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

        logger.debug("event=debug");
        logger.info("event=info");
        logger.warn("event=warn");
        logger.error("event=error");

        assertThat(Files.readAllLines(folder.resolve("ylh.log")).stream()
                        .map(line -> line.replaceFirst(".*event=(\\w+).*", "$1")))
                .containsExactly(expected.split(" "));
    }

    @Test
    void alsoGoesToTheUserWhoWantsToWatch() {
        StringWriter err = new StringWriter();

        logger(OURS, new LogTarget("run-7", Optional.empty(), Optional.of(new PrintWriter(err)), "info", new Secrets()))
                .info("event=seen");

        assertThat(err.toString()).matches("time=\\S+ level=INFO run=run-7 event=seen\n");
    }

    @Test
    void theFileMayBeJsonWhileTheUserStillReadsText() throws IOException {
        Path file = folder.resolve("ylh.log");
        StringWriter err = new StringWriter();

        logger(
                        OURS,
                        new LogTarget(
                                "run-7",
                                Optional.of(file(file, LogFormat.JSON)),
                                Optional.of(new PrintWriter(err)),
                                "info",
                                new Secrets()))
                .info("event=seen order={}", "PO1");

        assertThat(Files.readString(file))
                .matches(
                        "\\{\"time\":\"[^\"]+\",\"level\":\"INFO\",\"run\":\"run-7\",\"event\":\"seen\",\"order\":\"PO1\"}\n");
        assertThat(err.toString()).endsWith(" run=run-7 event=seen order=PO1\n");
    }

    @Test
    void theRunAndItsSecretsAreThoseOfTheMoment() {
        StringWriter err = new StringWriter();
        Secrets secrets = new Secrets();
        Logger logger = logger(
                OURS,
                new LogTarget("run-7", Optional.empty(), Optional.of(new PrintWriter(err)), "info", new Secrets()));

        logger.info("event=first word={}", "invented-later");
        LogTarget.set(new LogTarget("run-8", Optional.empty(), Optional.empty(), "info", secrets));
        secrets.addPassing("invented-later");
        logger.info("event=second word={}", "invented-later");

        assertThat(err.toString().lines().map(line -> line.replaceFirst(".* run", "run")))
                .containsExactly("run=run-7 event=first word=invented-later", "run=run-8 event=second word=***");
    }

    /** Logback would print them to standard output, where the results go. */
    @Test
    void troublesOfLogbackAreNotPrinted() {
        Logger logger = logger(
                OURS,
                new LogTarget(
                        "run-7", Optional.of(file(folder, LogFormat.TEXT)), Optional.empty(), "info", new Secrets()));

        logger.info("event=lost");

        assertThat(new StatusUtil(context).getHighestLevel(0)).as("trouble").isEqualTo(Status.ERROR);
        assertThat(StatusUtil.contextHasStatusListener(context)).isTrue();
    }
}
