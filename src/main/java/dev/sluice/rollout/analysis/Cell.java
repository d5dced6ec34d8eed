package dev.sluice.rollout.analysis;

import java.util.Map;

/**
 * The units of one variant enrolled in one stage.
 *
 * @param enrolled units
 * @param lately how many of them were enrolled in the last {@link Tally#lately} days
 * @param inferences the inferences of all of them
 * @param spoke units that gave feedback that a metric needs
 * @param figures figures by measure; a measure that no unit has may be missing
 */
record Cell(
        String variant,
        int stage,
        long enrolled,
        long lately,
        long inferences,
        long spoke,
        Map<Measure, Figure> figures) {
    Cell {
        figures = Map.copyOf(figures);
    }

    /** The cell before the first unit. */
    static Cell none(String variant, int stage) {
        return new Cell(variant, stage, 0, 0, 0, 0, Map.of());
    }

    Figure figure(Measure measure) {
        return figures.getOrDefault(measure, Figure.NONE);
    }
}
