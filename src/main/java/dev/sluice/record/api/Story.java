package dev.sluice.record.api;

import dev.sluice.record.Fallback;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Tells in order what happened on the way of an inference, from its record alone. Pure; {@link
 * Sentences} has the wording.
 *
 * <p>The record does not hold the moment of a commit. The first commit is taken to be when the
 * client got its first token; a later one is at the verdict if the answer was judged, otherwise at
 * its first token.
 */
final class Story {
    private static final double MICROS_PER_MILLI = 1000;

    private final InferenceView inference;
    private final List<AttemptView> attempts;
    private final Map<Integer, Fallback<AttemptView>> fallbacks = new HashMap<>();
    private final List<StoryEvent> events = new ArrayList<>();

    private Story(InferenceView inference, List<AttemptView> attempts) {
        this.inference = inference;
        this.attempts = attempts;
        Fallback.of(attempts, Story::step)
                .forEach(fallback -> fallbacks.put(fallback.to().ordinal(), fallback));
    }

    static List<StoryEvent> of(InferenceView inference, List<AttemptView> attempts) {
        Story story = new Story(inference, attempts);
        attempts.forEach(story::tell);
        story.events.sort(Comparator.comparingDouble(
                StoryEvent::at)); // Stable: simultaneous events stay in order.
        story.events.addFirst(new StoryEvent(0, "begin", null, Sentences.begun(inference)));
        story.events.addLast(new StoryEvent(
                known(inference.durationMs()), "end", null, Sentences.ended(inference, attempts)));
        return List.copyOf(story.events);
    }

    private void tell(AttemptView attempt) {
        opened(attempt);
        if (attempt.headMs() != null) {
            add(attempt, attempt.headMs(), "head", Sentences.head(attempt));
        }
        if (attempt.firstTokenMs() != null) {
            add(attempt, attempt.firstTokenMs(), "first-token", Sentences.firstToken(attempt));
        }
        JudgementView judgement = attempt.judgement();
        if (judgement != null) {
            if (judgement.openedMs() != null) {
                add(attempt, judgement.closedMs(), "window-closed", Sentences.window(judgement));
            }
            add(attempt, judgement.closedMs(), "verdict", Sentences.verdict(attempt, judgement));
        }
        if (attempt.committed()) {
            AttemptView seen = committedBefore(attempt);
            add(
                    attempt,
                    committed(attempt, seen == null),
                    "commit",
                    Sentences.committed(attempt, seen));
        }
        add(attempt, attempt.durationMs(), "attempt-ended", Sentences.ended(attempt));
    }

    private void opened(AttemptView attempt) {
        Fallback<AttemptView> fallback = fallbacks.get(attempt.ordinal());
        switch (attempt.purpose().known()) {
            case ANSWER -> {
                if (fallback == null) {
                    add(attempt, 0.0, "attempt", Sentences.asked(attempt));
                } else {
                    add(attempt, 0.0, "fallback", Sentences.asked(attempt, fallback.from()));
                }
            }
            case RETRY -> opened(attempt, Sentences.retried(attempt, before(attempt)));
            case HEDGE -> opened(attempt, Sentences.hedged(attempt, before(attempt)));
            case CONTINUATION -> opened(attempt, Sentences.continued(attempt, before(attempt)));
            case AGAIN -> opened(attempt, Sentences.again(attempt));
            case SAMPLE -> opened(attempt, Sentences.sampled(attempt));
            case VERIFIER -> opened(attempt, Sentences.verified(attempt));
            case SHADOW, UNKNOWN -> add(attempt, 0.0, "attempt", Sentences.asked(attempt));
        }
    }

    /** The purpose of the call is the kind of the event. */
    private void opened(AttemptView attempt, String text) {
        add(attempt, 0.0, attempt.purpose().label(), text);
    }

    /**
     * The attempt whose answer this one retries, hedges or continues; null when the record lacks
     * it.
     */
    private @Nullable AttemptView before(AttemptView attempt) {
        AttemptView before = null;
        for (AttemptView other : attempts) {
            boolean fits = switch (attempt.purpose().known()) {
                case RETRY -> other.rung() == attempt.rung();
                case CONTINUATION -> other.committed();
                default -> true;
            };
            if (other.ordinal() < attempt.ordinal()
                    && fits
                    && !other.purpose().known().isToJudge()) {
                before = other;
            }
        }
        return before;
    }

    /** The attempt whose answer the client had before this one's; null when it had none. */
    private @Nullable AttemptView committedBefore(AttemptView attempt) {
        AttemptView before = null;
        for (AttemptView other : attempts) {
            if (other.committed() && other.ordinal() < attempt.ordinal()) {
                before = other;
            }
        }
        return before;
    }

    /** When its answer was committed, in milliseconds from the attempt's start. */
    private double committed(AttemptView attempt, boolean isFirst) {
        double end = known(attempt.durationMs());
        Double given = inference.firstTokenMs();
        if (isFirst && given != null) {
            return Math.clamp(given - known(attempt.startedMs()), 0, end);
        }
        Double first = attempt.firstTokenMs() != null ? attempt.firstTokenMs() : attempt.headMs();
        JudgementView judgement = attempt.judgement();
        return judgement != null ? known(judgement.closedMs()) : first != null ? first : end;
    }

    private void add(
            AttemptView attempt, @Nullable Double sinceItsStart, String event, String text) {
        double at = known(attempt.startedMs()) + known(sinceItsStart);
        events.add(new StoryEvent(
                Math.round(at * MICROS_PER_MILLI) / MICROS_PER_MILLI,
                event,
                attempt.ordinal(),
                text));
    }

    private static double known(@Nullable Double millis) {
        return millis == null ? 0 : millis;
    }

    private static Fallback.Step step(AttemptView attempt) {
        JudgementView judgement = attempt.judgement();
        return new Fallback.Step(
                attempt.rung(),
                attempt.purpose().known(),
                attempt.result().known(),
                judgement == null ? null : judgement.verdict().known());
    }
}
