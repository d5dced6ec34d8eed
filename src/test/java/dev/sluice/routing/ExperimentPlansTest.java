package dev.sluice.routing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.ConfigReader;
import dev.sluice.config.ConfigResult;
import dev.sluice.config.SluiceConfig;
import dev.sluice.config.route.RouteDefaults;
import dev.sluice.experiment.AnonymousRule;
import dev.sluice.experiment.Assigner;
import dev.sluice.experiment.Assignment;
import dev.sluice.experiment.LayerRange;
import dev.sluice.experiment.Unit;
import dev.sluice.experiment.definition.Serving;
import dev.sluice.experiment.definition.Serving.RungChoice;
import dev.sluice.experiment.live.LiveExperiment;
import dev.sluice.experiment.live.LiveSnapshot;
import dev.sluice.experiment.live.Standing;
import dev.sluice.record.Served;
import dev.sluice.testing.LiveExperimentKit;
import dev.sluice.upstream.Upstream;
import dev.sluice.vocabulary.AssignmentKind;
import dev.sluice.vocabulary.Operation;

import org.junit.jupiter.api.Test;

import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.random.RandomGenerator;

/** What requests of a route are served, by snapshot. */
class ExperimentPlansTest {
    private static final String YAML = """
            upstreams:
              sim: { provider: openai, url: "http://127.0.0.1:1/v1" }
              chat: { provider: openai, url: "http://127.0.0.1:1/v1" }
            models:
              tuned: { kind: fine-tuned, upstream: sim }
              base: { kind: base, upstream: sim }
              new: { kind: fine-tuned, upstream: sim }
              newer: { kind: fine-tuned, upstream: sim }
              talks: { kind: base, upstream: chat }
            routes:
              slang: { ladder: [ { model: tuned }, { model: base } ] }
              other: { ladder: [ { model: base } ] }
              fixed: { ladder: [ { model: base } ], experiments: false }
              unscored: { ladder: [ { model: base } ], confidence: { source: none } }
            """;

    private static final SluiceConfig CONFIG = ((ConfigResult.Valid) new ConfigReader(name -> null)
                    .read("sluice.yaml", YAML.getBytes(StandardCharsets.UTF_8)))
            .config();

    private final RandomGenerator random = new Random(1);

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

    private RoutePlan choose(RoutePlans plans, String unit) {
        return plans.experiments().choose(Operation.CHAT_COMPLETIONS, unit, null, random);
    }

    private static List<String> models(RoutePlan plan) {
        return plan.rungs().stream().map(rung -> rung.model().name()).toList();
    }

    private static LiveSnapshot snapshot(LiveExperiment... lives) {
        return LiveExperimentKit.snapshot(1, lives);
    }

    private static RoutePlans plans(LiveSnapshot snapshot, String route) {
        return table(snapshot).plans(route);
    }

    private static RoutingTable table(LiveSnapshot snapshot) {
        return RoutingTables.of(
                CONFIG,
                Map.of(
                        "sim",
                        upstream(Operation.ALL),
                        "chat",
                        upstream(Set.of(Operation.CHAT_COMPLETIONS))),
                List.of(),
                RouteDefaults.policy(),
                new CalibrationMatch(Map.of()),
                snapshot);
    }

    private static Upstream upstream(Set<Operation> operations) {
        return (Upstream) Proxy.newProxyInstance(
                Upstream.class.getClassLoader(),
                new Class<?>[] {Upstream.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "operations" -> operations;
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }
}
