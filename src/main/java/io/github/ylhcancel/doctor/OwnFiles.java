package io.github.ylhcancel.doctor;

import static io.github.ylhcancel.doctor.Examination.FILES;
import static io.github.ylhcancel.doctor.Examination.JOURNAL;
import static io.github.ylhcancel.doctor.Examination.STOP_FILE;

import io.github.ylhcancel.base.ExitCode;
import io.github.ylhcancel.base.FileReason;
import io.github.ylhcancel.base.Message;
import io.github.ylhcancel.base.StopSignal;
import io.github.ylhcancel.config.Key;
import io.github.ylhcancel.config.Settings;
import io.github.ylhcancel.domain.ArgumentList;
import io.github.ylhcancel.domain.ToldRequest;
import io.github.ylhcancel.files.AppendedFile;
import io.github.ylhcancel.files.TrustedFile;
import io.github.ylhcancel.hooks.EventCommand;
import io.github.ylhcancel.journal.ToldFile;
import io.github.ylhcancel.journal.ToldFiles;
import io.github.ylhcancel.run.RunContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** The files that the program reads and writes beside the database: who may read them, and whether they can be written. Makes none. */
final class OwnFiles {
    private final RunContext context;
    private final Settings settings;

    OwnFiles(RunContext context) {
        this.context = context;
        this.settings = context.settings();
    }

    void examine(Consumer<Diagnosis> each) {
        settings.file().ifPresent(file -> configuration(file, each));
        cache(Path.of(settings.text(Key.TOKEN_CACHE).orElseThrow()), each);
        settings.logFile()
                .ifPresentOrElse(
                        file -> appended(file, Key.LOG_FILE, "doctor.log", "log.unwritable", "doctor.remedy.log", each),
                        () -> each.accept(Diagnosis.note(FILES, Message.of("doctor.no-log"))
                                .withRemedy(Message.of("doctor.remedy.no-log", Key.LOG_FILE))));
        settings.eventsFile()
                .ifPresent(file -> appended(
                        file,
                        Key.EVENTS_FILE,
                        "doctor.events",
                        "doctor.events-unwritable",
                        "doctor.remedy.events",
                        each));
        settings.text(Key.EVENTS_COMMAND).ifPresent(line -> command(line, each));
    }

    /** It is not started: nobody knows what it would do. */
    private static void command(String line, Consumer<Diagnosis> each) {
        String program = ArgumentList.of(line).words().get(0);
        each.accept(EventCommand.obstacle(program)
                .map(why -> Diagnosis.warning(FILES, why, Message.of("doctor.remedy.command", Key.EVENTS_COMMAND)))
                .orElseGet(() -> Diagnosis.ok(FILES, Message.of("doctor.command", program)))
                .about(program));
    }

    /** What cannot be read is among the problems of the configuration. */
    private void configuration(Path file, Consumer<Diagnosis> each) {
        try {
            TrustedFile.Content content = TrustedFile.read(file);
            boolean isShared = content.groupMayRead() || content.othersMayRead();
            each.accept(
                    isShared
                            ? Diagnosis.note(FILES, Message.of("doctor.file-shared", file))
                                    .withRemedy(Message.of("doctor.remedy.chmod", file))
                                    .about(file)
                            : Diagnosis.ok(FILES, Message.of("doctor.file-own", file))
                                    .about(file));
        } catch (IOException unreadable) {
            each.accept(Diagnosis.skipped(FILES, Message.of("doctor.file-see-configuration", file))
                    .about(file));
        }
    }

    private static void cache(Path file, Consumer<Diagnosis> each) {
        try {
            if (Files.isSymbolicLink(file)) {
                each.accept(Diagnosis.warning(
                                FILES,
                                Message.of("doctor.cache-link", file),
                                Message.of("doctor.remedy.cache-link", Key.TOKEN_CACHE))
                        .about(file));
                return;
            }
            if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
                TrustedFile.Content content = TrustedFile.read(file);
                if (content.groupMayRead() || content.othersMayRead()) {
                    each.accept(Diagnosis.warning(
                                    FILES,
                                    Message.of("doctor.cache-shared", file),
                                    Message.of("doctor.remedy.chmod", file))
                            .about(file));
                    return;
                }
            }
            AppendedFile.requirePossible(file);
            each.accept(Diagnosis.ok(FILES, Message.of("doctor.cache", file)).about(file));
        } catch (IOException e) {
            each.accept(Diagnosis.warning(
                            FILES,
                            Message.of("doctor.cache-unusable", file, FileReason.of(e)),
                            Message.of("doctor.remedy.cache", Key.TOKEN_CACHE))
                    .about(file));
        }
    }

    /**
     * One to which runs append, and without which they go on.
     *
     * @param key by which it is named in the configuration
     */
    private static void appended(
            Path file, Key key, String possible, String impossible, String remedy, Consumer<Diagnosis> each) {
        try {
            AppendedFile.requirePossible(file);
            each.accept(Diagnosis.ok(FILES, Message.of(possible, file)).about(file));
        } catch (IOException e) {
            each.accept(
                    Diagnosis.warning(FILES, Message.of(impossible, file, FileReason.of(e)), Message.of(remedy, key))
                            .about(file));
        }
    }

    void stopFile(Consumer<Diagnosis> each) {
        Optional<Path> file = settings.stopFile();
        if (file.isEmpty()) {
            each.accept(Diagnosis.note(STOP_FILE, Message.of("doctor.no-stop-file", Key.STOP_FILE)));
            return;
        }
        StopSignal signal = new StopSignal(context.interrupt(), file);
        boolean isThere = signal.isRequested() && signal.reason().equals(Optional.of(StopSignal.Reason.STOP_FILE));
        each.accept(
                isThere
                        ? Diagnosis.warning(
                                STOP_FILE,
                                Message.of("doctor.stop-file", file.get()),
                                Message.of("doctor.remedy.stop-file", file.get()))
                        : Diagnosis.ok(STOP_FILE, Message.of("doctor.stop-file-absent", file.get())));
    }

    /** A journal that cannot be written keeps every call back. */
    void journal(Consumer<Diagnosis> each) {
        if (settings.journal().isEmpty()) {
            each.accept(Diagnosis.note(JOURNAL, Message.of("doctor.no-journal", Key.JOURNAL))
                    .withRemedy(Message.of("doctor.remedy.no-journal", Key.JOURNAL)));
            return;
        }
        Path file = settings.journal().get();
        try {
            AppendedFile.requirePossible(file);
            each.accept(written(file).about(file));
        } catch (IOException e) {
            each.accept(Diagnosis.bad(
                            JOURNAL,
                            Message.of("doctor.journal-unusable", file, FileReason.of(e)),
                            Message.of("doctor.remedy.journal", Key.JOURNAL),
                            ExitCode.USAGE)
                    .about(file));
        }
    }

    private static Diagnosis written(Path file) throws IOException {
        try {
            Optional<ToldRequest> last = ToldFile.last(file);
            long bytes = Files.size(file);
            List<Path> old = ToldFiles.old(file.toAbsolutePath());
            for (Path one : old) {
                bytes += Files.size(one);
            }
            Message found = last.isPresent()
                    ? Message.of(
                            "doctor.journal",
                            file,
                            last.get().at(),
                            last.get().request().soId(),
                            1 + old.size(),
                            bytes)
                    : Message.of("doctor.journal-empty", file);
            return Diagnosis.ok(JOURNAL, found).withFigure("bytes", bytes).withFigure("files", 1 + old.size());
        } catch (NoSuchFileException notYet) {
            return Diagnosis.ok(JOURNAL, Message.of("doctor.journal-empty", file));
        }
    }
}
