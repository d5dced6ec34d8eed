package dev.sluice.routing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.experiment.LayerRange;
import dev.sluice.experiment.definition.Serving;
import dev.sluice.experiment.definition.Serving.RungChoice;
import dev.sluice.experiment.live.LiveExperiment;
import dev.sluice.experiment.live.LiveSnapshot;
import dev.sluice.experiment.live.Standing;
import dev.sluice.record.Served;
import dev.sluice.testing.LiveExperimentKit;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Which experiments of a snapshot a table serves, and what ended ones have left. */
class ServableExperimentsTest extends PlansKit {
    @Test
    void whatEndedExperimentsHaveLeftStandsUnderTheNext() {
        LiveSnapshot snapshot = new LiveSnapshot(
                1,
                List.of(LiveExperimentKit.of("exp", "slang", "newer")
                        .testers(Map.of("tina", "candidate", "carl", "control"))
                        .live()),
                List.of(
                        new Standing(
                                "one",
                                "slang",
                                "candidate",
                                new Serving.InFront(new RungChoice("new", null))),
                        new Standing(
                                "two",
                                "slang",
                                "candidate",
                                new Serving.InFront(new RungChoice("base", null)))),
                Set.of());
        RoutePlans plans = plans(snapshot, "slang");

        assertThat(models(plans.plain())).containsExactly("base", "new", "tuned");
        assertThat(plans.plain().served()).isNull();
        assertThat(plans.plain().route().ladder()).isEqualTo(plans.plain().rungs());
        assertThat(models(choose(plans, "carl"))).containsExactly("base", "new", "tuned");
        assertThat(models(choose(plans, "tina"))).containsExactly("newer", "base", "new", "tuned");
        assertThat(models(plans(snapshot, "other").plain())).containsExactly("base");
    }

    @Test
    void aRouteThatIsSwitchedOffServesWhatTheFileSays() {
        List<LiveExperiment> lives = List.of(
                LiveExperimentKit.of("a", "slang", "new").live(),
                LiveExperimentKit.of("b", "fixed", "new").live());
        List<Standing> standing = List.of(
                new Standing(
                        "c",
                        "slang",
                        "candidate",
                        new Serving.InFront(new RungChoice("new", null))),
                new Standing(
                        "d",
                        "fixed",
                        "candidate",
                        new Serving.InFront(new RungChoice("new", null))));
        LiveSnapshot snapshot = new LiveSnapshot(1, lives, standing, Set.of("slang"));

        for (String route : List.of("slang", "fixed")) {
            assertThat(plans(snapshot, route).experiments()).isNull();
        }
        assertThat(models(plans(snapshot, "slang").plain())).containsExactly("tuned", "base");
        assertThat(models(plans(snapshot, "fixed").plain())).containsExactly("base");
        assertThat(table(snapshot).unservable()).isEmpty();
    }

    @Test
    void whatCanNotBeServedIsLeftOutAndTheOthersAreServed() {
        RoutingTable table = table(new LiveSnapshot(
                1,
                List.of(
                        LiveExperimentKit.of("gone-model", "slang", "nowhere").live(),
                        LiveExperimentKit.of("gone-route", "nowhere", "new").live(),
                        LiveExperimentKit.of("sound", "slang", "new")
                                .in("models", 0, 5_000)
                                .live(),
                        LiveExperimentKit.of("overlap", "slang", "new")
                                .in("models", 4_999, 6_000)
                                .live(),
                        LiveExperimentKit.of("other-layer", "slang", "new")
                                .in("prompts", 6_000, 7_000)
                                .live(),
                        LiveExperimentKit.of("everybody", "slang", "new").live(),
                        LiveExperimentKit.of("twice", "other", "new")
                                .serving(new Serving.Ladder(List.of(
                                        new RungChoice("new", null), new RungChoice("new", null))))
                                .live(),
                        LiveExperimentKit.of("no-score", "unscored", "new")
                                .serving(new Serving.Ladder(List.of(new RungChoice("new", 0.5))))
                                .live(),
                        LiveExperimentKit.of("impossible", "other", "new")
                                .share(7_000)
                                .live(),
                        LiveExperimentKit.of("next", "slang", "newer")
                                .in("models", 5_000, 6_000)
                                .live()),
                List.of(new Standing(
                        "old",
                        "slang",
                        "candidate",
                        new Serving.InFront(new RungChoice("lost", null)))),
                Set.of()));

        String taken =
                "the route already has the experiment 'sound', and the two do not own separate "
                        + "parts of one layer";
        assertThat(table.unservable())
                .containsOnly(
                        Map.entry("gone-model", "the model 'nowhere' is not in the configuration"),
                        Map.entry("gone-route", "the route 'nowhere' is not in the configuration"),
                        Map.entry("overlap", taken),
                        Map.entry("other-layer", taken),
                        Map.entry("everybody", taken),
                        Map.entry("twice", "a ladder has the model 'new' twice"),
                        Map.entry(
                                "no-score",
                                "'new' has a threshold, but routes.unscored.confidence has no "
                                        + "source that could be below"
                                        + " it"),
                        Map.entry(
                                "impossible",
                                "stage.treated is 7000 (expected: 0 to 5000 beside a control of "
                                        + "5000, or 10000)"),
                        Map.entry("old", "the model 'lost' is not in the configuration"));
        RoutePlans plans = table.plans("slang");
        List<String> seen = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            Served served = choose(plans, "u" + i).served();
            seen.add(served == null ? "" : served.experiment());
        }
        assertThat(seen).contains("", "sound", "next").hasSize(200);
        assertThat(Set.copyOf(seen)).isEqualTo(Set.of("", "sound", "next"));
    }

    @Test
    void whatHasEndedCanBeTakenOutOfATableWithoutMakingItAnew() {
        LiveExperiment one = LiveExperimentKit.of("one", "slang", "new")
                .in("models", 0, 5_000)
                .live();
        LiveExperiment two = LiveExperimentKit.of("two", "slang", "new")
                .in("models", 5_000, 10_000)
                .live();
        RoutingTable before = table(snapshot(one, two));

        RoutePlans after = before.keep(snapshot(two)).plans("slang");

        for (int i = 0; i < 200; i++) {
            RoutePlan was = choose(before.plans("slang"), "u" + i);
            assertThat(choose(after, "u" + i))
                    .isSameAs(
                            was.served() != null && was.served().experiment().equals("one")
                                    ? after.plain()
                                    : was);
        }
        assertThat(before.keep(snapshot()).plans("slang").experiments()).isNull();
        assertThat(before.keep(new LiveSnapshot(2, List.of(two), List.of(), Set.of("slang")))
                        .plans("slang")
                        .experiments())
                .isNull();
    }

    @Test
    void partsOfALayerMayTouchButNotShareABucket() {
        LayerRange part = new LayerRange("models", 100, 200);

        assertThat(RouteExperiments.exclude(part, new LayerRange("models", 200, 300)))
                .isTrue();
        assertThat(RouteExperiments.exclude(part, new LayerRange("models", 0, 100)))
                .isTrue();
        assertThat(RouteExperiments.exclude(part, new LayerRange("models", 199, 300)))
                .isFalse();
        assertThat(RouteExperiments.exclude(part, new LayerRange("prompts", 200, 300)))
                .isFalse();
        assertThat(RouteExperiments.exclude(part, null)).isFalse();
    }
}
