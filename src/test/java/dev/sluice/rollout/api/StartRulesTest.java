package dev.sluice.rollout.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.experiment.definition.Definition;
import dev.sluice.rollout.Rollout;
import dev.sluice.rollout.State;
import dev.sluice.testing.LiveExperimentKit;
import dev.sluice.web.Problem;
import dev.sluice.web.ProblemException;

import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.util.List;

class StartRulesTest {
    private static final Instant NOW = Instant.parse("2026-11-01T00:00:00Z");
    private static final Definition FIRST =
            LiveExperimentKit.of("first", "a", "new").in("models", 0, 5_000).definition();

    @Test
    void experimentsOfOneLayerOwnDifferentBucketsOnWhateverRoute() {
        for (String route : List.of("a", "b")) {
            start(LiveExperimentKit.of("second", route, "new").in("models", 5_000, 6_000));
            Problem problem = refusal(
                    LiveExperimentKit.of("second", route, "new").in("models", 4_999, 6_000));

            assertThat(problem.code()).isEqualTo("layer_taken");
            assertThat(problem.detail())
                    .isEqualTo("layer models is taken from 0 to 5000 by experiment first, and this "
                            + "one asks for 4999 to"
                            + " 6000; take a range beside it, or end that one first");
        }
        start(LiveExperimentKit.of("second", "b", "new").in("prompts", 0, 6_000));
        start(LiveExperimentKit.of("second", "b", "new"));
    }

    @Test
    void experimentsOfOneRouteAreInOneLayer() {
        assertThat(refusal(LiveExperimentKit.of("second", "a", "new")).code())
                .isEqualTo("route_busy");
        assertThat(refusal(LiveExperimentKit.of("second", "a", "new").in("prompts", 5_000, 6_000))
                        .code())
                .isEqualTo("route_busy");
    }

    private static Problem refusal(LiveExperimentKit starting) {
        return catchThrowableOfType(ProblemException.class, () -> start(starting))
                .problem();
    }

    private static void start(LiveExperimentKit starting) {
        Rollout first =
                new Rollout(FIRST, new State.Pending().start(NOW), false, 2, NOW, NOW, null, NOW);
        StartRules.check(starting.definition(), List.of(first));
    }
}
