package dev.sluice.routing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.experiment.AnonymousRule;
import dev.sluice.experiment.Assigner;
import dev.sluice.experiment.Assignment;
import dev.sluice.experiment.Unit;
import dev.sluice.experiment.live.LiveExperiment;
import dev.sluice.record.Served;
import dev.sluice.testing.LiveExperimentKit;
import dev.sluice.vocabulary.AssignmentKind;
import dev.sluice.vocabulary.Operation;

import org.junit.jupiter.api.Test;

/** What requests without a unit are served. */
class AnonymousPlansTest extends PlansKit {
    @Test
    void withoutAUnitAVariantIsDrawnForEachRequest() {
        RoutePlans plans = plans(
                snapshot(
                        LiveExperimentKit.of("exp", "slang", "new").share(2_500).live()),
                "slang");
        int candidates = 0;
        int controls = 0;
        for (int i = 0; i < 4_000; i++) {
            Served served = choose(plans, null).served();
            candidates += served != null
                            && served.equals(Served.of("exp", "candidate", 0, AssignmentKind.DRAWN))
                    ? 1
                    : 0;
            controls += served != null
                            && served.equals(Served.of("exp", "control", 0, AssignmentKind.DRAWN))
                    ? 1
                    : 0;
        }

        assertThat(candidates).isBetween(900, 1_100);
        assertThat(controls).isBetween(900, 1_100);
    }

    @Test
    void anExperimentMayTakeNoRequestWithoutAUnit() {
        RoutePlans plans = plans(
                snapshot(LiveExperimentKit.of("exp", "slang", "new")
                        .anonymous(AnonymousRule.REFUSED)
                        .live()),
                "slang");

        assertThat(plans.experiments().choose(Operation.CHAT_COMPLETIONS, null, "key", random))
                .isNull();
        assertThat(plans.experiments().refusing()).isEqualTo("exp");
        assertThat(choose(plans, "anna")).isNotNull();
    }

    @Test
    void theKeyMayStandForTheUnit() {
        LiveExperiment live = LiveExperimentKit.of("exp", "slang", "new")
                .anonymous(AnonymousRule.KEY_AS_UNIT)
                .in("models", 0, 5_000)
                .live();
        RoutePlans plans = plans(snapshot(live), "slang");
        Assigner assigner = new Assigner(live.definition().at(0));
        int enrolled = 0;
        for (int i = 0; i < 300; i++) {
            RoutePlan plan = plans.experiments()
                    .choose(Operation.CHAT_COMPLETIONS, null, "key-" + i, random);
            if (assigner.assign(Unit.of("key-" + i)) instanceof Assignment.Enrolled its) {
                enrolled++;
                assertThat(plan.served())
                        .isEqualTo(
                                Served.of("exp", its.variant().name(), 0, AssignmentKind.ENROLLED));
                assertThat(plan.keyIsUnit()).isTrue();
            } else {
                assertThat(plan).isSameAs(plans.plain());
            }
        }
        assertThat(enrolled).isBetween(120, 180);
        assertThat(choose(plans, "anna").keyIsUnit()).isFalse();
    }
}
