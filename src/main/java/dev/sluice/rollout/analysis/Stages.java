package dev.sluice.rollout.analysis;

import dev.sluice.experiment.definition.Definition;
import dev.sluice.experiment.definition.RolloutPlan;
import dev.sluice.rollout.State;

import java.util.List;
import java.util.stream.IntStream;

/** The stages of a definition as strata of its analysis. */
final class Stages {
    /** After every stage. */
    static final short NEVER = Short.MAX_VALUE;

    private Stages() {}

    /** Every stage in which units are enrolled; of an experiment without a rollout the only one. */
    static List<Integer> enrolling(Definition definition) {
        RolloutPlan rollout = definition.rollout();
        int size = rollout == null ? 1 : rollout.size();
        return IntStream.range(0, size)
                .filter(stage -> rollout == null || !rollout.isShadow(stage))
                .boxed()
                .toList();
    }

    /**
     * Those of them that have a control beside the candidate. The full stage has none, unless there
     * is a holdback: nothing that is relative to the control can be said of its units.
     */
    static List<Integer> concurrent(Definition definition) {
        return enrolling(definition).stream()
                .filter(stage -> hasControl(definition, stage))
                .toList();
    }

    static boolean hasControl(Definition definition, int stage) {
        return definition.at(stage).planned()[0] > 0;
    }

    /**
     * The stage in which the control joins the candidate, but for a holdback; {@link #NEVER}
     * without one. Of units that were enrolled before it nothing more can be compared: what a
     * candidate's are served goes on, what their control's are ends.
     */
    static short joining(Definition definition) {
        return enrolling(definition).stream()
                .filter(stage -> definition.at(stage).stage().isFull())
                .findFirst()
                .map(Integer::shortValue)
                .orElse(NEVER);
    }

    /** The share of all units that get a candidate, in basis points. */
    static int share(Definition definition, int stage) {
        return definition.at(stage).stage().treated();
    }

    /** The stage that it is in, or ended in; 0 before the beginning. */
    static int present(State state) {
        return switch (state) {
            case State.Pending ignored -> 0;
            case State.Live live -> live.at().stage();
            case State.Ended ended -> ended.stage();
        };
    }
}
