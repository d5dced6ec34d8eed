package dev.sluice.experiment.statistics;

/**
 * What the units so far say about a guardrail. Each verdict has a sentence for people, with its
 * numbers.
 */
public sealed interface GuardrailVerdict {
    /** What was judged. */
    Guardrail guardrail();

    /** The verdict in words. */
    String sentence();

    /**
     * The figures behind a verdict.
     *
     * @param candidate the candidate's units, over all stages that count together
     * @param control the control's units in the same stages
     * @param excess over what is allowed; above 0 is bad
     * @param atLeast what the excess is at least
     * @param atMost what the excess is at most
     * @param p always-valid p-value of "the excess is not above 0"
     * @param alpha this guardrail's part of the error that all share
     * @param strata how many stages the excess was pooled from
     */
    record Figures(
            Moments candidate,
            Moments control,
            Estimate excess,
            double atLeast,
            double atMost,
            double p,
            double alpha,
            int strata) {}

    /** The candidate is within the limit. */
    record Clear(Guardrail guardrail, Figures figures) implements GuardrailVerdict {
        @Override
        public String sentence() {
            return Words.clear(guardrail, figures);
        }
    }

    /** The candidate is beyond the limit: take it back. */
    record Crossed(Guardrail guardrail, Figures figures) implements GuardrailVerdict {
        @Override
        public String sentence() {
            return Words.crossed(guardrail, figures);
        }
    }

    /** Nothing to act on, for one reason or another. */
    sealed interface Undecided extends GuardrailVerdict {}

    /** The units allow both. */
    record Open(Guardrail guardrail, Figures figures) implements Undecided {
        @Override
        public String sentence() {
            return Words.open(guardrail, figures);
        }
    }

    /**
     * There are no figures yet.
     *
     * @param reason too few units, or none that differ; a sentence begins with it
     */
    record TooEarly(Guardrail guardrail, Moments candidate, Moments control, String reason)
            implements Undecided {
        @Override
        public String sentence() {
            return reason + ": " + guardrail.metric() + " can't be judged yet.";
        }
    }
}
