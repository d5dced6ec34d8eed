package dev.sluice.confidence;

import org.jspecify.annotations.Nullable;

/** What an answer must not be. Immutable; safe from any thread. */
public interface AnswerRules {
    /** No rules. */
    AnswerRules NONE = (text, whole, otherContent) -> null;

    /**
     * The first rule that the answer breaks.
     *
     * @param text the answer's text so far
     * @param whole whether the text is complete
     * @param otherContent whether the answer has content other than text, such as a tool call
     * @return the rule's label, for example {@code refusal}; null if it breaks none
     */
    @Nullable
    String broken(String text, boolean whole, boolean otherContent);
}
