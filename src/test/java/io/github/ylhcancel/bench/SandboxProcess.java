package io.github.ylhcancel.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** {@code ylh sandbox} as a process of its own, so that its work is not counted as that of the program. */
final class SandboxProcess implements AutoCloseable {
    private static final JsonMapper JSON = new JsonMapper();
    private static final int SECONDS_TO_END = 20;

    private final Process process;
    private final Path config;
    private final URI control;

    private SandboxProcess(Process process, Path config, URI control) {
        this.process = process;
        this.config = config;
        this.control = control;
    }

    /** Returns when it listens; with the supplier's limit switched on. */
    static SandboxProcess start(Path folder, String latency, int limit) throws IOException {
        Path config = folder.resolve("sandbox.properties");
        Files.deleteIfExists(config);
        Process process = new ProcessBuilder(
                        "bin/ylh",
                        "sandbox",
                        "--latency",
                        latency,
                        "--rate",
                        String.valueOf(limit),
                        "--write-config",
                        config.toString(),
                        "-o",
                        "ndjson")
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        // It says where it is as soon as it listens, and then nothing more.
        String line = process.inputReader(StandardCharsets.UTF_8).readLine();
        if (line == null) {
            throw new IOException("the sandbox ended before it listened");
        }
        URI control = URI.create(
                JSON.readTree(line).path("summary").path("control_url").asText());
        return new SandboxProcess(process, config, control);
    }

    /** A configuration with its addresses and credentials. */
    Path config() {
        return config;
    }

    /** What it has seen so far. */
    JsonNode state() throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(control + "/state")).build();
        HttpResponse<String> answer = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new IOException("the sandbox answers " + answer.statusCode() + ": " + answer.body());
        }
        return JSON.readTree(answer.body());
    }

    double cpuSeconds() {
        return Measured.cpuSeconds(process.pid());
    }

    @Override
    public void close() throws IOException {
        process.destroy();
        try {
            if (!process.waitFor(SECONDS_TO_END, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
