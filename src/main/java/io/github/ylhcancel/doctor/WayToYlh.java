package io.github.ylhcancel.doctor;

import static io.github.ylhcancel.doctor.Examination.AUTHENTICATION;
import static io.github.ylhcancel.doctor.Examination.CERTIFICATE;
import static io.github.ylhcancel.doctor.Examination.EGRESS;
import static io.github.ylhcancel.doctor.Examination.NETWORK;
import static io.github.ylhcancel.doctor.Examination.YLH_CLOCK;

import io.github.ylhcancel.base.ExitCode;
import io.github.ylhcancel.base.Message;
import io.github.ylhcancel.base.UserError;
import io.github.ylhcancel.config.Key;
import io.github.ylhcancel.config.Settings;
import io.github.ylhcancel.config.YlhAccess;
import io.github.ylhcancel.db.DatabaseClock;
import io.github.ylhcancel.domain.Verdict;
import io.github.ylhcancel.run.CheckedSettings;
import io.github.ylhcancel.run.RunContext;
import io.github.ylhcancel.ylh.SignIn;
import io.github.ylhcancel.ylh.Wire;
import io.github.ylhcancel.ylh.Wire.Step;
import java.net.URI;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** How YLH is reached, how far one gets, and whether it lets us in. Nothing is said of any order. */
final class WayToYlh {
    /** However long a run would wait: here somebody sits and waits. */
    private static final Duration MOST_PATIENCE = Duration.ofSeconds(10);

    /** With another than was meant one would be refused for the wrong reason, or let in somewhere else. */
    private static final Key[] ACCESS = {
        Key.AUTH_URL,
        Key.BASE_URL,
        Key.USERNAME,
        Key.PASSWORD,
        Key.CLIENT_ID,
        Key.CLIENT_SECRET,
        Key.PROXY_ADDRESS,
        Key.PROXY_USERNAME,
        Key.PROXY_PASSWORD,
        Key.TRUST_STORE
    };

    private static final Duration IN_ALL = Duration.ofSeconds(30);
    private static final Duration SLOW = Duration.ofSeconds(5);
    private static final int SOON_DAYS = 30;
    private static final int AT_ONCE_DAYS = 7;

    private final RunContext context;
    private final Settings settings;
    private final CheckedSettings checked;
    private final List<String> broken = new ArrayList<>();

    WayToYlh(RunContext context, CheckedSettings checked) {
        this.context = context;
        this.settings = checked.settings();
        this.checked = checked;
    }

    void egress(Consumer<Diagnosis> each) {
        if (settings.isInDoubt(Key.PROXY_ADDRESS)) {
            each.accept(Diagnosis.skipped(EGRESS, Message.of("doctor.needs-first", Key.PROXY_ADDRESS)));
        } else {
            each.accept(settings.proxy()
                    .map(proxy -> Diagnosis.ok(EGRESS, Message.of("doctor.proxy", proxy)))
                    .orElseGet(() -> Diagnosis.ok(EGRESS, Message.of("doctor.no-proxy")))
                    .about("proxy"));
        }
        settings.unusedProxies().stream()
                .limit(1)
                .forEach(variable -> each.accept(
                        Diagnosis.note(EGRESS, Message.of("config.proxy-unused", variable, Key.PROXY_ADDRESS))
                                .about(variable)));
        each.accept(trust().about("trust-store"));
    }

    private Diagnosis trust() {
        try {
            Optional<KeyStore> own = settings.trusted();
            return own.isPresent()
                    ? Diagnosis.ok(
                            EGRESS,
                            Message.of(
                                    "doctor.trust-store",
                                    settings.text(Key.TRUST_STORE).orElseThrow(),
                                    own.get().size()))
                    : Diagnosis.ok(EGRESS, Message.of("doctor.trust-of-java"));
        } catch (UserError amongTheProblemsOfTheConfiguration) {
            return Diagnosis.skipped(EGRESS, Message.of("doctor.needs-first", Key.TRUST_STORE));
        } catch (KeyStoreException e) {
            throw new IllegalStateException("every Java holds certificates in memory", e);
        }
    }

