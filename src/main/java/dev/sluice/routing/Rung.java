package dev.sluice.routing;

import dev.sluice.model.Model;
import dev.sluice.upstream.Upstream;
import org.jspecify.annotations.Nullable;

/**
 * One step of a ladder.
 *
 * @param model the model to try
 * @param upstream where it is served
 * @param deadlines for an attempt on it: of the route's and the upstream's the tighter ones
 * @param threshold confidence below which the next rung is tried; null takes the answer as it is
 */
public record Rung(
        Model model,
        Upstream upstream,
        AttemptDeadlines deadlines,
        @Nullable Double threshold) {}
