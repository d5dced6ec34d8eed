package dev.sluice.experiment;

import static dev.sluice.experiment.Assignments.PAIR;
import static dev.sluice.experiment.Assignments.UNITS;
import static dev.sluice.experiment.Assignments.experiment;
import static dev.sluice.experiment.Assignments.place;
import static dev.sluice.experiment.Assignments.variants;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;

import dev.sluice.experiment.Assignment.NotInLayer;
import dev.sluice.experiment.statistics.SampleRatio;

import org.junit.jupiter.api.Test;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** Who is on which side, and who may change it. */
class AssignerTest {
    @Test
    void invariant7_rampsMoveNobodyBackAndNobodyBetweenVariants() {
        for (int holdback : new int[] {0, 500}) {
            List<Stage> ramp = List.of(
                    new Stage(1_000),
                    new Stage(2_500),
                    new Stage(5_000),
                    new Stage(10_000, holdback));
            List<String> before = sides(experiment(PAIR, ramp.getFirst()));
            for (Stage stage : ramp.subList(1, ramp.size())) {
                List<String> after = sides(experiment(PAIR, stage));

                assertThat(moves(before, after))
                        .as("moves to %s", stage)
                        .isSubsetOf(
                                stage.isFull()
                                        ? List.of(
                                                "baseline>candidate",
                                                "baseline>control",
                                                "control>candidate")
                                        : List.of("baseline>candidate", "baseline>control"));
                before = after;
            }
            assertThat(before).doesNotContain("baseline");
            long held = before.stream().filter("control"::equals).count();
            assertThat(held).isEqualTo(holdback == 0 ? 0 : 990);
        }
    }

    @Test
    void invariant7_rampsOfThreeVariantsMoveNobodyWhoIsIn() {
        List<Variant> three = variants(3_334, 3_333, 3_333);
        List<String> before = sides(experiment(three, new Stage(0)));
        assertThat(before).containsOnly("baseline");

        for (int treated : new int[] {1_000, 2_000, 4_000, 6_666}) {
            List<String> after = sides(experiment(three, new Stage(treated)));

            assertThat(moves(before, after))
                    .containsExactlyInAnyOrder("baseline>control", "baseline>v1", "baseline>v2");
            before = after;
        }
        assertThat(before).doesNotContain("baseline");
    }

    @Test
    void invariant7_raisingOneWeightMovesNobodyElse() {
        List<String> before = sides(experiment(variants(8_000, 1_000, 1_000), new Stage(2_000)));

        assertThat(moves(
                        before, sides(experiment(variants(7_000, 2_000, 1_000), new Stage(3_000)))))
                .containsExactly("control>v1");
        assertThat(moves(
                        before, sides(experiment(variants(7_000, 1_000, 2_000), new Stage(3_000)))))
                .containsExactly("control>v2");
        assertThat(moves(
                        before, sides(experiment(variants(5_000, 2_500, 2_500), new Stage(5_000)))))
                .containsExactlyInAnyOrder("control>v1", "control>v2");
        assertThat(moves(
                        before, sides(experiment(variants(1_000, 5_000, 4_000), new Stage(9_000)))))
                .containsExactlyInAnyOrder("control>v1", "control>v2");
    }

    /**
     * Why there are two hashes: with one, laid end to end, half of those who are in get another
     * tuned model.
     */
    @Test
    void invariant7_oneHashWithCumulativeWeightsWouldMoveHalf() {
        int in = 0;
        int moved = 0;
        Salt salt = Salt.of("exp-1");
        for (int i = 0; i < UNITS; i++) {
            int bucket = Bucketer.bucket(salt, Unit.of("u" + i));
            int before = bucket < 8_000 ? 0 : bucket < 9_000 ? 1 : 2;
            int after = bucket < 5_000 ? 0 : bucket < 7_500 ? 1 : 2;
            in += before > 0 ? 1 : 0;
            moved += before > 0 && before != after ? 1 : 0;
        }

        assertThat(in).isEqualTo(3_990);
        assertThat(moved).isEqualTo(2_036);
    }