    /** Each host once, though token and orders mostly have the same. */
    void network(Consumer<Diagnosis> each) {
        Map<String, URI> hosts = new LinkedHashMap<>();
        for (Key key : List.of(Key.AUTH_URL, Key.BASE_URL)) {
            Optional<URI> address = settings.text(key).map(URI::create);
            if (address.isPresent()) {
                hosts.putIfAbsent(host(address.get()), address.get());
            } else {
                each.accept(Diagnosis.skipped(NETWORK, Message.of("doctor.needs-first", key))
                        .about(key));
            }
        }
        if (settings.isInDoubt(Key.PROXY_ADDRESS)) {
            each.accept(Diagnosis.skipped(NETWORK, Message.of("doctor.needs-first", Key.PROXY_ADDRESS)));
            return;
        }
        hosts.forEach((host, address) -> network(host, address, each));
    }

    private static String host(URI address) {
        return (address.getScheme() + "://" + address.getRawAuthority()).toLowerCase(Locale.ROOT);
    }

    private void network(String host, URI address, Consumer<Diagnosis> each) {
        boolean isJudged = true;
        Optional<KeyStore> trusted;
        try {
            trusted = settings.trusted();
        } catch (UserError unusable) {
            trusted = Optional.empty();
            isJudged = false;
        }
        Wire wire =
                new Wire(settings.proxy(), trusted, patience(), IN_ALL, context.machineClock(), context.nanoClock());
        Wire.Trace trace = wire.trace(address);
        Optional<Wire.Broken> end = trace.broken();
        if (end.isPresent()) {
            broken.add(host);
        }
        boolean isTls = end.map(Wire.Broken::step).filter(Step.TLS::equals).isPresent();
        if (isTls && isJudged) {
            each.accept(figures(tls(address, trace), trace).about(host));
        } else if (isTls) {
            // With the certificates that were meant it might have been believed.
            each.accept(figures(
                            Diagnosis.skipped(CERTIFICATE, Message.of("doctor.needs-first", Key.TRUST_STORE)), trace)
                    .about(host));
        } else {
            each.accept(figures(end.map(why -> unreached(trace, why)).orElseGet(() -> reached(trace)), trace)
                    .about(host));
        }
        if (trace.protocol().isPresent()) {
            each.accept(certificate(trace).about(host));
        }
        trace.ahead().ifPresent(ahead -> each.accept(clock(ahead).about(host)));
    }

    private Duration patience() {
        Duration wanted = settings.duration(Key.CONNECT_TIMEOUT);
        return wanted.compareTo(MOST_PATIENCE) > 0 ? MOST_PATIENCE : wanted;
    }

    private static Diagnosis figures(Diagnosis diagnosis, Wire.Trace trace) {
        Diagnosis with = diagnosis.withFigure("addresses", trace.addresses());
        for (Map.Entry<Step, Duration> took : trace.took().entrySet()) {
            with = with.withFigure(
                    took.getKey().name().toLowerCase(Locale.ROOT) + "_ms",
                    took.getValue().toMillis());
        }
        return with;
    }

    private static Diagnosis reached(Wire.Trace trace) {
        Message found = Message.of(
                "doctor.network",
                String.join(", ", trace.addresses()),
                steps(trace),
                trace.status().orElse(0));
        Duration answer = trace.took().getOrDefault(Step.ANSWER, Duration.ZERO);
        return answer.compareTo(SLOW) > 0
                ? Diagnosis.warning(NETWORK, found, Message.of("doctor.remedy.slow"))
                : Diagnosis.ok(NETWORK, found);
    }

    /** Such as "lookup 3 ms, connect 20 ms". */
    private static String steps(Wire.Trace trace) {
        return Stream.of(Step.values())
                .filter(trace.took()::containsKey)
                .map(step -> step.name().toLowerCase(Locale.ROOT) + " "
                        + trace.took().get(step).toMillis() + " ms")
                .collect(Collectors.joining(", "));
    }

