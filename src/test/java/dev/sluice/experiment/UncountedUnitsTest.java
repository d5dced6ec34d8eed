package dev.sluice.experiment;

import static dev.sluice.experiment.Assignments.CANDIDATE;
import static dev.sluice.experiment.Assignments.CONTROL;
import static dev.sluice.experiment.Assignments.PAIR;
import static dev.sluice.experiment.Assignments.UNITS;
import static dev.sluice.experiment.Assignments.experiment;
import static dev.sluice.experiment.Assignments.place;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.sluice.experiment.Assignment.Baseline;
import dev.sluice.experiment.Assignment.Drawn;
import dev.sluice.experiment.Assignment.Enrolled;
import dev.sluice.experiment.Assignment.Forced;
import dev.sluice.experiment.Assignment.NotInLayer;
import dev.sluice.experiment.Assignment.Refused;
import dev.sluice.experiment.statistics.SampleRatio;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/** Testers, and requests without a unit: who is served a variant and is not counted. */
class UncountedUnitsTest {
    @Test
    void testersGetTheirVariantAndAreNotCounted() {
        Experiment experiment = new Experiment(
                "exp-1",
                "exp-1",
                new LayerRange("models", 0, 1),
                PAIR,
                new Stage(0),
                AnonymousRule.REFUSED,
                Map.of("anna", "candidate", "bert", "control"));
        Assigner assigner = new Assigner(experiment);

        assertThat(assigner.assign(Unit.of("anna"))).isEqualTo(new Forced(CANDIDATE));
        assertThat(assigner.assign(Unit.of("bert"))).isEqualTo(new Forced(CONTROL));
        assertThat(assigner.assign(Unit.of("anna")).isCounted()).isFalse();
        assertThat(assigner.assign(Unit.of("carl"))).isEqualTo(new NotInLayer());
    }

    @Test
    void onlyEnrolledUnitsAreCounted() {
        Assigner all = new Assigner(experiment(PAIR, new Stage(10_000)));
        Assigner none = new Assigner(experiment(PAIR, new Stage(0)));
        Unit unit = Unit.of("anna");

        assertThat(all.assign(unit)).isEqualTo(new Enrolled(CANDIDATE, 10_000));
        assertThat(all.assign(unit).isCounted()).isTrue();
        assertThat(none.assign(unit)).isEqualTo(new Baseline());
        assertThat(none.assign(unit).isCounted()).isFalse();
        assertThat(none.assign(unit).served()).isEmpty();
    }

    @Test
    void requestsWithoutAUnitAreDrawnOneByOneAndNeverCounted() {
        Assigner assigner = new Assigner(anonymous(AnonymousRule.RANDOM_PER_REQUEST));
        SplittableRandom random = new SplittableRandom(7);
        long[] counts = new long[3];
        for (int i = 0; i < UNITS; i++) {
            Assignment assignment =
                    assigner.assign(i % 2 == 0 ? null : Unit.of(""), Unit.of("app"), random);
            assertThat(assignment).isInstanceOf(Drawn.class);
            assertThat(assignment.isCounted()).isFalse();
            counts[place(assignment)]++;
        }
        assertThat(SampleRatio.of(counts, new int[] {2, 1, 1}).p()).isGreaterThan(0.001);
    }

    @Test
    void requestsWithoutAUnitAreDrawnInTheProportionsOfLayerStageAndWeights() {
        Assigner assigner = new Assigner(new Experiment(
                "exp-1",
                "exp-1",
                new LayerRange("models", 0, 2_000),
                List.of(new Variant("control", 8_000), new Variant("candidate", 2_000)),
                new Stage(500),
                AnonymousRule.RANDOM_PER_REQUEST,
                Map.of()));
        SplittableRandom random = new SplittableRandom(7);
        long[] counts = new long[3];
        for (int i = 0; i < UNITS; i++) {
            counts[place(assigner.assign(null, null, random))]++;
        }

        // A fifth is in the layer, a quarter of it enrolled, a fifth of those with the candidate.
        assertThat(SampleRatio.of(counts, new int[] {95, 4, 1}).p()).isGreaterThan(0.001);
    }

    @Test
    void nobodyIsDrawnIntoAStageThatTreatsNobody() {
        Assigner assigner = new Assigner(new Experiment(
                "exp-1",
                "exp-1",
                null,
                PAIR,
                new Stage(0),
                AnonymousRule.RANDOM_PER_REQUEST,
                Map.of()));
        RandomGenerator lowest = () -> 0;

        assertThat(assigner.assign(null, null, lowest).served()).isEmpty();
    }

    @Test
    void requestsWithoutAUnitAreRefusedWhereTheExperimentSaysSo() {
        Assigner assigner = new Assigner(anonymous(AnonymousRule.REFUSED));

        assertThat(assigner.assign(null, Unit.of("app"), new SplittableRandom(7)))
                .isEqualTo(new Refused());
    }

    @Test
    void theKeyIsTheUnitWhereTheExperimentSaysSo() {
        Assigner assigner = new Assigner(anonymous(AnonymousRule.KEY_AS_UNIT));
        SplittableRandom random = new SplittableRandom(7);

        for (int i = 0; i < 100; i++) {
            Unit key = Unit.of("app-" + i);
            assertThat(assigner.assign(null, key, random)).isEqualTo(assigner.assign(key));
        }
        assertThat(assigner.assign(null, null, random)).isInstanceOf(Drawn.class);
        assertThat(assigner.assign(null, Unit.of(""), random)).isInstanceOf(Drawn.class);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> assigner.assign(Unit.of("")))
                .withMessage("unit is empty (expected: the id of one)");
    }

    private static Experiment anonymous(AnonymousRule rule) {
        return new Experiment("exp-1", "exp-1", null, PAIR, new Stage(2_500), rule, Map.of());
    }
}
