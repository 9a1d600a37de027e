package io.github.ylhcancel.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Stands between a program and a server, passes on what they say, and cuts a connection at a moment that was chosen before. It
 * understands nothing of what is said, but who speaks: a turn is what the program says until the server answers.
 */
public final class CuttingProxy implements AutoCloseable {
    /** What is lost of a turn. */
    public enum Lost {
        /** What the program said: the server never hears it. */
        REQUEST,
        /** What the server answered: it has done what it was asked. */
        ANSWER
    }

    private static final int BUFFER = 1 << 16;

    private final ServerSocket listening;
    private final int port;
    private final List<Link> links = new ArrayList<>();
    private Optional<Predicate<String>> cutsAt = Optional.empty();
    private Lost lost = Lost.REQUEST;
    private int turns;
    private int cutTurn;
    private int more;
    private boolean away;
    private Optional<Predicate<String>> holdsAt = Optional.empty();
    private Predicate<String> letsGoAt = text -> false;
    private Optional<Held> held = Optional.empty();

    /** What a server has not heard yet whose program has gone. */
    private record Held(Link link, byte[] request) {}

    /** A proxy for a server on this machine. */
    public CuttingProxy(int port) {
        try {
            this.port = port;
            this.listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        start("proxy", this::accept);
    }

    /** The address of the server as one that leads through this proxy. */
    public static CuttingProxy before(String url) {
        return new CuttingProxy(Integer.parseInt(url.replaceFirst(".*//127\\.0\\.0\\.1:([0-9]+)/.*", "$1")));
    }

    public String through(String url) {
        return url.replaceFirst("//127\\.0\\.0\\.1:[0-9]+/", "//127.0.0.1:" + listening.getLocalPort() + "/");
    }

    /** Counts the turns from now on, and cuts none. */
    public synchronized void count() {
        turns = 0;
        cutTurn = 0;
    }

    public synchronized int turns() {
        return turns;
    }

    /** Cuts once, in the turn of that number from now on. */
    public synchronized void cutAt(int turn, Lost what) {
        turns = 0;
        cutTurn = turn;
        lost = what;
    }

    /** Cuts once, at the next turn that is so. */
    public synchronized void cutAt(Predicate<String> request, Lost what) {
        cutTurn = 0;
        cutsAt = Optional.of(request);
        lost = what;
    }

    /** Cuts so many times, each time that a turn is so. */
    public synchronized void cutEach(Predicate<String> request, Lost what, int times) {
        cutAt(request, what);
        more = times - 1;
    }

    /** Whether the cut is still to come. */
    public synchronized boolean isToCut() {
        return cutTurn > 0 || cutsAt.isPresent();
    }

    /**
     * Once: keeps a request back and leaves the program alone with it. The server hears it, on a connection that it takes for a good
     * one, when somebody says what {@code then} waits for.
     */
    public synchronized void holdAt(Predicate<String> request, Predicate<String> then) {
        holdsAt = Optional.of(request);
        letsGoAt = then;
    }

    /** Whether a program has connected since another was left alone with what is held back. */
    public synchronized boolean hasSuccessor() {
        return held.isPresent() && links.stream().anyMatch(link -> !link.alone);
    }

    /** Whether something was held back, and is no more. */
    public synchronized boolean hasHeld() {
        return holdsAt.isEmpty() && held.isEmpty();
    }

    /** Takes no new connection until it is back; those that there are go on. */
    public synchronized void takeNobody() {
        away = true;
    }

    /** Cuts everything that there is, and what comes, until it is back. */
    public synchronized void goAway() {
        takeNobody();
        cutAll();
    }

    public synchronized void comeBack() {
        away = false;
    }

    /** Cuts all connections at once; new ones are taken. */
    public synchronized void cutAll() {
        List.copyOf(links).forEach(Link::close);
    }

    private static void start(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        while (!listening.isClosed()) {
            try {
                Socket program = listening.accept();
                synchronized (this) {
                    if (away) {
                        program.close();
                        continue;
                    }
                }
                Link link = new Link(program, new Socket(InetAddress.getLoopbackAddress(), port));
                synchronized (this) {
                    links.add(link);
                }
                start("proxy-requests", link::passRequests);
                start("proxy-answers", link::passAnswers);
            } catch (IOException e) {
                // The end, or a server that takes nobody.
            }
        }
    }

    /** Whether what was said is passed on. */
    private synchronized boolean passes(Link link, byte[] said) {
        String text = new String(said, StandardCharsets.ISO_8859_1);
        if (!link.programSpoke) {
            link.programSpoke = true;
            turns++;
        }
        if (held.isPresent() && letsGoAt.test(text)) {
            link.server(said);
            held.get().link().server(held.get().request());
            held = Optional.empty();
            return false;
        }
        if (holdsAt.filter(one -> one.test(text)).isPresent()) {
            holdsAt = Optional.empty();
            held = Optional.of(new Held(link, said));
            link.leaveProgram();
            return false;
        }
        boolean cut = turns == cutTurn || cutsAt.filter(one -> one.test(text)).isPresent();
        if (cut && lost == Lost.REQUEST) {
            cut(link);
            return false;
        }
        link.answerIsLost |= cut;
        return true;
    }

    private void cut(Link link) {
        cutTurn = 0;
        if (more-- <= 0) {
            cutsAt = Optional.empty();
        }
        link.close();
    }

    private synchronized boolean answers(Link link) {
        link.programSpoke = false;
        if (link.answerIsLost) {
            cut(link);
        }
        return !link.answerIsLost;
    }

    private final class Link {
        private final Socket program;
        private final Socket server;
        private boolean programSpoke;
        private boolean answerIsLost;
        private volatile boolean alone;

        Link(Socket program, Socket server) throws IOException {
            this.program = program;
            this.server = server;
            program.setTcpNoDelay(true);
            server.setTcpNoDelay(true);
        }

        void passRequests() {
            byte[] buffer = new byte[BUFFER];
            try {
                for (int read = program.getInputStream().read(buffer);
                        read >= 0;
                        read = program.getInputStream().read(buffer)) {
                    byte[] said = Arrays.copyOf(buffer, read);
                    if (passes(this, said)) {
                        server(said);
                    }
                }
            } catch (IOException e) {
                // It is over.
            }
            if (!alone) {
                close();
            }
        }

        void passAnswers() {
            byte[] buffer = new byte[BUFFER];
            try {
                for (int read = server.getInputStream().read(buffer);
                        read >= 0;
                        read = server.getInputStream().read(buffer)) {
                    if (!alone && answers(this)) {
                        program(buffer, read);
                    }
                }
            } catch (IOException e) {
                // It is over.
            }
            close();
        }

        /** The program may have been left while it was still being answered. */
        private void program(byte[] buffer, int length) throws IOException {
            try {
                program.getOutputStream().write(buffer, 0, length);
                program.getOutputStream().flush();
            } catch (IOException e) {
                if (!alone) {
                    throw e;
                }
            }
        }

        void server(byte[] said) {
            try {
                server.getOutputStream().write(said);
                server.getOutputStream().flush();
            } catch (IOException e) {
                close();
            }
        }

        /** The server does not hear that the program has gone. */
        void leaveProgram() {
            alone = true;
            close(program);
        }

        void close() {
            synchronized (CuttingProxy.this) {
                links.remove(this);
            }
            close(program);
            close(server);
        }

        private static void close(Socket socket) {
            try {
                socket.close();
            } catch (IOException e) {
                // It is closed.
            }
        }
    }

    @Override
    public synchronized String toString() {
        return "holdsAt " + holdsAt + ", held " + held;
    }

    @Override
    public void close() {
        try {
            listening.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        cutAll();
    }
}