    /** Orders are cancelled all the same, and YLH is told later. */
    private Diagnosis unreached(Wire.Trace trace, Wire.Broken why) {
        String target = trace.target();
        Message found = switch (why.fault()) {
            case UNKNOWN_HOST -> Message.of("doctor.unknown-host", target);
            case REFUSED -> Message.of("doctor.refused", target, String.join(", ", trace.addresses()), why.words());
            case SILENT ->
                Message.of("doctor.silent", target, step(why.step()), patience().toMillis());
            case PROXY -> Message.of("doctor.proxy-refuses", target, why.words());
            case UNTRUSTED, EXPIRED, OTHER_NAME, NO_TLS, HANDSHAKE, LOST ->
                Message.of("doctor.lost", target, step(why.step()), why.words());
        };
        if (why.fault() == Wire.Fault.PROXY) {
            return Diagnosis.bad(NETWORK, found, Message.of("doctor.remedy.proxy", Key.PROXY_USERNAME), ExitCode.USAGE);
        }
        boolean isProxys = settings.proxy().isPresent();
        Message remedy = switch (why.fault()) {
            case UNKNOWN_HOST -> Message.of(isProxys ? "doctor.remedy.proxy-name" : "doctor.remedy.name");
            case REFUSED -> Message.of(isProxys ? "doctor.remedy.proxy-refused" : "doctor.remedy.refused");
            default -> Message.of(why.step() == Step.CONNECT ? "doctor.remedy.black-hole" : "doctor.remedy.no-answer");
        };
        return Diagnosis.bad(NETWORK, found, remedy, ExitCode.NOT_YET_AT_YLH);
    }

    private static String step(Step step) {
        return step.name().toLowerCase(Locale.ROOT);
    }

    /** Nothing is sent to somebody who may be another. */
    private Diagnosis tls(URI address, Wire.Trace trace) {
        Wire.Broken why = trace.broken().orElseThrow();
        Optional<Wire.Shown> shown = trace.shown();
        Object subject = shown.map(Wire.Shown::subject).orElse("-");
        Object issuer = shown.map(Wire.Shown::issuer).orElse("-");
        return switch (why.fault()) {
            case UNTRUSTED ->
                Diagnosis.bad(
                        CERTIFICATE,
                        Message.of("doctor.untrusted", subject, issuer),
                        Message.of("doctor.remedy.untrusted", Key.TRUST_STORE),
                        ExitCode.USAGE);
            case EXPIRED ->
                Diagnosis.bad(
                        CERTIFICATE,
                        Message.of(
                                "doctor.expired",
                                subject,
                                shown.orElseThrow().from(),
                                shown.orElseThrow().until()),
                        Message.of("doctor.remedy.expired"),
                        ExitCode.USAGE);
            case OTHER_NAME ->
                Diagnosis.bad(
                        CERTIFICATE,
                        Message.of("doctor.other-name", subject, address.getHost()),
                        Message.of("doctor.remedy.other-name"),
                        ExitCode.USAGE);
            case NO_TLS ->
                Diagnosis.bad(
                        CERTIFICATE,
                        Message.of("doctor.no-tls", address.getRawAuthority()),
                        Message.of("doctor.remedy.no-tls"),
                        ExitCode.USAGE);
            default ->
                why.fault() == Wire.Fault.SILENT
                        ? Diagnosis.bad(
                                NETWORK,
                                Message.of(
                                        "doctor.silent",
                                        trace.target(),
                                        step(Step.TLS),
                                        patience().toMillis()),
                                Message.of("doctor.remedy.no-answer"),
                                ExitCode.NOT_YET_AT_YLH)
                        : Diagnosis.bad(
                                CERTIFICATE,
                                Message.of("doctor.handshake", why.words()),
                                Message.of("doctor.remedy.handshake"),
                                ExitCode.USAGE);
        };
    }

