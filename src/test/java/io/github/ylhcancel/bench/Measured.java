package io.github.ylhcancel.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * One run of a whole process, from before its start to after its end.
 *
 * @param peakKilobytes the most memory that it had at one time, as Linux counts it ({@code VmHWM}); 0 where there is no /proc
 */
record Measured(double seconds, long peakKilobytes, int exit, String out, String err) {
    private static final long LOOK_EVERY_MILLIS = 10;

    static Measured run(Path folder, Map<String, String> environment, List<String> command)
            throws IOException, InterruptedException {
        Path out = Files.createTempFile(folder, "run", ".out");
        Path err = Files.createTempFile(folder, "run", ".err");
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
        builder.environment().putAll(environment);
        long start = System.nanoTime();
        Process process = builder.start();
        long peak = 0;
        // The kernel keeps the highest mark itself, so only the last moment of the process can be missed.
        while (!process.waitFor(LOOK_EVERY_MILLIS, TimeUnit.MILLISECONDS)) {
            peak = Math.max(peak, highWaterMark(process.pid()));
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        Measured measured = new Measured(seconds, peak, process.exitValue(), text(out), text(err));
        Files.delete(out);
        Files.delete(err);
        return measured;
    }

    private static String text(Path file) throws IOException {
        return Files.readString(file, StandardCharsets.UTF_8);
    }

    private static long highWaterMark(long process) {
        try (Stream<String> lines = Files.lines(Path.of("/proc/" + process + "/status"))) {
            return lines.filter(line -> line.startsWith("VmHWM:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                    .findFirst()
                    .orElse(0);
        } catch (IOException | java.io.UncheckedIOException e) {
            return 0; // it has just ended
        }
    }
}
