package io.github.ylhcancel.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What a file of orders is compared with, and the file itself. */
enum FileWay {
    /** With its own choice of workers: two on a server. */
    SWEEP("`cancel-unpaid --no-sync`", "cancelled"),
    ONE("`cancel-unpaid --no-sync`, 1 worker", "cancelled"),
    FILE("`cancel --file`", "cancelled"),
    /** In the shop in which the file has just been carried out. */
    AGAIN("`cancel --file`, the same file again", "already_cancelled");

    static final String ORDERS = "orders.csv";

    private static final JsonMapper JSON = new JsonMapper();

    private final String title;
    private final String counted;

    FileWay(String title, String counted) {
        this.title = title;
        this.counted = counted;
    }

    static FileWay of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }

    String title() {
        return title;
    }

    /** Whether it needs a shop in which nothing has happened. */
    boolean isFirst() {
        return this != AGAIN;
    }

    /** The words behind {@code ylh -c FILE}. */
    List<String> arguments(String file) {
        return switch (this) {
            case SWEEP -> Program.SWEEP;
            case ONE -> {
                List<String> arguments = new ArrayList<>(Program.SWEEP);
                arguments.addAll(List.of("--workers", "1"));
                yield arguments;
            }
            case FILE, AGAIN ->
                List.of("cancel", "--file", file, "--reason", "bench", "--no-sync", "--yes", "-o", "json");
        };
    }

    Measured run(Program program) throws IOException, InterruptedException {
        return program.run(arguments(program.folder().resolve(ORDERS).toString()));
    }

    /** What the program must not have said, a line each: it has to name every order, and the outcome of each. */
    List<String> wrong(Measured run, int orders) throws JsonProcessingException {
        List<String> wrong = new ArrayList<>(run.failure());
        if (wrong.isEmpty()) {
            JsonNode said = JSON.readTree(run.out());
            int count = said.path("summary").path(counted).asInt();
            int results = said.path("results").size();
            if (count != orders) {
                wrong.add(counted + " in its summary: " + count + " instead of " + orders);
            }
            if (!isSweep() && results != orders) {
                wrong.add("results: " + results + " instead of " + orders);
            }
        }
        return wrong;
    }

    private boolean isSweep() {
        return this == SWEEP || this == ONE;
    }
}
