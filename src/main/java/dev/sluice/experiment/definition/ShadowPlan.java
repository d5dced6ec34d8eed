package dev.sluice.experiment.definition;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.time.Duration;

/**
 * The stage before the first: the candidate gets copies of a sample of the route's requests, and
 * nobody sees its answers.
 *
 * @param share of the requests that are copied, in basis points
 * @param requests the most requests to copy
 * @param cost the most that the copies may cost, in USD; null for no limit on the cost
 * @param duration the least time spent in this stage
 */
public record ShadowPlan(int share, long requests, @Nullable BigDecimal cost, Duration duration) {}
