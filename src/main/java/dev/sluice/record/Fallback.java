package dev.sluice.record;

import dev.sluice.vocabulary.AttemptResult;
import dev.sluice.vocabulary.Purpose;
import dev.sluice.vocabulary.VerdictKind;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * A step of an inference from one rung to another, because the one before did not do. Pure.
 *
 * <p>What runs beside an attempt without taking its place is none: samples, verifiers, and a hedge
 * as long as the attempt it was to help has not failed. Neither is what comes back to a rung
 * ({@code again}) or follows a committed answer ({@code continuation}).
 *
 * @param <T> the form in which attempts are had
 * @param from the attempt that did not do
 * @param to the attempt that came instead
 * @param reason why: the result of the first, or that it was unsure also when its answer was given
 *     in the end
 */
public record Fallback<T>(T from, T to, AttemptResult reason) {
    private static final Set<Purpose> BACK = EnumSet.of(Purpose.AGAIN, Purpose.CONTINUATION);

    /** Nobody turns away from an attempt that ended so: it answered, or somebody else ended it. */
    private static final Set<AttemptResult> NO_FAULT = EnumSet.of(
            AttemptResult.COMPLETED,
            AttemptResult.LOST,
            AttemptResult.CLIENT_CANCELLED,
            AttemptResult.SHUTDOWN);

    /**
     * What has to be known of an attempt.
     *
     * @param verdict of its judgement; null without one
     */
    public record Step(
            int rung,
            Purpose purpose,
            AttemptResult result,
            @Nullable VerdictKind verdict) {}

    /** Those among the attempts of an inference, in order. */
    public static List<Fallback<AttemptRecord>> of(List<AttemptRecord> attempts) {
        return of(attempts, Fallback::step);
    }

    /** Those among the attempts of an inference, in order, whatever form these have. */
    public static <T> List<Fallback<T>> of(List<T> attempts, Function<T, Step> steps) {
        if (attempts.size() < 2) {
            return List.of();
        }
        List<Fallback<T>> fallbacks = new ArrayList<>();
        T before = null;
        for (T attempt : attempts) {
            Step to = steps.apply(attempt);
            if (to.purpose.isToJudge()) {
                continue;
            }
            if (before != null && !BACK.contains(to.purpose)) {
                Step from = steps.apply(before);
                AttemptResult reason =
                        from.verdict == VerdictKind.BEST ? AttemptResult.UNSURE : from.result;
                if (from.rung != to.rung && !NO_FAULT.contains(reason)) {
                    fallbacks.add(new Fallback<>(before, attempt, reason));
                }
            }
            before = attempt;
        }
        return List.copyOf(fallbacks);
    }

    private static Step step(AttemptRecord attempt) {
        Judgement judgement = attempt.judgement();
        return new Step(
                attempt.call().rung(),
                attempt.call().purpose(),
                attempt.ending().result(),
                judgement == null ? null : judgement.verdict());
    }
}
