package io.github.ylhcancel.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** The machine in a few words. */
final class Machine {
    private Machine() {}

    static String described() {
        return Runtime.getRuntime().availableProcessors() + " cores"
                + value("/proc/cpuinfo", "model name")
                        .map(cpu -> " (" + cpu + ")")
                        .orElse("")
                + value("/proc/meminfo", "MemTotal").map(Machine::gigabytes).orElse("") + ", "
                + value("/etc/os-release", "PRETTY_NAME").orElse(System.getProperty("os.name")) + ", "
                + System.getProperty("java.runtime.name") + " " + System.getProperty("java.runtime.version");
    }

    private static String gigabytes(String kilobytes) {
        return ", " + Math.round(Long.parseLong(kilobytes.replaceAll("[^0-9]", "")) / 1024.0 / 1024.0) + " GB";
    }

    private static Optional<String> value(String file, String name) {
        try (Stream<String> lines = Files.lines(Path.of(file))) {
            return lines.filter(line -> line.startsWith(name))
                    .map(line -> line.replaceFirst("^[^:=]*[:=]", "")
                            .replace("\"", "")
                            .strip())
                    .findFirst();
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
