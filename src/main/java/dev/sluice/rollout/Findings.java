package dev.sluice.rollout;

import dev.sluice.experiment.statistics.GuardrailVerdict;
import dev.sluice.experiment.statistics.SampleRatio;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;

/**
 * What an experiment's figures say at one look; decisions are made from it.
 *
 * @param at the time of the look, by the clock of whoever looked
 * @param guardrails the verdict on each guardrail of each candidate
 * @param ratio planned against counted units of each variant, enrolled in the present stage
 * @param candidateUnits units of the candidate enrolled in the present stage; with more than one
 *     candidate, of the one that has fewest
 * @param controlUnits units of the control enrolled in the present stage
 * @param enrolled units of all variants, enrolled in any stage
 * @param conflicts units that were served another variant than the one they were enrolled with
 * @param lastServed when any unit was last served the variant that it is enrolled with; null when
 *     none was
 * @param feedbackShift a sentence when candidate and control get feedback at such different rates
 *     that their ratings can't be compared; null otherwise, or when no guardrail needs feedback
 * @param shadow what the copied requests have shown; null when there is no shadow stage
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

    /** The same, with the time of {@code lastServed} by another clock. */
    public Findings withLastServed(Instant time) {
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
     * What the shadow stage has shown.
     *
     * @param copies copies of requests that have ended
     * @param failed how many of them failed
     * @param servedFailed how many of the copied requests themselves failed
     * @param similarity average similarity of a copy's answer to the served one; NaN when none was
     *     compared
     * @param seconds average time that a copy took; NaN when there is none
     * @param servedSeconds the same for the served answers
     * @param cost cost of all copies in USD; null when no price is known
     * @param servedCost the same for the served answers
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
