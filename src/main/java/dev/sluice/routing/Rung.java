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
 * @param deadlines for an attempt on it: the tighter of the route's and the upstream's
 * @param judging how its answer is judged; null accepts any answer
 * @param breaker when its upstream is skipped for a while
 * @param continuation how its upstream is asked to continue an answer that another began
 */
public record Rung(
        Model model,
        Upstream upstream,
        AttemptDeadlines deadlines,
        @Nullable Judging judging,
        BreakerConfig breaker,
        UpstreamConfig.Continuation continuation) {}
