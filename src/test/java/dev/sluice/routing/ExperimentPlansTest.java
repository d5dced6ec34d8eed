package dev.sluice.routing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.experiment.AnonymousRule;
import dev.sluice.experiment.Assigner;
import dev.sluice.experiment.Assignment;
import dev.sluice.experiment.Unit;
import dev.sluice.experiment.definition.Serving;
import dev.sluice.experiment.definition.Serving.RungChoice;
import dev.sluice.experiment.live.LiveExperiment;
import dev.sluice.experiment.live.LiveSnapshot;
import dev.sluice.record.Served;
import dev.sluice.testing.LiveExperimentKit;
import dev.sluice.vocabulary.AssignmentKind;
import dev.sluice.vocabulary.Operation;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** What requests of a route are served, by snapshot. */
class ExperimentPlansTest extends PlansKit {
    @Test
    void aRouteWithoutAnExperimentServesItsLadder() {
        RoutePlans plans = plans(LiveSnapshot.NONE, "slang");

        assertThat(plans.experiments()).isNull();
        assertThat(models(plans.plain())).containsExactly("tuned", "base");
        assertThat(plans.plain().served()).isNull();
    }

    @Test
    void aUnitIsServedWhatTheAssignerSays() {
        LiveExperiment live =
                LiveExperimentKit.of("exp", "slang", "new").share(2_000).live();
        RoutePlans plans = plans(snapshot(live), "slang");
        Assigner assigner = new Assigner(live.definition().at(0));

        for (int i = 0; i < 2_000; i++) {
            RoutePlan plan = choose(plans, "unit-" + i);
            if (assigner.assign(Unit.of("unit-" + i)) instanceof Assignment.Enrolled enrolled) {
                assertThat(plan.served())
                        .isEqualTo(Served.of(
                                "exp", enrolled.variant().name(), 0, AssignmentKind.ENROLLED));
                assertThat(models(plan))
                        .isEqualTo(
                                enrolled.variant().name().equals("control")
                                        ? List.of("tuned", "base")
                                        : List.of("new", "tuned", "base"));
            } else {
                assertThat(plan).isSameAs(plans.plain());
            }
        }
    }

    @Test
    void experimentsOfOneLayerNeverShareAUnitAndEachIsAsTheAssignerSays() {
        List<LiveExperiment> lives = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            lives.add(LiveExperimentKit.of("exp-" + i, "slang", "new")
                    .in("models", i * 150, i * 150 + 150)
                    .share(i * 100)
                    .live());
        }
        Collections.shuffle(lives, new Random(2));
        RoutePlans plans = plans(snapshot(lives.toArray(LiveExperiment[]::new)), "slang");
        List<Assigner> assigners =
                lives.stream().map(it -> new Assigner(it.definition().at(0))).toList();

        for (int i = 0; i < 5_000; i++) {
            String unit = "unit-" + i;
            List<Served> expected = new ArrayList<>();
            assigners.forEach(assigner -> {
                if (assigner.assign(Unit.of(unit)) instanceof Assignment.Enrolled enrolled) {
                    expected.add(Served.of(
                            assigner.experiment().id(),
                            enrolled.variant().name(),
                            0,
                            AssignmentKind.ENROLLED));
                }
            });
            Served served = choose(plans, unit).served();
            assertThat(served == null ? List.of() : List.of(served)).isEqualTo(expected);
        }
    }

    @Test
    void aStageThatGrowsMovesNobody() {
        LiveExperimentKit kit = LiveExperimentKit.of("exp", "slang", "new");
        RoutePlans before = plans(snapshot(kit.share(1_000).live()), "slang");
        for (int share : List.of(2_500, 5_000, 10_000)) {
            RoutePlans after = plans(snapshot(kit.share(share).live()), "slang");
            for (int i = 0; i < 500; i++) {
                Served was = choose(before, "u" + i).served();
                if (was != null && (share < 10_000 || was.variant().equals("candidate"))) {
                    assertThat(choose(after, "u" + i).served()).isEqualTo(was);
                }
            }
            before = after;
        }
        for (int i = 0; i < 500; i++) {
            assertThat(choose(before, "u" + i).served().variant()).isEqualTo("candidate");
        }
    }

    @Test
    void aPausedExperimentKeepsWhoIsInAndTakesNobodyNew() {
        LiveExperimentKit kit =
                LiveExperimentKit.of("exp", "slang", "new").testers(Map.of("tina", "candidate"));
        RoutePlans running = plans(snapshot(kit.live()), "slang");
        RoutePlans paused = plans(snapshot(kit.paused("u1", "u2")), "slang");

        assertThat(choose(paused, "u1").served())
                .isEqualTo(choose(running, "u1").served());
        assertThat(choose(paused, "u2").served())
                .isEqualTo(choose(running, "u2").served());
        assertThat(choose(paused, "u3")).isSameAs(paused.plain());
        assertThat(choose(paused, "tina").served())
                .isEqualTo(Served.of("exp", "candidate", 0, AssignmentKind.TESTER));
        for (int i = 0; i < 50; i++) {
            assertThat(choose(paused, null)).isSameAs(paused.plain());
        }
    }

    @Test
    void aTesterHasItsVariantWhateverTheStage() {
        RoutePlans plans = plans(
                snapshot(LiveExperimentKit.of("exp", "slang", "new")
                        .in("models", 0, 1)
                        .share(0)
                        .testers(Map.of("tina", "candidate"))
                        .live()),
                "slang");

        assertThat(choose(plans, "tina").served())
                .isEqualTo(Served.of("exp", "candidate", 0, AssignmentKind.TESTER));
        assertThat(models(choose(plans, "tina"))).containsExactly("new", "tuned", "base");
    }

    @Test
    void aModelThatIsOnTheLadderAlreadyIsAskedFirstAndNotAgain() {
        RoutePlans plans = plans(
                snapshot(LiveExperimentKit.of("exp", "slang", "base")
                        .testers(Map.of("tina", "candidate"))
                        .live()),
                "slang");

        assertThat(models(choose(plans, "tina"))).containsExactly("base", "tuned");
    }

    @Test
    void aVariantMayHaveALadderOfItsOwn() {
        RoutePlans plans = plans(
                snapshot(LiveExperimentKit.of("exp", "slang", "new")
                        .serving(new Serving.Ladder(
                                List.of(new RungChoice("newer", 0.8), new RungChoice("new", null))))
                        .testers(Map.of("tina", "candidate"))
                        .live()),
                "slang");

        List<Rung> rungs = choose(plans, "tina").rungs();
        assertThat(models(choose(plans, "tina"))).containsExactly("newer", "new");
        assertThat(rungs.getFirst().judging().threshold()).isEqualTo(0.8);
        assertThat(rungs.getLast().judging()).isNull();
    }

    @Test
    void anExperimentIsAboutWhatEachOfItsVariantsCanDo() {
        RoutePlans plans = plans(
                snapshot(LiveExperimentKit.of("exp", "slang", "new")
                        .serving(new Serving.Ladder(List.of(new RungChoice("talks", null))))
                        .anonymous(AnonymousRule.REFUSED)
                        .testers(Map.of("tina", "candidate", "carl", "control"))
                        .live()),
                "slang");

        for (String unit : List.of("tina", "carl", "anna", "bert")) {
            assertThat(choose(plans, unit).served()).isNotNull();
            assertThat(plans.experiments().choose(Operation.EMBEDDINGS, unit, null, random))
                    .isSameAs(plans.plain());
        }
        assertThat(plans.experiments().choose(Operation.EMBEDDINGS, null, null, random))
                .isSameAs(plans.plain());
    }
}
