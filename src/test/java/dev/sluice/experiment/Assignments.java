package dev.sluice.experiment;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Experiments that assign, and what they have assigned. */
final class Assignments {
    static final int UNITS = 20_000;
    static final Variant CONTROL = new Variant("control", 5_000);
    static final Variant CANDIDATE = new Variant("candidate", 5_000);
    static final List<Variant> PAIR = List.of(CONTROL, CANDIDATE);

    private Assignments() {}

    static int place(Assignment assignment) {
        return assignment
                .served()
                .map(variant -> variant.name().equals("control") ? 1 : 2)
                .orElse(0);
    }

    static List<Variant> variants(int... weights) {
        return IntStream.range(0, weights.length)
                .mapToObj(i -> new Variant(i == 0 ? "control" : "v" + i, weights[i]))
                .toList();
    }

    static Experiment experiment(List<Variant> variants, Stage stage) {
        return new Experiment(
                "exp-1", "exp-1", null, variants, stage, AnonymousRule.REFUSED, Map.of());
    }
}
