package dev.sluice.routing;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;

/**
 * A candidate that is asked a sample of what its route is asked, before anybody sees its answers.
 *
 * @param experiment whose shadow's stage it is
 * @param variant the candidate's name
 * @param stage of the experiment's rollout
 * @param rung the candidate: the first rung of its variant
 * @param share of the requests that are copied, in basis points
 * @param requests the most that this process copies
 * @param cost the most that its copies may cost, in USD; null for no bound but the requests
 */
public record Shadowing(
        String experiment,
        String variant,
        int stage,
        Rung rung,
        int share,
        long requests,
        @Nullable BigDecimal cost) {}
