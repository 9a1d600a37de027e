package io.github.ylhcancel.cli;

import io.github.ylhcancel.base.ExitCode;
import io.github.ylhcancel.doctor.Diagnosis;
import io.github.ylhcancel.doctor.Doctor;
import io.github.ylhcancel.doctor.Examination;
import io.github.ylhcancel.doctor.Surroundings;
import io.github.ylhcancel.output.Report;
import io.github.ylhcancel.run.CheckedSettings;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ylh doctor}: the specification's trouble-shooting, done. */
@Command(
        name = "doctor",
        sortOptions = false,
        description = {
            "Looks at everything that has to be right and says what to do: Java, locale, configuration, files, database and its tables,"
                    + " the way to YLH, its certificate and clock, authentication, journal, deliveries, last runs.",
            "Asks YLH for a token and makes no other call; changes nothing. Works with a broken configuration and without a database.",
            "Exit code by the worst that was found: 0 nothing, 2 something has to be changed, 12 the database is away, 4 YLH refuses the"
                    + " credentials, 3 something wants a person, 6 YLH cannot be reached."
        })
final class DoctorCommand extends Subcommand {
    @Option(
            names = "--only",
            paramLabel = "STEP",
            split = ",",
            description = "Only these examinations, with commas between them, such as database,network.")
    private List<String> only;

    @Option(names = "--no-network", description = "Do not call YLH.")
    private boolean noNetwork;

    @Override
    boolean beginsWithSettings() {
        return false;
    }

    @Override
    ExitCode execute() {
        CheckedSettings checked = services().settingsDespiteMistakes();
        Set<Examination> wanted = only(only, Examination.class, Examination::word, "doctor.unknown");
        DoctorView view = new DoctorView(
                services().texts(),
                root().style(),
                checked.settings().secrets(),
                terminal().outIsTerminal());
        Report report = root().report("doctor", false);
        Map<Diagnosis.Result, Integer> counts = new EnumMap<>(Diagnosis.Result.class);
        Map<Diagnosis.Result, Set<ExitCode>> codes = new EnumMap<>(Diagnosis.Result.class);
        Doctor.from(services(), checked, surroundings()).examine(wanted, !noNetwork, diagnosis -> {
            counts.merge(diagnosis.result(), 1, Integer::sum);
            codes.computeIfAbsent(diagnosis.result(), any -> EnumSet.noneOf(ExitCode.class))
                    .add(diagnosis.exitCode());
            report.result(view.fields(diagnosis), () -> isShown(diagnosis) ? view.lines(diagnosis) : List.of());
        });
        // What makes commands fail goes before what somebody should look at.
        Set<ExitCode> worst = codes.getOrDefault(
                Diagnosis.Result.BAD, codes.getOrDefault(Diagnosis.Result.WARNING, Set.of(ExitCode.OK)));
        ExitCode code = ExitCode.of(worst);
        report.summary(
                view.summary(counts, code),
                () -> root().isQuiet() ? List.of() : List.of(view.summaryLine(counts, code)));
        return code;
    }

    private boolean isShown(Diagnosis diagnosis) {
        return !root().isQuiet()
                || diagnosis.result() == Diagnosis.Result.BAD
                || diagnosis.result() == Diagnosis.Result.WARNING;
    }

    private Surroundings surroundings() {
        Properties all = System.getProperties();
        Map<String, String> properties = new HashMap<>();
        all.stringPropertyNames().forEach(name -> properties.put(name, all.getProperty(name)));
        return new Surroundings(
                properties,
                terminal().environment(),
                terminal().inIsTerminal(),
                terminal().outIsTerminal());
    }
}
