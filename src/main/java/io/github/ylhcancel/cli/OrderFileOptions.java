package io.github.ylhcancel.cli;

import io.github.ylhcancel.csv.CsvEncoding;
import io.github.ylhcancel.csv.FileFormat;
import io.github.ylhcancel.domain.LookupBy;
import io.github.ylhcancel.domain.Outcome;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import picocli.CommandLine.Option;

/** How a file of orders is to be read. */
final class OrderFileOptions {
    private static final String AUTO = "auto";

    @Option(
            names = "--encoding",
            paramLabel = "NAME",
            defaultValue = AUTO,
            description = "Encoding of the file: auto, utf-8 or gb18030 (default: ${DEFAULT-VALUE}).")
    private String encoding;

    @Option(
            names = "--column",
            paramLabel = "WHAT=NAME",
            split = ",",
            description =
                    "Which column of the file holds what: order, reason, cancel_time or source_system; by its name, or by"
                            + " its number with --no-header.")
    private Map<String, String> columns = new LinkedHashMap<>();

    @Option(
            names = "--no-header",
            description = "The first row of the file is an order like the others; the first cell of each is the order.")
    private boolean noHeader;

    @Option(
            names = "--only",
            paramLabel = "OUTCOME",
            split = ",",
            description = "Of a file that --results has written, only the rows with this outcome, such as failed.")
    private List<String> outcomes = List.of();

    boolean isGiven() {
        return !encoding.equals(AUTO) || !columns.isEmpty() || noHeader || !outcomes.isEmpty();
    }

    /** @param by what the user says that the orders are */
    FileFormat format(Subcommand command, LookupBy by) {
        CsvEncoding how = CsvEncoding.of(encoding).orElseThrow(() -> command.usage("cancel.encoding", encoding));
        columns.forEach((meaning, name) -> {
            if (!FileFormat.MEANINGS.contains(meaning)) {
                throw command.usage(
                        "file.column-meaning", meaning, String.join(", ", new TreeSet<>(FileFormat.MEANINGS)));
            }
            if (noHeader && !name.matches("[1-9][0-9]{0,3}")) {
                throw command.usage("file.column-number", name);
            }
        });
        Set<String> words =
                Arrays.stream(Outcome.values()).map(Outcome::word).collect(Collectors.toCollection(LinkedHashSet::new));
        outcomes.stream().filter(word -> !words.contains(word)).findFirst().ifPresent(word -> {
            throw command.usage("file.outcome", word, String.join(", ", words));
        });
        if (noHeader && !outcomes.isEmpty()) {
            throw command.usage("file.outcome-without-header");
        }
        return new FileFormat(how, !noHeader, Map.copyOf(columns), by, Set.copyOf(outcomes));
    }
}
