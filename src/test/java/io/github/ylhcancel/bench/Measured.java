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
 * @param cpuSeconds of processor time, in the program and in the system for it, with the commands that its launcher ran; 0 where there
 *     is no /proc
 * @param peakKilobytes the most memory that it had at one time, as Linux counts it ({@code VmHWM}); 0 where there is no /proc
 */
record Measured(double seconds, double cpuSeconds, long peakKilobytes, int exit, String out, String err) {
    private static final long LOOK_EVERY_MILLIS = 10;
    /** What /proc counts in, on every kind of machine that Java 17 runs on. */
    private static final double TICKS_PER_SECOND = 100;

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
        double cpu = 0;
        // The kernel keeps the highest mark itself, so only the last moment of the process can be missed.
        while (!process.waitFor(LOOK_EVERY_MILLIS, TimeUnit.MILLISECONDS)) {
            peak = Math.max(peak, highWaterMark(process.pid()));
            cpu = Math.max(cpu, cpuSeconds(process.pid()));
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        Measured measured = new Measured(seconds, cpu, peak, process.exitValue(), text(out), text(err));
        Files.delete(out);
        Files.delete(err);
        return measured;
    }

    /** What there is to say about its exit code; nothing if that is 0. */
    List<String> failure() {
        return exit == 0
                ? List.of()
                : List.of("exit code " + exit + ": " + err.lines().findFirst().orElse(""));
    }

    private static String text(Path file) throws IOException {
        return Files.readString(file, StandardCharsets.UTF_8);
    }

    /** Until now; 0 if it has ended. */
    static double cpuSeconds(long process) {
        try {
            String all = Files.readString(Path.of("/proc/" + process + "/stat"));
            // The name, in brackets, may hold anything; the state is the first field behind it.
            String[] fields = all.substring(all.lastIndexOf(')') + 2).split(" ");
            return Stream.of(fields)
                            .skip(11)
                            .limit(4)
                            .mapToLong(Long::parseLong)
                            .sum()
                    / TICKS_PER_SECOND;
        } catch (IOException e) {
            return 0; // it has just ended
        }
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
