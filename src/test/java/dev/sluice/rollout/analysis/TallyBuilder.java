package dev.sluice.rollout.analysis;

import dev.sluice.experiment.definition.Metric;
import dev.sluice.experiment.statistics.Moments;
import dev.sluice.rollout.Findings.Shadow;

import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Tallies as tests write them, cell by cell. */
final class TallyBuilder {
    private final Map<String, Cell> cells = new LinkedHashMap<>();
    private double lately = 1;
    private long conflicts;
    private Shadow shadow;

    /** So many units, all of this day, without any figure yet. */
    TallyBuilder units(String variant, int stage, long enrolled) {
        return put(new Cell(variant, stage, enrolled, enrolled, enrolled, 0, Map.of()));
    }

    /** So many of them gave feedback. */
    TallyBuilder spoke(String variant, int stage, long units) {
        Cell it = cell(variant, stage);
        return put(new Cell(
                variant, stage, it.enrolled(), it.lately(), it.inferences(), units, it.figures()));
    }

    /** A rate of zeros and ones. */
    TallyBuilder rate(String variant, int stage, String metric, long hits, long units) {
        return figure(variant, stage, metric, new Figure(Moments.ofRate(hits, units), true));
    }

    /** A mean with that variance among units. */
    TallyBuilder mean(
            String variant, int stage, String metric, long units, double mean, double variance) {
        return figure(
                variant,
                stage,
                metric,
                new Figure(new Moments(units, mean, variance * units), false));
    }

    TallyBuilder conflicts(long units) {
        conflicts = units;
        return this;
    }

    TallyBuilder shadow(Shadow shown) {
        shadow = shown;
        return this;
    }

    TallyBuilder lately(double days) {
        lately = days;
        return this;
    }

    Tally build() {
        Instant last = cells.isEmpty() ? null : Rollouts.START.plusSeconds(5);
        List<Cell> all = List.copyOf(cells.values());
        return new Tally(all, all, lately, conflicts, last, shadow);
    }

    private TallyBuilder figure(String variant, int stage, String metric, Figure figure) {
        Cell it = cell(variant, stage);
        Map<Measure, Figure> figures = new HashMap<>(it.figures());
        figures.put(Measure.of(Metric.of(metric).orElseThrow()), figure);
        long enrolled = Math.max(it.enrolled(), figure.moments().units());
        return put(new Cell(
                variant,
                stage,
                enrolled,
                Math.max(it.lately(), enrolled),
                enrolled,
                it.spoke(),
                figures));
    }

    private Cell cell(String variant, int stage) {
        return cells.getOrDefault(variant + " " + stage, Cell.none(variant, stage));
    }

    private TallyBuilder put(Cell cell) {
        cells.put(cell.variant() + " " + cell.stage(), cell);
        return this;
    }
}
