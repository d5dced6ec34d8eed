package dev.sluice.experiment.definition;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.time.Duration;

/**
 * The stage before the first: the candidate is asked a sample of what the route is asked, and
 * nobody sees its answers.
 *
 * @param share of the requests that are copied, in basis points
 * @param requests the most that are copied
 * @param cost the most that the copies may cost, in USD; null for no bound but the requests
 * @param duration the least time that is spent in it
 */
public record ShadowPlan(int share, long requests, @Nullable BigDecimal cost, Duration duration) {}