    @Test
    void invariant7_armsHaveTheirWeights() {
        for (int[] weights : new int[][] {
            {5_000, 5_000},
            {1, 9_999},
            {9_999, 1},
            {1_000, 6_000, 3_000},
            {1_000, 3_000, 6_000},
            {1, 1, 1, 9_997}
        }) {
            Arms arms = Arms.of(experiment(variants(weights), new Stage(0)));
            int[] counts = new int[weights.length];
            IntStream.range(0, Bucketer.BUCKETS).forEach(bucket -> counts[arms.at(bucket)]++);

            assertThat(counts).containsExactly(weights);
        }
    }

    @Test
    void invariant7_theSharesAreThoseOfTheStage() {
        List<String> sides = sides(experiment(PAIR, new Stage(2_500)));

        // 5,000 each, give or take three standard deviations.
        assertThat(sides.stream().filter("candidate"::equals).count()).isBetween(4_810L, 5_190L);
        assertThat(sides.stream().filter("control"::equals).count()).isBetween(4_810L, 5_190L);
    }

    @Test
    void invariant7_experimentsOfOneLayerShareNoUnit() {
        Assigner first = new Assigner(inLayer("one", new LayerRange("models", 0, 5_000)));
        Assigner second = new Assigner(inLayer("two", new LayerRange("models", 5_000, 10_000)));
        int inFirst = 0;
        for (int i = 0; i < UNITS; i++) {
            Unit unit = Unit.of("u" + i);
            boolean in = !(first.assign(unit) instanceof NotInLayer);
            assertThat(second.assign(unit) instanceof NotInLayer).isEqualTo(in);
            inFirst += in ? 1 : 0;
        }
        assertThat(inFirst).isBetween(9_788, 10_212);
    }

    @Test
    void invariant7_experimentsOfDifferentLayersAreIndependent() {
        Assigner first = new Assigner(inLayer("one", new LayerRange("models", 0, 5_000)));
        Assigner second = new Assigner(inLayer("two", new LayerRange("prompts", 0, 5_000)));
        long[] counts = new long[9];
        for (int i = 0; i < UNITS; i++) {
            Unit unit = Unit.of("u" + i);
            counts[3 * place(first.assign(unit)) + place(second.assign(unit))]++;
        }
        // Of each: half outside the layer, a quarter control, a quarter candidate.
        assertThat(SampleRatio.of(counts, new int[] {4, 2, 2, 2, 1, 1, 2, 1, 1}).p())
                .isGreaterThan(0.001);
    }

    @Test
    void anAssignmentAllocatesNothingButItsHashes() {
        Assigner assigner = new Assigner(inLayer("one", new LayerRange("models", 0, 10_000)));
        Unit[] units =
                IntStream.range(0, 1_000).mapToObj(i -> Unit.of("u" + i)).toArray(Unit[]::new);
        SplittableRandom random = new SplittableRandom(7);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        assignAll(assigner, units, random);

        long before = threads.getCurrentThreadAllocatedBytes();
        int enrolled = assignAll(assigner, units, random);
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;

        // Layer, enrolment and arm: an array of two words each, or less where the compiler does
        // without it.
        assertThat(allocated).isLessThanOrEqualTo(units.length * 64L + enrolled * 32L);
    }

    private static int assignAll(Assigner assigner, Unit[] units, SplittableRandom random) {
        int enrolled = 0;
        for (Unit unit : units) {
            enrolled += assigner.assign(unit, null, random).isCounted() ? 1 : 0;
        }
        return enrolled;
    }

    private static List<String> sides(Experiment experiment) {
        Assigner assigner = new Assigner(experiment);
        List<String> sides = new ArrayList<>();
        for (int i = 0; i < UNITS; i++) {
            sides.add(assigner.assign(Unit.of("u" + i))
                    .served()
                    .map(Variant::name)
                    .orElse("baseline"));
        }
        return sides;
    }

    private static List<String> moves(List<String> before, List<String> after) {
        return IntStream.range(0, before.size())
                .filter(i -> !before.get(i).equals(after.get(i)))
                .mapToObj(i -> before.get(i) + ">" + after.get(i))
                .distinct()
                .toList();
    }

    private static Experiment inLayer(String id, LayerRange layer) {
        return new Experiment(
                id, id, layer, PAIR, new Stage(5_000), AnonymousRule.REFUSED, Map.of());
    }
}
