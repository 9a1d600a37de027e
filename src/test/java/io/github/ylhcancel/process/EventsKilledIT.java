package io.github.ylhcancel.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.ylhcancel.base.Checkpoint;
import io.github.ylhcancel.testing.Ran;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** A process that is killed (SIGKILL) around its events: none is lost, none is invented, and a repeat has the same id. */
class EventsKilledIT extends ProcessTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private String order;

    private Path file() {
        return folder.resolve("events.ndjson");
    }

    private Path told() {
        return folder.resolve("told");
    }

    private void configure() throws IOException {
        Path program = folder.resolve("tell");
        Files.writeString(program, "#!/bin/sh\ncat >> " + told() + " && echo >> " + told() + "\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
        shop.writeConfig(
                sandbox.authUri(), sandbox.baseUri(), "events.file = " + file(), "events.command = " + program);
    }

    private static List<String> ids(Path from) throws IOException {
        List<String> ids = new ArrayList<>();
        for (String line : Files.exists(from) ? Files.readAllLines(from) : List.<String>of()) {
            JsonNode event = JSON.readTree(line);
            ids.add(event.path("id").asText());
        }
        return ids;
    }

    private void killAt(Checkpoint checkpoint, String... command) {
        List<String> arguments = new ArrayList<>(List.of("-c", shop.config().toString()));
        arguments.addAll(List.of(command));
        Job job = shell.startUntil(checkpoint, arguments.toArray(String[]::new));
        job.kill();
        assertThat(job.ended().code()).isEqualTo(128 + 9);
    }

    /** Whatever the moment, the next sync completes file and command, and once more changes neither. */
    @ParameterizedTest
    @EnumSource(
            mode = Mode.INCLUDE,
            names = {
                "BEFORE_COMMIT",
                "AFTER_COMMIT",
                "AFTER_CLAIM",
                "AFTER_JOURNAL",
                "AFTER_SENDING",
                "AFTER_ANSWER",
                "AFTER_EVENTS_APPENDED"
            })
    void whatWasCommittedIsTold(Checkpoint checkpoint) throws IOException {
        openShop(20);
        configure();
        order = paid();
        killAt(checkpoint, "cancel", order, "--reason", "out of stock");

        Ran synced = ylh("sync");
        assertThat(synced.code()).as(synced.err()).isZero();
        assertTold(checkpoint != Checkpoint.BEFORE_COMMIT, checkpoint == Checkpoint.AFTER_EVENTS_APPENDED);
    }

    @Test
    void aCommandThatHasEndedAndIsNotKnownToHaveIsStartedAgain() throws IOException {
        openShop(20);
        configure();
        order = paid();
        assertThat(ylh("cancel", order, "--reason", "out of stock").code()).isZero();
        killAt(Checkpoint.AFTER_EVENT_COMMAND, "sync");
        assertThat(ids(told())).hasSize(1);
        assertThat(ylh("sync").code()).isZero();
        assertThat(ids(told()))
                .as("another process has it in hand, as far as one knows")
                .hasSize(1);
        shop.execute("UPDATE ylh_event SET next_attempt_at = created_at");

        assertThat(ylh("sync").code()).isZero();

        List<String> ids = ids(told());
        assertThat(ids).hasSize(2);
        assertThat(ids.get(0)).isEqualTo(ids.get(1));
    }

    private void assertTold(boolean isCommitted, boolean isRepeated) throws IOException {
        List<String> inFile = ids(file());
        assertThat(inFile).hasSize(isCommitted ? isRepeated ? 2 : 1 : 0);
        Set<String> once = new TreeSet<>(inFile);
        assertThat(once).hasSize(isCommitted ? 1 : 0);
        assertThat(ids(told())).containsExactlyElementsOf(once);
        assertThat(ylh("sync").code()).isZero();
        assertThat(ids(file())).isEqualTo(inFile);
        assertThat(ids(told())).hasSize(once.size());
    }
}
