package dev.sluice.dialect;

import dev.sluice.vocabulary.Labelled;

import java.util.Set;

/** What the gateway asks an upstream for beyond what the client did; an upstream may refuse it. */
public enum Addition implements Labelled {
    /** The usage at the end of a stream, to count tokens. */
    USAGE("usage"),

    /** Log-probabilities, to judge the answer; without them there are no alternatives either. */
    LOGPROBS("logprobs"),

    /** More alternatives of each token than the client asked for, to judge the answer. */
    TOP_LOGPROBS("top_logprobs");

    /** None of them. */
    public static final Set<Addition> NONE = Set.of();

    private final String label;

    Addition(String label) {
        this.label = label;
    }

    @Override
    public String label() {
        return label;
    }
}
