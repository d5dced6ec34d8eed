package dev.sluice.cli;

import dev.sluice.experiment.Assignment;
import dev.sluice.experiment.Assignment.Baseline;
import dev.sluice.experiment.Assignment.Enrolled;
import dev.sluice.experiment.Assignment.NotInLayer;
import dev.sluice.experiment.Experiment;
import dev.sluice.experiment.Variant;
import dev.sluice.experiment.statistics.SampleRatio;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;

/** Counts the units on each side of an experiment. */
final class AssignmentCount {
    private final Experiment experiment;
    private final long[] counts;
    private long baseline;
    private long notInLayer;

    AssignmentCount(Experiment experiment) {
        this.experiment = experiment;
        this.counts = new long[experiment.variants().size()];
    }

    /** The name of a side; no variant's name contains a parenthesis. */
    static String side(Assignment assignment) {
        return switch (assignment) {
            case NotInLayer ignored -> "(not in layer)";
            case Baseline ignored -> "(baseline)";
            default -> assignment.served().map(Variant::name).orElse("(none)");
        };
    }

    void add(Assignment assignment) {
        switch (assignment) {
            case NotInLayer ignored -> notInLayer++;
            case Enrolled enrolled -> counts[experiment.variants().indexOf(enrolled.variant())]++;
            default -> baseline++;
        }
    }

    void print(PrintWriter out) {
        int[] planned = experiment.planned();
        SampleRatio ratio = SampleRatio.of(counts, planned);
        Table table = new Table("variant", "units", "of enrolled", "planned");
        List<Variant> variants = experiment.variants();
        for (int i = 0; i < counts.length; i++) {
            String share = ratio.units() == 0 ? "-" : percent((double) counts[i] / ratio.units());
            table.row(
                    variants.get(i).name(),
                    Long.toString(counts[i]),
                    share,
                    percent(planned[i] / 10_000.0));
        }
        table.row("(baseline)", Long.toString(baseline), "", "");
        if (experiment.layer() != null) {
            table.row("(not in layer)", Long.toString(notInLayer), "", "");
        }
        table.print(out);
        out.println(said(ratio));
    }

    private static String said(SampleRatio ratio) {
        String figures = String.format(
                Locale.ROOT, "chi-squared %.3f, p = %.2g", ratio.chiSquared(), ratio.p());
        if (ratio.isBroken()) {
            return "sample ratio: " + figures + ": the counts do not fit the plan";
        }
        return ratio.units() < SampleRatio.MINIMUM_UNITS
                ? "sample ratio: says nothing with " + ratio.units() + " enrolled units (expected: "
                        + SampleRatio.MINIMUM_UNITS + " or more)"
                : "sample ratio: " + figures;
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.2f %%", 100 * share);
    }
}
