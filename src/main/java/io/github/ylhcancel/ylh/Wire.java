package io.github.ylhcancel.ylh;

import io.github.ylhcancel.base.NanoClock;
import io.github.ylhcancel.base.Text;
import io.github.ylhcancel.config.HttpProxy;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/**
 * The way to an address, gone step by step, so that one sees which step fails and how long each takes: name, connection, proxy's tunnel,
 * TLS, first byte of an answer. Asks for {@code /} without credentials and without a word about any order.
 */
public final class Wire {
    /** A step of the way. */
    public enum Step {
        LOOKUP,
        CONNECT,
        TUNNEL,
        TLS,
        ANSWER
    }

    /** Why the way ends before there is an answer. */
    public enum Fault {
        UNKNOWN_HOST,
        REFUSED,
        /** Whoever is there says nothing within the time that he has. */
        SILENT,
        /** The proxy lets nobody through, or not us. */
        PROXY,
        UNTRUSTED,
        EXPIRED,
        OTHER_NAME,
        NO_TLS,
        HANDSHAKE,
        LOST
    }

    /**
     * Where and why the way ends.
     *
     * @param words of the system, or the status that a proxy answered
     */
    public record Broken(Step step, Fault fault, String words) {}

    /** What the other side showed, whether it is believed or not. */
    public record Shown(String subject, String issuer, Instant from, Instant until) {}

    /**
     * How far it went.
     *
     * @param target whose name was looked up: the host, or the proxy
     * @param took only of the steps that came to their end
     * @param protocol of TLS
     * @param status of the answer, whatever it is
     * @param ahead how much its clock is ahead of ours, to the second; nothing where it does not say its time
     */
    public record Trace(
            String target,
            List<String> addresses,
            Map<Step, Duration> took,
            Optional<Shown> shown,
            Optional<String> protocol,
            OptionalInt status,
            Optional<Duration> ahead,
            Optional<Broken> broken) {}

