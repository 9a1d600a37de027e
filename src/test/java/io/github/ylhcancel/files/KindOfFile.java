package io.github.ylhcancel.files;

import static io.github.ylhcancel.testing.Sentences.english;

import io.github.ylhcancel.base.FileReason;
import io.github.ylhcancel.base.UserError;
import io.github.ylhcancel.config.Settings;
import io.github.ylhcancel.csv.CsvProblem;
import io.github.ylhcancel.csv.ResultFile;
import io.github.ylhcancel.logging.LogFile;
import io.github.ylhcancel.logging.LogFormat;
import io.github.ylhcancel.plan.Plans;
import io.github.ylhcancel.ylh.TokenCaches;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;

/** Each kind of file that is opened, by the way that the program opens it. */
enum KindOfFile {
    CONFIGURATION {
        @Override
        void write(Path file) throws IOException {
            Files.writeString(file, "ylh.username = operator\n");
        }

        @Override
        void open(Path file) {
            Settings.load(Optional.of(file), Map.of(), Map.of());
        }
    },
    CONFIGURATION_WITH_SECRET {
        @Override
        void write(Path file) throws IOException {
            Files.writeString(file, "ylh.password = invented\n");
        }

        @Override
        void open(Path file) {
            Settings.load(Optional.of(file), Map.of(), Map.of());
        }
    },
    SECRET {
        @Override
        void write(Path file) throws IOException {
            Files.writeString(file, "invented\n");
        }

        @Override
        void open(Path file) {
            Settings.load(Optional.empty(), Map.of(), Map.of("YLH_PASSWORD_FILE", file.toString()));
        }
    },
    PLAN {
        @Override
        void write(Path file) {
            Plans.write(file, Plans.PLAIN);
        }

        @Override
        void open(Path file) {
            Plans.open(file).close();
        }
    },
    TOKEN {
        @Override
        void write(Path file) {
            TokenCaches.write(file);
        }

        @Override
        void open(Path file) throws IOException {
            if (!TokenCaches.isUsed(file)) {
                throw new IOException("it is ignored");
            }
        }
    },
    LOG {
        @Override
        void write(Path file) throws IOException {
            Files.writeString(file, "a line\n");
        }

        @Override
        void open(Path file) throws IOException {
            new LogFile(file, LogFormat.TEXT, PosixFilePermissions.fromString("rw-------"), 10_000, 1).open();
        }
    },
    RESULTS {
        @Override
        void write(Path file) throws IOException {
            Files.writeString(file, "results of another run\n");
        }

        @Override
        void open(Path file) {
            ResultFile.create(file).close();
        }
    };

    abstract void write(Path file) throws IOException;

    abstract void open(Path file) throws IOException;

    /** Why it is not opened, as the user reads it. */
    Optional<String> refusal(Path file) {
        try {
            open(file);
            return Optional.empty();
        } catch (UserError e) {
            return Optional.of(english(e));
        } catch (CsvProblem e) {
            return Optional.of(english(e.what()));
        } catch (IOException e) {
            return Optional.of(english(FileReason.of(e)));
        }
    }
}
