package dev.sluice.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.assertj.core.api.ThrowableAssertAlternative;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What no experiment may be, and what is said about it. */
class ExperimentTest {
    private static final List<Variant> PAIR =
            List.of(new Variant("control", 5_000), new Variant("candidate", 5_000));

    @Test
    void weightsAddUpToTenThousand() {
        refused(() -> of(List.of(new Variant("a", 5_000), new Variant("b", 4_000)), new Stage(0)))
                .withMessage("weights of variants add up to 9000 (expected: 10000 basis points)");
        refused(() -> new Variant("a", 0))
                .withMessage("weight of variant a is 0 (expected: 1 to 9999 basis points)");
        refused(() -> new Variant("a", 10_000))
                .withMessage("weight of variant a is 10000 (expected: 1 to 9999 basis points)");
    }

    @Test
    void variantsAreAtLeastTwoWithNamesOfTheirOwn() {
        refused(() -> of(List.of(new Variant("a", 9_999)), new Stage(0)))
                .withMessage("variants are 1 (expected: 2 to 32, the control first)");
        refused(() -> of(
                        IntStream.range(0, 33)
                                .mapToObj(i -> new Variant("v" + i, 1))
                                .toList(),
                        new Stage(0)))
                .withMessage("variants are 33 (expected: 2 to 32, the control first)");
        refused(() -> of(List.of(new Variant("a", 5_000), new Variant("a", 5_000)), new Stage(0)))
                .withMessage("variants has a twice (expected: each name once)");
        refused(() -> new Variant("(baseline)", 1))
                .withMessage("variant.name is '(baseline)' (expected: 1 to 64 letters, "
                        + "digits or . _ -)");
    }

    @Test
    void asManyVariantsTestersAndHeldBackUnitsAsAreAllowedAreAllowed() {
        List<Variant> most = IntStream.range(0, 32)
                .mapToObj(i -> new Variant("v" + i, i == 0 ? 700 : 300))
                .toList();
        Map<String, String> testers = IntStream.range(0, 1_000)
                .boxed()
                .collect(Collectors.toMap(i -> "u" + i, i -> "control"));

        assertThat(of(most, new Stage(9_300)).enrolled()).isEqualTo(10_000);
        assertThat(testers(testers).testers()).hasSize(1_000);
        assertThat(of(PAIR, new Stage(10_000, 5_000)).planned()).containsExactly(5_000, 5_000);
        assertThat(new Stage(10_000, 10_000).isFull()).isTrue();
    }

    @Test
    void aStageTreatsNoMoreThanWhatIsNotTheControls() {
        assertThat(of(PAIR, new Stage(2_500)).enrolled()).isEqualTo(5_000);
        assertThat(of(PAIR, new Stage(5_000)).enrolled()).isEqualTo(10_000);
        refused(() -> of(PAIR, new Stage(5_001)))
                .withMessage(
                        "stage.treated is 5001 (expected: 0 to 5000 beside a control of 5000, or "
                                + "10000)");
        refused(() -> new Stage(-1))
                .withMessage("treated is -1 (expected: 0 to 10000 basis points)");
        refused(() -> new Stage(10_001))
                .withMessage("treated is 10001 (expected: 0 to 10000 basis points)");
    }

    @Test
    void aHoldbackIsPartOfTheControlAtTheLastStage() {
        assertThat(of(PAIR, new Stage(10_000, 500)).planned()).containsExactly(500, 9_500);
        refused(() -> new Stage(2_500, 500))
                .withMessage("holdback is 500 where treated is 2500 (expected: 0, for there is a "
                        + "control until treated"
                        + " is 10000)");
        refused(() -> of(PAIR, new Stage(10_000, 5_001)))
                .withMessage(
                        "stage.holdback is 5001 (expected: at most 5000, the weight of the control:"
                                + " nobody goes back)");
        refused(() -> new Stage(10_000, 10_001))
                .withMessage("holdback is 10001 (expected: 0 to 10000 basis points)");
        refused(() -> new Stage(10_000, -1))
                .withMessage("holdback is -1 (expected: 0 to 10000 basis points)");
        refused(() -> of(
                        List.of(
                                new Variant("a", 4_000),
                                new Variant("b", 3_000),
                                new Variant("c", 3_000)),
                        new Stage(10_000)))
                .withMessage("stage.treated is 10000 with 2 candidates (expected: one, which the "
                        + "control can join)");
    }

    @Test
    void testersNameAVariantThatIsThere() {
        refused(() -> testers(Map.of("anna", "x")))
                .withMessage("testers has the variant 'x' (expected: one of control, candidate)");
        refused(() -> testers(Map.of("", "control")))
                .withMessage("testers has an empty unit (expected: the id of one)");
        refused(() -> testers(IntStream.range(0, 1_001)
                        .boxed()
                        .collect(Collectors.toMap(i -> "u" + i, i -> "control"))))
                .withMessage("testers are 1001 (expected: at most 1000)");
    }

    @Test
    void rangesAreWithinTheLayer() {
        assertThat(new LayerRange("models", 0, 10_000)).hasToString("models:0-10000");
        for (int[] range : new int[][] {{-1, 5}, {5, 5}, {6, 5}, {0, 10_001}}) {
            refused(() -> new LayerRange("models", range[0], range[1]))
                    .withMessage("layer models has the range " + range[0] + "-" + range[1]
                            + " (expected: 0 <= from < to <= 10000)");
        }
    }

    @Test
    void rangesOfOneLayerOverlapWhereTheyShareABucket() {
        LayerRange first = new LayerRange("models", 0, 5_000);

        assertThat(first.overlaps(new LayerRange("models", 5_000, 6_000))).isFalse();
        assertThat(new LayerRange("models", 5_000, 6_000).overlaps(first)).isFalse();
        assertThat(first.overlaps(new LayerRange("prompts", 0, 6_000))).isFalse();
        assertThat(first.overlaps(new LayerRange("models", 4_999, 6_000))).isTrue();
        assertThat(first.overlaps(new LayerRange("models", 1, 2))).isTrue();
    }

    private static ThrowableAssertAlternative<IllegalArgumentException> refused(
            ThrowingCallable call) {
        return assertThatIllegalArgumentException().isThrownBy(call);
    }

    private static Experiment of(List<Variant> variants, Stage stage) {
        return new Experiment("e", "s", null, variants, stage, AnonymousRule.REFUSED, Map.of());
    }

    private static Experiment testers(Map<String, String> testers) {
        return new Experiment("e", "s", null, PAIR, new Stage(0), AnonymousRule.REFUSED, testers);
    }
}
