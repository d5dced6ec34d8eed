package dev.sluice.routing;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;

/**
 * A candidate that gets copies of a sample of its route's requests, before any client sees its
 * answers.
 *
 * @param experiment the experiment in its shadow stage
 * @param variant the candidate's name
 * @param stage of the experiment's rollout
 * @param rung the candidate: the first rung of its variant
 * @param share of the requests that are copied, in basis points
 * @param requests the most requests that this process copies
 * @param cost the most that the copies may cost, in USD; null for no limit on the cost
 */
public record Shadowing(
        String experiment,
        String variant,
        int stage,
        Rung rung,
        int share,
        long requests,
        @Nullable BigDecimal cost) {}
