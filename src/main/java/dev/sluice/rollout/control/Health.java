package dev.sluice.rollout.control;

import dev.sluice.experiment.definition.RolloutPlan;
import dev.sluice.rollout.Findings;
import dev.sluice.rollout.Rollout;
import dev.sluice.rollout.State.Position;
import dev.sluice.vocabulary.HoldKind;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/** Whether the figures of an experiment can be trusted. Pure. */
final class Health {
    /** A retried request may race with its unit's enrolment; more than a handful is a fault. */
    static final long CONFLICTS_MAX = 5;

    /** The same as a share of the units enrolled. */
    static final double CONFLICTS_SHARE_MAX = 0.001;

    private static final Duration QUIET_LEAST = Duration.ofHours(1);

    /**
     * The part of a stage's duration: 12 hours in a stage of three days, so that a quiet night is
     * not a fault.
     */
    private static final int QUIET_PART = 6;

    private static final Duration QUIET_WITHOUT_STAGES = Duration.ofDays(1);

    private Health() {}

    /** The most serious problem; empty when there is none. */
    static Optional<HoldReason> problem(
            Rollout rollout, Position at, Findings findings, Instant now) {
        RolloutPlan plan = rollout.definition().rollout();
        if (findings.ratio().isBroken()) {
            return Optional.of(
                    new HoldReason(HoldKind.SAMPLE_RATIO, findings.ratio().sentence()));
        }
        long units = findings.enrolled();
        if (findings.conflicts() > CONFLICTS_MAX
                && findings.conflicts() > CONFLICTS_SHARE_MAX * units) {
            return Optional.of(new HoldReason(
                    HoldKind.CONFLICTS,
                    String.format(
                            Locale.ROOT,
                            "%,d of %,d units were served another variant than they were enrolled "
                                    + "with.",
                            findings.conflicts(),
                            units)));
        }
        if (plan == null || !plan.isShadow(at.stage())) {
            Optional<HoldReason> quiet = quiet(plan, at, findings, now);
            if (quiet.isPresent()) {
                return quiet;
            }
        }
        String shift = findings.feedbackShift();
        return shift == null
                ? Optional.empty()
                : Optional.of(new HoldReason(HoldKind.FEEDBACK, shift));
    }

    private static Optional<HoldReason> quiet(
            @Nullable RolloutPlan plan, Position at, Findings findings, Instant now) {
        Duration allowed = allowedQuiet(plan, at.stage());
        Instant last = findings.lastServed();
        Instant from = last == null || last.isBefore(at.since()) ? at.since() : last;
        Duration quiet = Duration.between(from, now);
        return quiet.compareTo(allowed) <= 0
                ? Optional.empty()
                : Optional.of(new HoldReason(
                        HoldKind.NO_TRAFFIC,
                        "No unit was served for " + Span.words(quiet) + "; expected is one every "
                                + Span.words(allowed) + "."));
    }

    private static Duration allowedQuiet(@Nullable RolloutPlan plan, int stage) {
        if (plan == null) {
            return QUIET_WITHOUT_STAGES;
        }
        Duration part = plan.stage(stage).duration().dividedBy(QUIET_PART);
        return part.compareTo(QUIET_LEAST) < 0 ? QUIET_LEAST : part;
    }
}
