package io.github.ylhcancel.domain;

import java.util.ArrayList;
import java.util.List;

/** A table of states as a test writes it down: a head with the states to move to, then a line for each state to move from. */
final class TransitionTable {
    private static final String GAP = "\\s{2,}";

    private TransitionTable() {}

    record Pair(String from, String to, boolean allowed) {}

    static List<Pair> read(String table) {
        List<String> lines = table.lines().toList();
        String[] to = lines.get(0).split(GAP);
        List<Pair> pairs = new ArrayList<>();
        for (String line : lines.subList(1, lines.size())) {
            String[] cells = line.split(GAP);
            for (int column = 1; column < to.length; column++) {
                pairs.add(new Pair(cells[0], to[column], cells[column].equals("yes")));
            }
        }
        return pairs;
    }
}
