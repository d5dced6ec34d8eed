package dev.sluice.evaluation;

import dev.sluice.confidence.RiskCoverage;
import dev.sluice.confidence.Threshold;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * Draws the trade-off of each threshold: answers passed on to the next rung against accepted
 * answers that are right, one panel for each model. Lines differ in their dashes and marks in their
 * shape, so the drawing can be read without colour.
 */
public final class CurveSvg {
    private static final int WIDTH = 900;
    private static final int PANEL = 460;
    private static final int LEFT = 80;
    private static final int RIGHT = 30;
    private static final int TOP = 78;
    private static final int BOTTOM = 110;
    /** More points than the drawing has pixels to show. */
    private static final int MOST_POINTS = 300;

    private final CalibrationReport report;
    private final StringBuilder out = new StringBuilder();
    /** The upper edge of the current panel; below it, the lowest share on its axis. */
    private int top;

    private double lowest;

    private CurveSvg(CalibrationReport report) {
        this.report = report;
    }

    /** Draws a report with at least one model. */
    public static String draw(CalibrationReport report) {
        return new CurveSvg(report).draw();
    }

    private String draw() {
        int height = PANEL * Math.max(1, report.models().size());
        out.append("""
                <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %1$d %2$d" width="%1$d" height="%2$d" \
                font-family="system-ui, sans-serif" font-size="13" fill="#1a1a1a">
                <rect width="%1$d" height="%2$d" fill="#ffffff"/>
                """.formatted(WIDTH, height));
        for (int i = 0; i < report.models().size(); i++) {
            top = i * PANEL;
            panel(report.models().get(i));
        }
        return out.append("</svg>\n").toString();
    }

    private void panel(ModelReport model) {
        List<RiskCoverage.Point> points =
                thinned(RiskCoverage.of(model.choosing()).points());
        double least = 1;
        for (RiskCoverage.Point point : points) {
            least = Math.min(least, 1 - point.risk());
        }
        Threshold confirmed = model.confirmed();
        if (report.goal() instanceof ThresholdGoal.Quality quality) {
            least = Math.min(least, quality.accuracy());
        }
        if (confirmed != null && confirmed.accepted().of() > 0) {
            least = Math.min(least, confirmed.accepted().value());
        }
        lowest = Math.max(0, Math.floor(least * 10 - 0.5) / 10);
        text(
                LEFT,
                top + 28,
                "start",
                17,
                report.route() + ": " + model.calibration().of().model());
        text(LEFT, top + 50, "start", 13, subtitle(model));
        axes();
        wanted();
        line(points, false);
        line(points, true);
        mark(model.chosen(), true);
        mark(confirmed, false);
        legend(model);
    }

    private String subtitle(ModelReport model) {
        return "%s calibration of %s %s; %d labels, %d of them drawn; wanted: %s"
                .formatted(
                        model.method().label(),
                        model.calibration().of().source().label(),
                        model.calibration().of().score(),
                        model.calibration().labels(),
                        model.parts().choose(),
                        report.goal().text());
    }

    private void axes() {
        double floor = y(lowest);
        for (int percent = 0; percent <= 100; percent += 10) {
            double x = x(percent / 100.0);
            stroke(x, y(1), x, floor, "#dddddd", 1, "");
            text(x, floor + 18, "middle", 13, String.valueOf(percent));
            if (percent / 100.0 >= lowest - 1e-9) {
                double at = y(percent / 100.0);
                stroke(x(0), at, x(1), at, "#dddddd", 1, "");
                text(LEFT - 10, at + 4, "end", 13, String.valueOf(percent));
            }
        }
        stroke(x(0), y(1), x(0), floor, "#1a1a1a", 1.5, "");
        stroke(x(0), floor, x(1), floor, "#1a1a1a", 1.5, "");
        text(
                (x(0) + x(1)) / 2,
                floor + 40,
                "middle",
                13,
                "answers passed on to the next rung (% of all)");
        double middle = (y(1) + floor) / 2;
        out.append(("<text transform=\"translate(24 %s) rotate(-90)\" "
                        + "text-anchor=\"middle\">%s</text>\n")
                .formatted(number(middle), "accepted answers that are right (%)"));
    }

    private void wanted() {
        switch (report.goal()) {
            case ThresholdGoal.Quality quality ->
                stroke(
                        x(0),
                        y(quality.accuracy()),
                        x(1),
                        y(quality.accuracy()),
                        "#1a1a1a",
                        1.5,
                        "2 5");
            case ThresholdGoal.FallbackRate rate ->
                stroke(x(rate.share()), y(1), x(rate.share()), y(lowest), "#1a1a1a", 1.5, "2 5");
        }
    }

