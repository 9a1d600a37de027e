package io.github.ylhcancel.doctor;

import io.github.ylhcancel.base.ExitCode;
import io.github.ylhcancel.base.Message;
import io.github.ylhcancel.base.UserError;
import io.github.ylhcancel.run.CheckedSettings;
import io.github.ylhcancel.run.RunContext;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Looks at everything that has to be right, one after the other. What is wrong with one hides nothing that is wrong with another. Changes
 * nothing but the token that is kept.
 */
public final class Doctor {
    private static final Set<Examination> OVER_THE_NETWORK = Collections.unmodifiableSet(EnumSet.of(
            Examination.NETWORK, Examination.CERTIFICATE, Examination.YLH_CLOCK, Examination.AUTHENTICATION));

    private final Machine machine;
    private final Configuration configuration;
    private final OwnFiles files;
    private final ShopDatabase database;
    private final WayToYlh way;

    private Doctor(RunContext context, CheckedSettings checked, Surroundings surroundings) {
        this.machine = new Machine(surroundings);
        this.configuration = new Configuration(checked);
        this.files = new OwnFiles(context);
        this.database = new ShopDatabase(context);
        this.way = new WayToYlh(context, checked);
    }

    /**
     * @param context whose settings are those that were checked, mistakes and all
     */
    public static Doctor from(RunContext context, CheckedSettings checked, Surroundings surroundings) {
        return new Doctor(context, checked, surroundings);
    }

    /**
     * Hands on what was found as it is found.
     *
     * @param network whether YLH may be called
     */
    public void examine(Set<Examination> wanted, boolean network, Consumer<Diagnosis> each) {
        Consumer<Diagnosis> asked = diagnosis -> {
            if (wanted.contains(diagnosis.examination())) {
                each.accept(diagnosis);
            }
        };
        run(wanted, asked, machine::java, Examination.JAVA);
        run(wanted, asked, machine::locale, Examination.LOCALE);
        run(wanted, asked, machine::terminal, Examination.TERMINAL);
        run(wanted, asked, configuration::examine, Examination.CONFIGURATION);
        run(wanted, asked, files::examine, Examination.FILES);
        run(wanted, asked, files::stopFile, Examination.STOP_FILE);
        run(wanted, asked, files::journal, Examination.JOURNAL);
        Examination[] ofDatabase = {
            Examination.DATABASE,
            Examination.TABLES,
            Examination.SERVER,
            Examination.RESPONSE_TIME,
            Examination.DELIVERIES,
            Examination.RUNS
        };
        run(wanted, asked, into -> database.examine(wanted, into), ofDatabase);
        run(wanted, asked, way::egress, Examination.EGRESS);
        if (network) {
            run(
                    wanted,
                    asked,
                    way::network,
                    Examination.NETWORK,
                    Examination.CERTIFICATE,
                    Examination.YLH_CLOCK,
                    Examination.AUTHENTICATION);
            run(wanted, asked, way::authentication, Examination.AUTHENTICATION);
        } else {
            OVER_THE_NETWORK.forEach(one -> asked.accept(Diagnosis.skipped(one, Message.of("doctor.no-network"))));
        }
        run(
                wanted,
                asked,
                into -> database.examineContent(wanted, into),
                Examination.RESPONSE_TIME,
                Examination.DELIVERIES,
                Examination.RUNS);
    }

    /** A mistake of ours in one of them is a finding too, and hides no other. */
    private static void run(
            Set<Examination> wanted,
            Consumer<Diagnosis> each,
            Consumer<Consumer<Diagnosis>> work,
            Examination... examinations) {
        Set<Examination> needed = EnumSet.noneOf(Examination.class);
        for (Examination one : examinations) {
            if (wanted.contains(one)) {
                needed.add(one);
            }
        }
        if (needed.isEmpty()) {
            return;
        }
        try {
            work.accept(each);
        } catch (UserError e) {
            each.accept(
                    Diagnosis.bad(needed.iterator().next(), e.text(), Message.of("doctor.remedy.see"), e.exitCode()));
        } catch (RuntimeException e) {
            each.accept(Diagnosis.bad(
                    needed.iterator().next(),
                    Message.of("unexpected", String.valueOf(e)),
                    Message.of("doctor.remedy.debug"),
                    ExitCode.UNEXPECTED));
        }
    }
}