    private static final int MOST_OF_HEAD = 16 * 1024;
    private static final int WORDS_LENGTH = 200;
    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] ([0-9]{3})\\b.*", Pattern.DOTALL);

    private final Optional<HttpProxy> proxy;
    private final Optional<KeyStore> trusted;
    private final Duration patience;
    private final Duration inAll;
    private final Clock clock;
    private final NanoClock nanoClock;

    /**
     * @param trusted the certificates that are believed instead of those that Java brings
     * @param patience for each step
     * @param inAll for all of them
     * @param clock this machine's, against which the other side's is held
     */
    public Wire(
            Optional<HttpProxy> proxy,
            Optional<KeyStore> trusted,
            Duration patience,
            Duration inAll,
            Clock clock,
            NanoClock nanoClock) {
        this.proxy = proxy;
        this.trusted = trusted;
        this.patience = patience;
        this.inAll = inAll;
        this.clock = clock;
        this.nanoClock = nanoClock;
    }

    /** Goes as far as it gets; comes back within the time, whatever the network does. */
    public Trace trace(URI address) {
        Walk walk = new Walk(address);
        CompletableFuture<Void> end = new CompletableFuture<>();
        // A name is looked up for as long as the system likes, and cannot be interrupted.
        Thread thread = new Thread(() -> end.completeAsync(walk::go, Runnable::run), "ylh-wire");
        thread.setDaemon(true);
        thread.start();
        try {
            end.get(inAll.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            walk.giveUp();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            walk.giveUp();
        } catch (ExecutionException e) {
            throw new IllegalStateException("the way was not gone to its end", e.getCause());
        }
        return walk.trace();
    }

    /** One try; its thread writes, and another reads when that is through or has taken too long. */
    private final class Walk {
        private final URI address;
        private final boolean plain;
        private final String host;
        private final int port;
        private final Map<Step, Duration> took = new EnumMap<>(Step.class);
        private Step step = Step.LOOKUP;
        private long began;
        private List<String> addresses = List.of();
        private Optional<Witness> witness = Optional.empty();
        private Optional<String> protocol = Optional.empty();
        private OptionalInt status = OptionalInt.empty();
        private Optional<Duration> ahead = Optional.empty();
        private Optional<Broken> broken = Optional.empty();
        private Socket socket;

        Walk(URI address) {
            this.address = address;
            this.plain = "http".equalsIgnoreCase(address.getScheme());
            this.host = address.getHost().replaceAll("[\\[\\]]", "");
            this.port = address.getPort() >= 0 ? address.getPort() : plain ? 80 : 443;
        }

        private synchronized void begin(Step next) {
            step = next;
            began = nanoClock.nanos();
        }

        private synchronized void done() {
            took.put(step, Duration.ofNanos(nanoClock.nanos() - began));
        }

        private synchronized void end(Fault fault, String words) {
            if (broken.isEmpty()) {
                broken = Optional.of(new Broken(step, fault, Text.line(words, WORDS_LENGTH)));
            }
        }

        /** Whoever still waits for the network is cut off. */
        void giveUp() {
            end(Fault.SILENT, "");
            close(open());
        }

        private synchronized Socket open() {
            return socket;
        }

        private synchronized <S extends Socket> S keep(S opened) {
            socket = opened;
            return opened;
        }

        synchronized Trace trace() {
            return new Trace(
                    proxy.map(HttpProxy::host).orElse(host),
                    addresses,
                    Map.copyOf(took),
                    witness.flatMap(Witness::shown),
                    protocol,
                    status,
                    ahead,
                    broken);
        }

        Void go() {
            try {
                InetAddress first = lookedUp();
                Socket connected = connected(first);
                if (proxy.isPresent() && !plain) {
                    openTunnel(connected);
                }
                ask(plain ? connected : encrypted(connected));
            } catch (UnknownHostException e) {
                end(Fault.UNKNOWN_HOST, words(e));
            } catch (SocketTimeoutException e) {
                end(Fault.SILENT, "");
            } catch (ConnectException | NoRouteToHostException e) {
                end(words(e).contains("timed out") ? Fault.SILENT : Fault.REFUSED, words(e));
            } catch (ProxyRefusal e) {
                end(Fault.PROXY, e.getMessage());
            } catch (SSLException e) {
                end(fault(e), words(e));
            } catch (IOException e) {
                end(step == Step.TLS ? Fault.HANDSHAKE : Fault.LOST, words(e));
            } finally {
                close(open());
            }
            return null;
        }

        private InetAddress lookedUp() throws IOException {
            begin(Step.LOOKUP);
            InetAddress[] found =
                    InetAddress.getAllByName(proxy.map(HttpProxy::host).orElse(host));
            done();
            synchronized (this) {
                addresses =
                        Arrays.stream(found).map(InetAddress::getHostAddress).toList();
            }
            return found[0];
        }

        private Socket connected(InetAddress to) throws IOException {
            begin(Step.CONNECT);
            Socket opened = keep(new Socket());
            opened.connect(new InetSocketAddress(to, proxy.map(HttpProxy::port).orElse(port)), milliseconds(patience));
            opened.setSoTimeout(milliseconds(patience));
            done();
            return opened;
        }

        private void openTunnel(Socket through) throws IOException {
            begin(Step.TUNNEL);
            String target = (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
            send(through, "CONNECT " + target + " HTTP/1.1\r\nHost: " + target + "\r\n" + credentials() + "\r\n");
            int answered =
                    status(head(through.getInputStream())).orElseThrow(() -> new ProxyRefusal("no answer of a proxy"));
            if (answered / 100 != 2) {
                throw new ProxyRefusal("HTTP " + answered);
            }
            done();
        }

        private String credentials() {
            return proxy.flatMap(HttpProxy::credentials)
                    .map(basic -> "Proxy-Authorization: " + basic + "\r\n")
                    .orElse("");
        }

        private Socket encrypted(Socket bare) throws IOException {
            begin(Step.TLS);
            Witness made = Witness.believing(trusted);
            synchronized (this) {
                witness = Optional.of(made);
            }
            SSLSocket tls = keep((SSLSocket) context(made).getSocketFactory().createSocket(bare, host, port, true));
            SSLParameters parameters = tls.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            tls.setSSLParameters(parameters);
            tls.startHandshake();
            done();
            synchronized (this) {
                protocol = Optional.of(tls.getSession().getProtocol());
            }
            return tls;
        }

        private void ask(Socket over) throws IOException {
            begin(Step.ANSWER);
            boolean toProxy = proxy.isPresent() && plain;
            String what = toProxy ? "http://" + address.getRawAuthority() + "/" : "/";
            send(
                    over,
                    "GET " + what + " HTTP/1.1\r\nHost: " + address.getRawAuthority() + "\r\nUser-Agent: ylh\r\n"
                            + "Accept: */*\r\nConnection: close\r\n" + (toProxy ? credentials() : "") + "\r\n");
            String head = head(over.getInputStream());
            Instant heard = clock.instant();
            done();
            OptionalInt answered = status(head).map(OptionalInt::of).orElseGet(OptionalInt::empty);
            if (answered.isEmpty()) {
                throw new IOException(head.isEmpty() ? "closed without an answer" : "no HTTP");
            }
            if (proxy.isPresent() && answered.getAsInt() == 407) {
                throw new ProxyRefusal("HTTP 407");
            }
            synchronized (this) {
                status = answered;
                ahead = date(head).map(there -> Duration.between(heard, there));
            }
        }

        /** In the order in which somebody would look: what the certificate itself says goes before what is said of it. */
        private Fault fault(SSLException e) {
            String all = Stream.iterate((Throwable) e, cause -> cause != null, Throwable::getCause)
                    .map(Wire::words)
                    .reduce("", (one, other) -> one + "\n" + other);
            if (all.contains("plaintext") || all.contains("Unsupported or unrecognized SSL message")) {
                return Fault.NO_TLS;
            }
            Instant now = clock.instant();
            if (witness.flatMap(Witness::shown)
                    .filter(shown -> now.isAfter(shown.until()) || now.isBefore(shown.from()))
                    .isPresent()) {
                return Fault.EXPIRED;
            }
            if (all.contains("No subject alternative") || all.contains("No name matching")) {
                return Fault.OTHER_NAME;
            }
            boolean noPath = Stream.iterate((Throwable) e, cause -> cause != null, Throwable::getCause)
                    .anyMatch(cause ->
                            cause instanceof CertPathBuilderException || cause instanceof CertificateException);
            return noPath ? Fault.UNTRUSTED : Fault.HANDSHAKE;
        }
    }

    private static final class ProxyRefusal extends IOException {
        private static final long serialVersionUID = 1L;

        ProxyRefusal(String words) {
            super(words);
        }
    }

    private static SSLContext context(Witness witness) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new Witness[] {witness}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has TLS", e);
        }
    }

    private static int milliseconds(Duration span) {
        return (int) Math.max(1, Math.min(Integer.MAX_VALUE, span.toMillis()));
    }

    private static void send(Socket over, String head) throws IOException {
        over.getOutputStream().write(head.getBytes(StandardCharsets.ISO_8859_1));
        over.getOutputStream().flush();
    }

    /** Up to the blank line, or as much of it as comes. */
    private static String head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        for (int c = in.read(); c >= 0 && head.length() < MOST_OF_HEAD; c = in.read()) {
            head.append((char) c);
            if (c == '\n'
                    && (head.toString().endsWith("\r\n\r\n") || head.toString().endsWith("\n\n"))) {
                break;
            }
        }
        return head.toString();
    }

    private static Optional<Integer> status(String head) {
        Matcher line = STATUS.matcher(head);
        return line.matches() ? Optional.of(Integer.valueOf(line.group(1))) : Optional.empty();
    }

    private static Optional<Instant> date(String head) {
        return head.lines()
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith("date:"))
                .findFirst()
                .flatMap(line -> {
                    try {
                        String date = line.substring(5).strip();
                        return Optional.of(ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME)
                                .toInstant());
                    } catch (DateTimeException e) {
                        return Optional.empty();
                    }
                });
    }

    private static String words(Throwable cause) {
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }

    private static void close(Socket socket) {
        try {
            if (socket != null) {
                socket.close();
            }
        } catch (IOException e) {
            // Nothing more is read from it.
        }
    }

    /** The certificate as text, for {@link Witness}. */
    static Shown shown(X509Certificate certificate) {
        return new Shown(
                Text.line(certificate.getSubjectX500Principal().getName(), WORDS_LENGTH),
                Text.line(certificate.getIssuerX500Principal().getName(), WORDS_LENGTH),
                certificate.getNotBefore().toInstant(),
                certificate.getNotAfter().toInstant());
    }
}
