package dev.sluice.rollout.analysis;

import dev.sluice.experiment.definition.Definition;

import java.util.ArrayList;
import java.util.List;

/** The interval of one difference at one look: a point of the plot over time. */
record Look(
        String candidate, String metric, long units, double estimate, double lower, double upper) {
    /** The looks worth a point: those with an interval from enough units. */
    static List<Look> all(Definition definition, Tally tally) {
        List<Look> all = new ArrayList<>();
        for (Difference it : Difference.all(definition, tally)) {
            if (it.enough() && it.estimate() != null && it.interval() != null) {
                all.add(new Look(
                        it.candidate(),
                        it.metric().name(),
                        it.estimate().units(),
                        it.estimate().value(),
                        it.interval().low(),
                        it.interval().high()));
            }
        }
        return all;
    }
}