    private void line(List<RiskCoverage.Point> points, boolean bound) {
        out.append("<polyline fill=\"none\" stroke=\"%s\" stroke-width=\"%s\"%s points=\""
                .formatted(
                        bound ? "#555555" : "#0b57a4",
                        bound ? "1.5" : "2.5",
                        bound ? dashes("8 5") : ""));
        for (RiskCoverage.Point point : points) {
            double share = bound ? point.accepted().atLeast(report.level()) : 1 - point.risk();
            if (share >= lowest) {
                out.append(number(x(1 - point.coverage())))
                        .append(',')
                        .append(number(y(share)))
                        .append(' ');
            }
        }
        out.append("\"/>\n");
    }

    /**
     * A disc in a ring for the chosen threshold; a cross for the same threshold on the labels that
     * confirm it.
     */
    private void mark(@Nullable Threshold threshold, boolean chosen) {
        if (threshold == null || threshold.accepted().of() == 0) {
            return;
        }
        double x = x(threshold.passedOn().value());
        double y = y(threshold.accepted().value());
        if (chosen) {
            circle(x, y, 5, "fill=\"#1a1a1a\"");
            circle(x, y, 10, "fill=\"none\" stroke=\"#1a1a1a\" stroke-width=\"2\"");
        } else {
            stroke(x - 7, y - 7, x + 7, y + 7, "#1a1a1a", 2.5, "");
            stroke(x - 7, y + 7, x + 7, y - 7, "#1a1a1a", 2.5, "");
        }
    }

    private void legend(ModelReport model) {
        double first = y(lowest) + 64;
        double second = first + 22;
        double right = x(0) + 400;
        stroke(x(0), first - 4, x(0) + 36, first - 4, "#0b57a4", 2.5, "");
        text(x(0) + 46, first, "start", 13, "right, at each threshold");
        stroke(x(0), second - 4, x(0) + 36, second - 4, "#555555", 1.5, "8 5");
        text(
                x(0) + 46,
                second,
                "start",
                13,
                "at least, with " + percent(report.level()) + " confidence; dotted: wanted");
        Threshold chosen = model.chosen();
        if (chosen == null) {
            text(right, first, "start", 13, "no threshold reaches the goal");
            return;
        }
        circle(right + 10, first - 4, 4, "fill=\"#1a1a1a\"");
        circle(right + 10, first - 4, 8, "fill=\"none\" stroke=\"#1a1a1a\" stroke-width=\"2\"");
        text(right + 28, first, "start", 13, "threshold " + chosen.value() + ": " + words(chosen));
        Threshold confirmed = model.confirmed();
        if (confirmed != null) {
            stroke(right + 4, second - 10, right + 16, second + 2, "#1a1a1a", 2.5, "");
            stroke(right + 4, second + 2, right + 16, second - 10, "#1a1a1a", 2.5, "");
            text(right + 28, second, "start", 13, "on labels kept apart: " + words(confirmed));
        }
    }

    private static String words(Threshold threshold) {
        return threshold.accepted().of() == 0
                ? "nothing accepted"
                : percent(threshold.accepted().value()) + " right, "
                        + percent(threshold.passedOn().value()) + " passed on";
    }

    private static List<RiskCoverage.Point> thinned(List<RiskCoverage.Point> points) {
        if (points.size() <= MOST_POINTS) {
            return points;
        }
        double step = (points.size() - 1.0) / (MOST_POINTS - 1);
        return IntStream.range(0, MOST_POINTS)
                .mapToObj(i -> points.get((int) Math.round(i * step)))
                .toList();
    }

    private double x(double share) {
        return LEFT + share * (WIDTH - LEFT - RIGHT);
    }

    private double y(double share) {
        return top + TOP + (1 - share) / (1 - lowest) * (PANEL - TOP - BOTTOM);
    }

    private void stroke(
            double x1,
            double y1,
            double x2,
            double y2,
            String colour,
            double width,
            String dashes) {
        out.append(("<line x1=\"%s\" y1=\"%s\" x2=\"%s\" y2=\"%s\" stroke=\"%s\" "
                        + "stroke-width=\"%s\"%s/>\n")
                .formatted(
                        number(x1),
                        number(y1),
                        number(x2),
                        number(y2),
                        colour,
                        number(width),
                        dashes(dashes)));
    }

    private void circle(double x, double y, double radius, String style) {
        out.append("<circle cx=\"%s\" cy=\"%s\" r=\"%s\" %s/>\n"
                .formatted(number(x), number(y), number(radius), style));
    }

    private void text(double x, double y, String anchor, int size, String text) {
        out.append("<text x=\"%s\" y=\"%s\" text-anchor=\"%s\" font-size=\"%d\">%s</text>\n"
                .formatted(number(x), number(y), anchor, size, escaped(text)));
    }

    private static String dashes(String dashes) {
        return dashes.isEmpty() ? "" : " stroke-dasharray=\"" + dashes + "\"";
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f %%", share * 100).replace(".0 %", " %");
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