    private Diagnosis certificate(Wire.Trace trace) {
        Wire.Shown shown = trace.shown().orElseThrow();
        Instant now = context.machineClock().instant();
        long days = Duration.between(now, shown.until()).toDays();
        Message found = Message.of(
                "doctor.certificate",
                trace.protocol().orElseThrow(),
                shown.subject(),
                shown.issuer(),
                shown.until(),
                days);
        Diagnosis diagnosis = days < AT_ONCE_DAYS
                ? Diagnosis.bad(CERTIFICATE, found, Message.of("doctor.remedy.certificate-now"), ExitCode.SOME_FAILED)
                : days < SOON_DAYS
                        ? Diagnosis.warning(CERTIFICATE, found, Message.of("doctor.remedy.certificate-soon"))
                        : Diagnosis.ok(CERTIFICATE, found);
        return diagnosis.withFigure("until", shown.until()).withFigure("days", days);
    }

    private static Diagnosis clock(Duration ahead) {
        // A header leaves out the fraction of its second.
        long rounded = ahead.plusMillis(500).toSeconds();
        String seconds = String.format(Locale.ROOT, "%+d", rounded);
        Diagnosis diagnosis = DatabaseClock.isFar(ahead)
                ? Diagnosis.warning(
                        YLH_CLOCK, Message.of("doctor.clock-apart", seconds), Message.of("doctor.remedy.clock"))
                : Diagnosis.ok(YLH_CLOCK, Message.of("doctor.clock", seconds));
        return diagnosis.withFigure("ahead_seconds", rounded);
    }

    void authentication(Consumer<Diagnosis> each) {
        if (!settings.accessProblems().isEmpty() || settings.isInDoubt(ACCESS)) {
            each.accept(Diagnosis.skipped(AUTHENTICATION, Message.of("doctor.access-incomplete")));
            return;
        }
        YlhAccess access = checked.settings().ylhAccess();
        if (broken.contains(host(access.authUrl()))) {
            each.accept(Diagnosis.skipped(AUTHENTICATION, Message.of("doctor.needs-first", NETWORK.word())));
            return;
        }
        SignIn.Answer answer = SignIn.attempt(access, "doctor", context.machineClock(), context.nanoClock());
        long took = answer.took().toMillis();
        Diagnosis diagnosis = answer.refusal()
                .map(verdict -> refused(access, verdict))
                .orElseGet(() -> Diagnosis.ok(
                        AUTHENTICATION,
                        Message.of(
                                "doctor.token",
                                access.username(),
                                access.clientId(),
                                took,
                                answer.usableUntil().orElseThrow())));
        each.accept(diagnosis
                .withFigure("token_ms", took)
                .withFigure(
                        "http_status",
                        answer.httpStatus().isPresent() ? answer.httpStatus().getAsInt() : 0));
    }

    private static Diagnosis refused(YlhAccess access, Verdict verdict) {
        int status = verdict.httpStatus().orElse(0);
        Message found = Message.of("doctor.no-token", access.authUrl(), verdict.detail());
        Message remedy = switch (verdict.kind()) {
            case AUTHENTICATION ->
                status == 403
                        ? Message.of("doctor.remedy.white-list")
                        : Message.of(
                                status == 401 ? "doctor.remedy.credentials" : "doctor.remedy.password",
                                access.username(),
                                access.clientId());
            case CONFIGURATION -> Message.of("doctor.remedy.auth-url", Key.AUTH_URL);
            default -> Message.of("doctor.remedy.ylh-away");
        };
        ExitCode code = switch (verdict.kind()) {
            case AUTHENTICATION -> ExitCode.AUTHENTICATION;
            case CONFIGURATION -> ExitCode.USAGE;
            default -> ExitCode.NOT_YET_AT_YLH;
        };
        return Diagnosis.bad(AUTHENTICATION, found, remedy, code);
    }
}
