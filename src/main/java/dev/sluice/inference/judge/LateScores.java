package dev.sluice.inference.judge;

import dev.sluice.config.ConfidenceConfig.Source;
import dev.sluice.inference.climb.Climb;
import dev.sluice.inference.climb.Contender;
import dev.sluice.inference.judge.verifier.Verifier;
import dev.sluice.routing.Judging;
import dev.sluice.routing.RoutePlan;
import dev.sluice.routing.Routing;
import dev.sluice.upstream.Operation;

import io.vertx.core.Vertx;

import jakarta.inject.Singleton;

import org.jspecify.annotations.Nullable;

/** Makes the scores that take calls of their own. */
@Singleton
public class LateScores {
    private final Vertx vertx;
    private final Routing routing;
    private final Verifier verifier;

    LateScores(Vertx vertx, Routing routing) {
        this.vertx = vertx;
        this.routing = routing;
        this.verifier = new Verifier(vertx);
    }

    /** For that attempt; null when its source takes no calls. */
    @Nullable
    public LateScore of(Climb climb, Contender contender, Judging judging) {
        if (judging.threshold() == null) {
            return null;
        }
        if (judging.by().source() == Source.CONSISTENCY
                && climb.request().operation() == Operation.CHAT_COMPLETIONS) {
            return new SampleScore(vertx, climb, contender, judging.by());
        }
        String route = judging.by().route();
        if (judging.by().source() == Source.VERIFIER && route != null) {
            RoutePlan judge = routing.table().plan(route).orElse(null);
            return judge == null
                    ? null
                    : new VerifierScore(verifier, judge, climb, contender, judging.by());
        }
        return null;
    }
}
