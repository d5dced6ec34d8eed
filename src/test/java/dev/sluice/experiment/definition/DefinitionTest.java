package dev.sluice.experiment.definition;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.experiment.AnonymousRule;
import dev.sluice.experiment.Stage;
import dev.sluice.experiment.Variant;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** What a definition comes to at each stage. */
class DefinitionTest {
    private static final VariantDefinition CONTROL =
            new VariantDefinition(new Variant("control", 5_000), new Serving.RouteLadder());
    private static final VariantDefinition CANDIDATE = new VariantDefinition(
            new Variant("candidate", 5_000),
            new Serving.InFront(new Serving.RungChoice("tuned", 0.5)));
    private static final Undecided HOLD = new Undecided(Duration.ofDays(28), Undecided.Then.HOLD);

    @Test
    void theFirstVariantIsTheControl() {
        Definition definition = definition(null);

        assertThat(definition.control()).isEqualTo(CONTROL);
        assertThat(definition.candidates()).containsExactly(CANDIDATE);
        assertThat(definition.variant("candidate")).contains(CANDIDATE);
        assertThat(definition.variant("other")).isEmpty();
    }

    @Test
    void withoutARolloutTheShareIsThatOfTheDefinition() {
        assertThat(definition(null).at(0).stage()).isEqualTo(new Stage(2_500));
    }

    @Test
    void aRolloutHasTheSharesOfItsStages() {
        RolloutPlan plan = new RolloutPlan(null, RolloutPlan.DEFAULT_STAGES, 500, HOLD);
        Definition definition = definition(plan);

        assertThat(plan.size()).isEqualTo(4);
        assertThat(plan.isShadow(0)).isFalse();
        assertThat(List.of(0, 1, 2, 3))
                .extracting(stage -> definition.at(stage).stage())
                .containsExactly(
                        new Stage(1_000),
                        new Stage(2_500),
                        new Stage(5_000),
                        new Stage(10_000, 500));
    }

    @Test
    void theShadowIsAStageThatTreatsNobody() {
        ShadowPlan shadow = new ShadowPlan(500, 1_000, null, Duration.ofHours(5));
        RolloutPlan plan = new RolloutPlan(shadow, RolloutPlan.DEFAULT_STAGES, 0, HOLD);
        Definition definition = definition(plan);

        assertThat(plan.size()).isEqualTo(5);
        assertThat(plan.isShadow(0)).isTrue();
        assertThat(plan.isShadow(1)).isFalse();
        assertThat(plan.stage(1)).isEqualTo(RolloutPlan.DEFAULT_STAGES.getFirst());
        assertThat(definition.at(0).stage()).isEqualTo(new Stage(0));
        assertThat(definition.at(1).stage()).isEqualTo(new Stage(1_000));
        assertThat(definition.at(4).stage()).isEqualTo(new Stage(10_000));
    }

    @Test
    void choicesAreWrittenInOneWord() {
        assertThat(Arrays.stream(Undecided.Then.values()).map(Undecided.Then::label))
                .containsExactly("hold", "roll_back", "go_on");
        assertThat(Arrays.stream(Monitoring.values()).map(Monitoring::label))
                .containsExactly("close", "normal", "light");
    }

    private static Definition definition(@Nullable RolloutPlan plan) {
        return new Definition(
                "exp-1",
                "exp-1",
                "slang",
                "",
                null,
                List.of(CONTROL, CANDIDATE),
                AnonymousRule.REFUSED,
                Map.of(),
                List.of(),
                List.of(),
                0.05,
                2_000,
                2_500,
                BreakerRule.DEFAULT,
                plan);
    }
}
