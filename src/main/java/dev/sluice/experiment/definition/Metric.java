package dev.sluice.experiment.definition;

import dev.sluice.experiment.statistics.Guardrail;
import dev.sluice.vocabulary.FeedbackKind;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Something measured for every unit, as a mean over what the unit did. Times are in seconds, costs
 * in USD.
 *
 * @param name its name in definitions
 * @param source where its values come from
 * @param feedback the name of the feedback value; empty for what the gateway measures itself
 * @param unit the unit of its values
 * @param lowerIsWorse true for ratings, for example; for errors and times higher is worse
 * @param range the difference between the largest and the smallest value of a unit; infinite if
 *     unbounded
 */
public record Metric(
        String name,
        Source source,
        String feedback,
        Guardrail.Unit unit,
        boolean lowerIsWorse,
        double range) {
    /** Where values come from. */
    public enum Source {
        /**
         * The share of complete answers, not counting those that the client or the operator ended.
         */
        COMPLETION,
        /** The share of those that did not complete. */
        ERRORS,
        /** Inferences that a rung other than the first answered, or tried to. */
        FALLBACKS,
        CONFIDENCE,
        FIRST_TOKEN,
        DURATION,
        TOKENS,
        COST,
        FEEDBACK
    }

    /** The prefix of a metric that takes a named feedback value. */
    public static final String FEEDBACK_PREFIX = "feedback.";

    private static final Pattern FEEDBACK_NAME = Pattern.compile("[a-z0-9][a-z0-9_.-]{0,63}");
    private static final double ENDLESS = Double.POSITIVE_INFINITY;

    /** What the gateway measures itself, and feedback with a predefined name. */
    public static final List<Metric> KNOWN = List.of(
            new Metric("completion", Source.COMPLETION, "", Guardrail.Unit.SHARE, true, 1),
            new Metric("errors", Source.ERRORS, "", Guardrail.Unit.SHARE, false, 1),
            new Metric("fallback", Source.FALLBACKS, "", Guardrail.Unit.SHARE, false, 1),
            new Metric("confidence", Source.CONFIDENCE, "", Guardrail.Unit.NUMBER, true, 1),
            new Metric(
                    "first_token", Source.FIRST_TOKEN, "", Guardrail.Unit.SECONDS, false, ENDLESS),
            new Metric("latency", Source.DURATION, "", Guardrail.Unit.SECONDS, false, ENDLESS),
            new Metric("response", Source.DURATION, "", Guardrail.Unit.SECONDS, false, ENDLESS),
            new Metric("tokens", Source.TOKENS, "", Guardrail.Unit.NUMBER, false, ENDLESS),
            new Metric("cost", Source.COST, "", Guardrail.Unit.NUMBER, false, ENDLESS),
            new Metric(
                    FeedbackKind.RATING.label(),
                    Source.FEEDBACK,
                    FeedbackKind.RATING.label(),
                    Guardrail.Unit.NUMBER,
                    true,
                    4),
            new Metric(
                    FeedbackKind.THUMBS.label(),
                    Source.FEEDBACK,
                    FeedbackKind.THUMBS.label(),
                    Guardrail.Unit.SHARE,
                    true,
                    1),
            new Metric("accuracy", Source.FEEDBACK, "accuracy", Guardrail.Unit.SHARE, true, 1));

    /** What a sentence about its figures begins with: people rate, the others have their name. */
    public String subject() {
        return name.equals(FeedbackKind.RATING.label()) ? "rated" : name;
    }

    /**
     * The named metric: one of {@link #KNOWN}, or {@code feedback.} followed by the name of a
     * value.
     */
    public static Optional<Metric> of(String name) {
        for (Metric known : KNOWN) {
            if (known.name.equals(name)) {
                return Optional.of(known);
            }
        }
        if (name.startsWith(FEEDBACK_PREFIX)) {
            String feedback = name.substring(FEEDBACK_PREFIX.length());
            if (FEEDBACK_NAME.matcher(feedback).matches()) {
                return Optional.of(new Metric(
                        name, Source.FEEDBACK, feedback, Guardrail.Unit.NUMBER, true, ENDLESS));
            }
        }
        return Optional.empty();
    }
}
