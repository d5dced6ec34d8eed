package dev.sluice.routing;

import dev.sluice.config.upstream.BreakerConfig;
import dev.sluice.config.upstream.UpstreamConfig;
import dev.sluice.model.Model;
import dev.sluice.upstream.Upstream;

import org.jspecify.annotations.Nullable;

/**
 * One step of a ladder.
 *
 * @param model the model to try
 * @param upstream where it is served
 * @param deadlines for an attempt on it: of the route's and the upstream's the tighter ones
 * @param judging what its answer is judged by; null takes the answer as it is
 * @param breaker when its upstream is left alone for a while
 * @param continuation how its upstream is asked to carry on an answer that another one began
 */
public record Rung(
        Model model,
        Upstream upstream,
        AttemptDeadlines deadlines,
        @Nullable Judging judging,
        BreakerConfig breaker,
        UpstreamConfig.Continuation continuation) {}
