package dev.sluice.routing;

import dev.sluice.model.Model;
import dev.sluice.upstream.Upstream;
import org.jspecify.annotations.Nullable;

/**
 * One step of a ladder.
 *
 * @param model the model to try
 * @param upstream where it is served
 * @param threshold confidence below which the next rung is tried; null takes the answer as it is
 */
public record Rung(Model model, Upstream upstream, @Nullable Double threshold) {}
