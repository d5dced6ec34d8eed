package dev.sluice.experiment.definition;

import java.time.Duration;

/**
 * One step of a rollout.
 *
 * @param share of all units that get the candidate, in basis points: at most 5,000 beside a
 *     concurrent control, or 10,000
 * @param duration the least time that is spent in it, in which a leader watched
 * @param units the fewest that candidate and control must each have, enrolled in this stage; 0 for
 *     none
 * @param monitoring how often it is looked at
 * @param approval whether a person must agree before the next stage
 * @param evidence whether every guardrail must be kept ({@code Clear}) before the next stage; else
 *     none may be crossed
 */
public record StagePlan(
        int share,
        Duration duration,
        long units,
        Monitoring monitoring,
        boolean approval,
        boolean evidence) {}
