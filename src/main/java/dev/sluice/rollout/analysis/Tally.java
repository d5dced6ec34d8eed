package dev.sluice.rollout.analysis;

import dev.sluice.experiment.statistics.Moments;
import dev.sluice.experiment.statistics.Stratum;
import dev.sluice.rollout.Findings.Shadow;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

/**
 * What the database holds about an experiment at one look, before any conclusion. Immutable.
 *
 * @param cells cells by variant and stage; those without units are missing
 * @param beside the same cells, limited to what was served beside a control; see {@link
 *     #besideControl}
 * @param lately how many days {@link Cell#lately} counts; above 0
 * @param conflicts units that got a variant other than the one they were enrolled with
 * @param lastServed when a unit last got the variant it is enrolled with; null if none did
 * @param shadow null if there is no shadow stage
 */
record Tally(
        List<Cell> cells,
        List<Cell> beside,
        double lately,
        long conflicts,
        @Nullable Instant lastServed,
        @Nullable Shadow shadow) {
    Tally {
        cells = List.copyOf(cells);
        beside = List.copyOf(beside);
    }

    /**
     * What may be compared with the control. It has all units, but leaves out what they were served
     * from the full stage on.
     */
    Tally besideControl() {
        return new Tally(beside, beside, lately, conflicts, lastServed, shadow);
    }

    Cell cell(String variant, int stage) {
        return of(variant)
                .filter(it -> it.stage() == stage)
                .findFirst()
                .orElseGet(() -> Cell.none(variant, stage));
    }

    /** A variant's cells from all stages. */
    Stream<Cell> of(String variant) {
        return cells.stream().filter(it -> it.variant().equals(variant));
    }

    long enrolled(String variant) {
        return of(variant).mapToLong(Cell::enrolled).sum();
    }

    long enrolled(String variant, int stage) {
        return cell(variant, stage).enrolled();
    }

    /** How many units of a variant are enrolled per day, judging by the last days. */
    double perDay(String variant) {
        return of(variant).mapToLong(Cell::lately).sum() / lately;
    }

    /** One measure of a variant, over its units from these stages. */
    Figure figure(String variant, Measure measure, Collection<Integer> stages) {
        return of(variant)
                .filter(it -> stages.contains(it.stage()))
                .map(it -> it.figure(measure))
                .reduce(Figure.NONE, Figure::merge);
    }

    Stratum stratum(String candidate, String control, Measure measure, int stage) {
        return new Stratum(moments(candidate, measure, stage), moments(control, measure, stage));
    }

    private Moments moments(String variant, Measure measure, int stage) {
        return cell(variant, stage).figure(measure).moments();
    }
}
