package io.github.ylhcancel.testing;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Callbacks that are sent over many connections at the same time, some of them more than once, some of them forged by others. What is
 * answered 503 is sent again after all others, as YLH does it.
 */
public final class CallbackStorm {
    private static final int CONNECTIONS = 32;

    /** A server that answers this to everything is no server. */
    private static final int MOST_LATER = 100_000;

    private final int port;
    private final AtomicInteger later = new AtomicInteger();
    private final Queue<Sent> waiting;
    private final Map<Integer, AtomicInteger> statuses = new ConcurrentHashMap<>();
    private final Queue<Double> millis = new ConcurrentLinkedQueue<>();
    private final Queue<Sent> unanswered = new ConcurrentLinkedQueue<>();
    private final List<Thread> clients = new ArrayList<>();

    /**
     * @param forgedBy the address of whoever forged it, as a proxy says it; null for YLH's own
     */
    public record Sent(String body, String forgedBy) {}

    /** Of these bodies a half comes twice, and one in nine of all comes forged besides; in an order that the seed decides. */
    public static List<Sent> of(List<String> bodies, long seed) {
        Random random = new Random(seed);
        List<Sent> all = new ArrayList<>();
        bodies.forEach(body -> all.add(new Sent(body, null)));
        bodies.stream().limit(bodies.size() / 2).forEach(body -> all.add(new Sent(body, null)));
        int forged = all.size() / 9;
        for (int one = 0; one < forged; one++) {
            String body = bodies.get(random.nextInt(bodies.size()));
            String wrong = body.replaceFirst("Sign=.", "Sign=" + (body.contains("Sign=0") ? "1" : "0"));
            all.add(new Sent(wrong, "203.0.113." + (1 + random.nextInt(250))));
        }
        Collections.shuffle(all, random);
        return all;
    }

    public CallbackStorm(int port, List<Sent> all) {
        this.port = port;
        this.waiting = new ConcurrentLinkedQueue<>(all);
    }

    public CallbackStorm start() {
        for (int number = 0; number < CONNECTIONS; number++) {
            Thread client = new Thread(this::send, "storm-" + number);
            client.start();
            clients.add(client);
        }
        return this;
    }

    private void send() {
        RawClient connection = null;
        for (Sent next = waiting.poll(); next != null; next = waiting.poll()) {
            try {
                if (connection == null) {
                    connection = new RawClient(port);
                }
                String head = RawClient.head("/callback", next.body().length());
                String forwarded = next.forgedBy() == null ? "" : "X-Forwarded-For: " + next.forgedBy() + "\n";
                long begun = System.nanoTime();
                String answer = connection
                        .send(head.replace("Content-Type", forwarded + "Content-Type") + next.body())
                        .answer();
                millis.add((System.nanoTime() - begun) / 1e6);
                int status = Integer.parseInt(answer.substring(9, 12));
                if (status == 503 && later.incrementAndGet() < MOST_LATER) {
                    waiting.add(next);
                    continue;
                }
                statuses.computeIfAbsent(status, first -> new AtomicInteger()).incrementAndGet();
                if (answer.contains("Connection: close")) {
                    connection.close();
                    connection = null;
                }
            } catch (IOException e) {
                unanswered.add(next);
                connection = null;
            }
        }
    }

    public CallbackStorm join() {
        clients.forEach(client -> {
            try {
                client.join();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
        return this;
    }

    public boolean isOver() {
        return clients.stream().noneMatch(Thread::isAlive);
    }

    public int answered() {
        return millis.size();
    }

    /** How often the answer was that it is to come again. */
    public int later() {
        return later.get();
    }

    /** How many were answered with each status, at last. */
    public Map<Integer, Integer> statuses() {
        Map<Integer, Integer> counts = new TreeMap<>();
        statuses.forEach((status, count) -> counts.put(status, count.get()));
        return counts;
    }

    public int unanswered() {
        return unanswered.size();
    }

    /** How long the answers took, the shortest first. */
    public List<Double> millis() {
        return millis.stream().sorted().toList();
    }
}
