package dev.sluice.rollout.analysis;

import dev.sluice.experiment.statistics.Moments;

/**
 * One measure over the units of a variant.
 *
 * @param binary whether the value of every unit is 0 or 1, so that its mean is the share of units
 *     with a 1
 */
record Figure(Moments moments, boolean binary) {
    static final Figure NONE = new Figure(Moments.NONE, true);

    Figure merge(Figure other) {
        return new Figure(moments.merge(other.moments), binary && other.binary);
    }

    /** For a rate, the share of the rest. */
    Figure complement() {
        return moments.units() == 0
                ? NONE
                : new Figure(
                        new Moments(moments.units(), 1 - moments.mean(), moments.squares()),
                        binary);
    }
}
