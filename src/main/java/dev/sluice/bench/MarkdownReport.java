package dev.sluice.bench;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Writes a result as a Markdown table, with medians and spreads, for people. */
public final class MarkdownReport {
    private static final String NOTHING = "";

    private MarkdownReport() {}

    public static String write(BenchResult result) {
        StringBuilder text = new StringBuilder();
        Machine machine = result.machine();
        text.append("Sluice ").append(machine.sluice()).append(", ").append(machine.java());
        text.append(", ").append(machine.system()).append(", ").append(machine.cores());
        text.append(" cores shared by client, proxies and upstream; ")
                .append(result.placement())
                .append(".\n");
        BenchPlan plan = result.plan();
        if (plan == null) {
            text.append("Medians of all samples; in brackets the smallest and the largest.\n");
            text.append("Asked by a ").append(result.load()).append(".\n\n");
        } else {
            text.append("Medians of ").append(plan.repetitions());
            text.append(" repetitions, the targets in turn; in brackets the smallest and the "
                    + "largest.\n");
            text.append("1 connection and streams: own client. ").append(plan.connections());
            text.append(" connections: ").append(result.load()).append(".\n\n");
        }
        table(result, text);
        text.append('\n');
        result.notes().forEach(note -> text.append(note).append('\n'));
        return text.toString();
    }

    /** The gateway first, then what it is compared with, then the comparisons. */
    private static void table(BenchResult result, StringBuilder text) {
        List<String> others = new ArrayList<>(result.targets());
        others.remove(Target.GATEWAY);
        Collections.reverse(others);
        List<String> head = new ArrayList<>(List.of("figure", "unit", Target.GATEWAY));
        head.addAll(others);
        others.forEach(other -> head.add("gateway to " + other));
        head.add("goal");
        List<List<String>> rows = new ArrayList<>();
        for (Measurement figure : result.figures()) {
            List<String> row = new ArrayList<>(
                    List.of(figure.name(), figure.unit(), value(figure, Target.GATEWAY)));
            others.forEach(other -> row.add(value(figure, other)));
            others.forEach(other -> row.add(figure.compared(Target.GATEWAY, other)
                    .map(it -> compared(figure, it))
                    .orElse(NOTHING)));
            row.add(Optional.ofNullable(figure.goal())
                    .map(goal -> goal.verdict(figure))
                    .orElse(NOTHING));
            rows.add(row);
        }
        List<String> line = new ArrayList<>(List.of("---", "---"));
        line.addAll(Collections.nCopies(head.size() - 3, "--:"));
        line.add("---");
        row(head, text);
        row(line, text);
        rows.forEach(row -> row(row, text));
    }

    private static void row(List<String> cells, StringBuilder text) {
        text.append("| ").append(String.join(" | ", cells)).append(" |\n");
    }

    private static String value(Measurement figure, String target) {
        return figure.spread(target)
                .map(it -> it.min() == it.max()
                        ? number(it.median())
                        : number(it.median()) + " (" + number(it.min()) + "–" + number(it.max())
                                + ")")
                .orElse(NOTHING);
    }

    private static String compared(Measurement figure, Spread spread) {
        String median = compared(figure, spread.median());
        return spread.min() == spread.max()
                ? median
                : median + " (" + compared(figure, spread.min()) + "–"
                        + compared(figure, spread.max()) + ")";
    }

    private static String compared(Measurement figure, double value) {
        return switch (figure.comparison()) {
            case DIFFERENCE -> (value < 0 ? "" : "+") + number(value);
            case RATIO -> "×" + String.format(Locale.ROOT, "%.2f", value);
            case NONE -> NOTHING;
        };
    }

    /** With no more digits than are meaningful. */
    static String number(double value) {
        double size = Math.abs(value);
        return String.format(
                Locale.ROOT,
                size >= 100 || size == 0 ? "%,.0f" : size >= 10 ? "%.1f" : "%.2f",
                value);
    }
}
