package dev.sluice.rollout;

import dev.sluice.experiment.statistics.GuardrailVerdict;
import dev.sluice.experiment.statistics.SampleRatio;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;

/**
 * What an experiment's figures say at one look; what a decision is made of.
 *
 * @param at the time of the look, by the clock of whoever looked
 * @param guardrails the verdict on each guardrail of each candidate
 * @param ratio of units enrolled in the present stage, planned against counted
 * @param candidateUnits enrolled in the present stage; with more than one candidate the fewest
 * @param controlUnits the same of the control
 * @param enrolled units of all variants, in whatever stage
 * @param conflicts units that were served another variant than the one they were enrolled with
 * @param lastServed when any unit was last served the variant that it is enrolled with; null when
 *     none was
 * @param feedbackShift in words, when candidate and control are given feedback at rates so
 *     different that ratings can't be compared; null when not, or when no guardrail needs feedback
 * @param shadow what the copies have shown; null where there is no shadow's stage
 */
public record Findings(
        Instant at,
        List<Judged> guardrails,
        SampleRatio ratio,
        long candidateUnits,
        long controlUnits,
        long enrolled,
        long conflicts,
        @Nullable Instant lastServed,
        @Nullable String feedbackShift,
        @Nullable Shadow shadow) {
    public Findings {
        guardrails = List.copyOf(guardrails);
    }

    /** The same by another clock than that of the records. */
    public Findings servedAt(Instant time) {
        return new Findings(
                at,
                guardrails,
                ratio,
                candidateUnits,
                controlUnits,
                enrolled,
                conflicts,
                time,
                feedbackShift,
                shadow);
    }

    /** A guardrail of one candidate. */
    public record Judged(String candidate, GuardrailVerdict verdict) {}

    /**
     * What the shadow's stage has shown.
     *
     * @param copies that have ended
     * @param failed of them
     * @param servedFailed of the answers that they are copies of
     * @param similarity of both answers on average; NaN when none was compared
     * @param seconds that a copy took on average; NaN with none
     * @param servedSeconds the same of the answers that they are copies of
     * @param cost of all copies in USD; null when no price is known
     * @param servedCost the same of the answers that they are copies of
     */
    public record Shadow(
            long copies,
            long failed,
            long servedFailed,
            double similarity,
            double seconds,
            double servedSeconds,
            @Nullable BigDecimal cost,
            @Nullable BigDecimal servedCost) {}
}
