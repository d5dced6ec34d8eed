package dev.sluice.experiment.definition;

import java.time.Duration;

/**
 * One step of a rollout.
 *
 * @param share of all units that get the candidate, in basis points: at most 5,000 beside a
 *     concurrent control, or 10,000
 * @param duration the least time in this stage, counting only while a leader watches
 * @param units the fewest units that candidate and control must each enrol in this stage; 0 for no
 *     minimum
 * @param monitoring how often the stage is looked at
 * @param approval whether a person must agree before the next stage
 * @param evidence whether every guardrail must be kept ({@code Clear}) before the next stage;
 *     otherwise it is enough that none is crossed
 */
public record StagePlan(
        int share,
        Duration duration,
        long units,
        Monitoring monitoring,
        boolean approval,
        boolean evidence) {}
