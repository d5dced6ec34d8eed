package dev.sluice.inference;

import dev.sluice.inference.LadderCell.Row;
import dev.sluice.inference.LadderFault.Mode;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What was observed of ladders, as Markdown: cells of a fault that come to the same share a row.
 */
final class LadderTable {
    private static final List<String> RUNGS = List.of("first", "middle", "last");

    private final Map<String, Map<Cell, Row>> observed = new LinkedHashMap<>();

    /** Adds an observation; another answer of the same cell has to have come to the same. */
    void add(String fault, Mode mode, int rung, Row row) {
        Row before = observed.computeIfAbsent(fault, ignored -> new LinkedHashMap<>())
                .put(new Cell(mode, rung), row);
        if (before != null && !before.equals(row)) {
            throw new AssertionError(fault + ", " + mode + ", rung " + rung
                    + ": two answers differ: " + before + "\n" + row);
        }
    }

    int cells() {
        return observed.values().stream().mapToInt(Map::size).sum();
    }

    String markdown() {
        List<String> lines = new ArrayList<>();
        lines.add("");
        lines.add("| fault | mode | failing rung | "
                + "the client gets | served by | upstream | record |");
        lines.add("|---|---|---|---|---|---|---|");
        observed.forEach((fault, cells) -> rows(lines, fault, cells));
        lines.add("");
        return String.join("\n", lines) + "\n";
    }

    private static void rows(List<String> lines, String fault, Map<Cell, Row> cells) {
        Map<Row, Map<Mode, TreeSet<Integer>>> same = new LinkedHashMap<>();
        cells.forEach((cell, row) -> same.computeIfAbsent(row, ignored -> new TreeMap<>())
                .computeIfAbsent(cell.mode(), ignored -> new TreeSet<>())
                .add(cell.rung()));
        same.forEach((row, modes) -> {
            Map<TreeSet<Integer>, List<Mode>> products = new LinkedHashMap<>();
            modes.forEach(
                    (mode, rungs) -> products.computeIfAbsent(rungs, ignored -> new ArrayList<>())
                            .add(mode));
            products.forEach((rungs, of) -> lines.add("| "
                    + String.join(
                            " | ",
                            fault,
                            of.stream().map(Mode::label).collect(Collectors.joining(", ")),
                            rungs.stream()
                                    .map(rung -> RUNGS.get(rung - 1))
                                    .collect(Collectors.joining(", ")),
                            row.client(),
                            row.served(),
                            row.upstream(),
                            row.recorded())
                    + " |"));
        });
    }

    private record Cell(Mode mode, int rung) {}
}
