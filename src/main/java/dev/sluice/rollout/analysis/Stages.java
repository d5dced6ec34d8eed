package dev.sluice.rollout.analysis;

import dev.sluice.experiment.definition.Definition;
import dev.sluice.experiment.definition.RolloutPlan;
import dev.sluice.rollout.State;

import java.util.List;
import java.util.stream.IntStream;

/** The stages of a definition as strata of its analysis. */
final class Stages {
    /** Later than every stage. */
    static final short NEVER = Short.MAX_VALUE;

    private Stages() {}

    /**
     * Every stage in which units are enrolled; for an experiment without a rollout, the only one.
     */
    static List<Integer> enrolling(Definition definition) {
        RolloutPlan rollout = definition.rollout();
        int size = rollout == null ? 1 : rollout.size();
        return IntStream.range(0, size)
                .filter(stage -> rollout == null || !rollout.isShadow(stage))
                .boxed()
                .toList();
    }

    /**
     * The enrolling stages with a control beside the candidate. The full stage has none unless
     * there is a holdback, so its units can't be compared with a control.
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
     * The stage in which everybody but a holdback is served the candidate, the control's units too;
     * {@link #NEVER} if there is none. From then on units enrolled earlier can't be compared: the
     * candidate's keep being served it, but the control's no longer get the control.
     */
    static short fullStage(Definition definition) {
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

    /** The current stage, or the one the experiment ended in; 0 before the start. */
    static int present(State state) {
        return switch (state) {
            case State.Pending ignored -> 0;
            case State.Live live -> live.at().stage();
            case State.Ended ended -> ended.stage();
        };
    }
}
