package dev.sluice.cli;

import dev.sluice.confidence.ExpectedCalibrationError;
import dev.sluice.confidence.Share;
import dev.sluice.confidence.Threshold;
import dev.sluice.confidence.store.ScoreOrigin;
import dev.sluice.evaluation.CalibrationReport;
import dev.sluice.evaluation.ModelReport;
import dev.sluice.evaluation.ThresholdGoal;

import org.jspecify.annotations.NullMarked;

import java.io.PrintWriter;
import java.util.Locale;

/** The result of a calibration, as a table for each model. */
@NullMarked
final class CalibrationDisplay {
    /** With fewer labels the bounds are so wide that hardly any threshold is proposed. */
    private static final int FEW = 300;

    private final PrintWriter out;

    CalibrationDisplay(PrintWriter out) {
        this.out = out;
    }

    void print(CalibrationReport report) {
        for (ModelReport model : report.models()) {
            print(report, model);
        }
        report.tooFew().forEach(model -> out.println("TOO FEW LABELS: " + model + "\n"));
        report.unlabelled()
                .forEach(model -> out.println(
                        model + " has no labels here: its calibration stays as it is, if it has"
                                + " one; else its confidence shows as uncalibrated\n"));
        out.flush();
    }

    private void print(CalibrationReport report, ModelReport model) {
        ScoreOrigin of = model.calibration().of();
        ModelReport.Parts parts = model.parts();
        out.printf(
                Locale.ROOT,
                "%s, by %s %s: %,d labels, %s right; %,d fit, %,d choose, %,d confirm%n",
                of.model(),
                of.source().label(),
                of.score(),
                model.correct().of(),
                number(model.correct().value()),
                parts.fit(),
                parts.choose(),
                parts.confirm());
        Table quality = new Table("", "ECE [95 %]", "Brier", "AURC");
        quality.row("  raw score", text(model.before()), number(model.brierBefore()), "");
        quality.row(
                "  " + model.method().label(),
                text(model.after()),
                number(model.brierAfter()),
                number(model.riskCoverageArea()));
        quality.print(out);
        Threshold chosen = model.chosen();
        Threshold confirmed = model.confirmed();
        if (chosen == null || confirmed == null) {
            out.printf(
                    "NO THRESHOLD of %s reaches a %s with %s confidence: use more labels, a "
                            + "better model or a lower goal%n",
                    of.model(), report.goal().text(), percent(report.level()));
        } else {
            out.printf(
                    "  threshold %s for a %s%n", chosen.value(), report.goal().text());
            Table threshold = new Table("", "accepted right", "at least", "passed on", "at most");
            row(threshold, "  chosen on", chosen, report.level());
            row(threshold, "  confirmed on", confirmed, report.level());
            threshold.print(out);
            out.println(verdict(report, model, confirmed));
        }
        if (model.correct().of() < FEW) {
            out.printf(
                    "FEW LABELS: %d; the bounds are wide, %d or more would say more%n",
                    model.correct().of(), FEW);
        }
        out.println();
    }

    private static void row(Table table, String name, Threshold threshold, double level) {
        Share accepted = threshold.accepted();
        Share passedOn = threshold.passedOn();
        table.row(
                name + " " + passedOn.of(),
                accepted.of() == 0
                        ? "none accepted"
                        : number(accepted.value()) + " of " + accepted.of(),
                number(accepted.atLeast(level)),
                number(passedOn.value()),
                number(passedOn.atMost(level)));
    }

    private static String verdict(CalibrationReport report, ModelReport model, Threshold there) {
        boolean quality = report.goal() instanceof ThresholdGoal.Quality;
        return switch (model.verdict()) {
            case CONFIRMED ->
                "  confirmed: it reaches the goal on labels that were not used to choose it";
            case CONSISTENT ->
                quality
                        ? "  not refuted: right often enough there too, though these labels alone "
                                + "do not prove it"
                        : "  not refuted: passes on a little more there, but no more than chance "
                                + "explains";
            case FAILED, NO_THRESHOLD ->
                "THE CONFIRMATION FAILED: on labels that were not used to choose it "
                        + (there.accepted().of() == 0
                                ? "it accepts nothing"
                                : number(there.accepted().value())
                                        + " of the accepted are right and "
                                        + number(there.passedOn().value()) + " are passed on")
                        + "; do not use this threshold";
        };
    }

    private static String text(ExpectedCalibrationError error) {
        return number(error.value()) + " [" + number(error.low()) + ", " + number(error.high())
                + "]";
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.3f", value);
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f %%", share * 100).replace(".0 %", " %");
    }
}
