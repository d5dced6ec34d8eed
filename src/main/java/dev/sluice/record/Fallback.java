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
 * A step of an inference from one rung to another, because the first one failed or was unsure.
 * Pure.
 *
 * <p>Calls that run beside an attempt without replacing it are not fallbacks: samples, verifiers,
 * and a hedge until the attempt it backs up has failed. Neither is a call that returns to an
 * earlier rung ({@code again}) or continues a committed answer ({@code continuation}).
 *
 * @param <T> the type that represents an attempt
 * @param from the attempt that was abandoned
 * @param to the attempt that replaced it
 * @param reason the result of the first attempt; {@code UNSURE} even if its answer was served in
 *     the end
 */
public record Fallback<T>(T from, T to, AttemptResult reason) {
    private static final Set<Purpose> BACK = EnumSet.of(Purpose.AGAIN, Purpose.CONTINUATION);

    /**
     * Results after which there is no fallback: the attempt answered, or was ended from outside.
     */
    private static final Set<AttemptResult> NO_FAULT = EnumSet.of(
            AttemptResult.COMPLETED,
            AttemptResult.LOST,
            AttemptResult.CLIENT_CANCELLED,
            AttemptResult.SHUTDOWN);

    /**
     * What has to be known about an attempt.
     *
     * @param verdict the verdict on its answer; null when it was not judged
     */
    public record Step(
            int rung,
            Purpose purpose,
            AttemptResult result,
            @Nullable VerdictKind verdict) {}

    /** The fallbacks among the attempts of an inference, in order. */
    public static List<Fallback<AttemptRecord>> of(List<AttemptRecord> attempts) {
        return of(attempts, Fallback::step);
    }

    /** The fallbacks among the attempts of an inference, in order, for any type of attempt. */
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
