package dev.sluice.inference.judge;

import dev.sluice.confidence.settings.ConfidenceConfig.Source;
import dev.sluice.inference.judge.verifier.Verifier;
import dev.sluice.routing.Judging;
import dev.sluice.routing.RoutePlan;
import dev.sluice.routing.Routing;

import io.vertx.core.Vertx;

import jakarta.inject.Singleton;

import org.jspecify.annotations.Nullable;

/** Makes the scores that need calls of their own. */
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

    /** The score for the answer of a call; null if its source needs no calls of its own. */
    @Nullable
    public LateScore of(JudgedCall call) {
        Judging judging = call.judging();
        if (judging.threshold() == null) {
            return null;
        }
        if (judging.by().source() == Source.CONSISTENCY
                && call.request().operation().isConversation()) {
            return new SampleScore(vertx, call);
        }
        String route = judging.by().route();
        if (judging.by().source() == Source.VERIFIER && route != null) {
            RoutePlan judge = routing.table().plan(route).orElse(null);
            return judge == null ? null : new VerifierScore(verifier, judge, call);
        }
        return null;
    }
}
