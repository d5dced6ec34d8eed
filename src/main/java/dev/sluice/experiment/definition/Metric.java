package dev.sluice.experiment.definition;

import dev.sluice.experiment.statistics.Guardrail;
import dev.sluice.vocabulary.FeedbackKind;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Something that is measured of every unit, as a mean over what it did. Times are in seconds, costs
 * in USD.
 *
 * @param name as definitions write it
 * @param source where its values come from
 * @param feedback the name of the feedback that it is; empty for what the gateway measures itself
 * @param unit what a value is in
 * @param lowerIsWorse as of ratings; of errors and times higher is worse
 * @param range the largest less the smallest value of a unit; infinite where there are no such
 *     values
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
         * Answers that came to their end, among those that were not the client's or the operator's
         * to end.
         */
        COMPLETION,
        /** The others of them. */
        ERRORS,
        /** Inferences that another rung than the first answered, or tried to. */
        FALLBACKS,
        CONFIDENCE,
        FIRST_TOKEN,
        DURATION,
        TOKENS,
        COST,
        FEEDBACK
    }

    /** The prefix of a metric that is a value of feedback by its name. */
    public static final String FEEDBACK_PREFIX = "feedback.";

    private static final Pattern FEEDBACK_NAME = Pattern.compile("[a-z0-9][a-z0-9_.-]{0,63}");
    private static final double ENDLESS = Double.POSITIVE_INFINITY;

    /** What the gateway measures itself, and the feedback that has a name of its own. */
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

    /**
     * The metric of that name: one of {@link #KNOWN}, or {@code feedback.} and the name of a value.
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
