package dev.sluice.record;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
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
 * @param reason why: the result of the first, or {@code unsure} also when its answer was given in
 *     the end
 */
public record Fallback<T>(T from, T to, String reason) {
    private static final Set<String> BESIDE = Set.of("sample", "verifier");
    private static final Set<String> BACK = Set.of("again", "continuation");

    /** Nobody turns away from an attempt that ended so: it answered, or somebody else ended it. */
    private static final Set<String> NO_FAULT =
            Set.of("completed", "lost", "client_cancelled", "shutdown");

    /**
     * What has to be known of an attempt.
     *
     * @param verdict of its judgement; null without one
     */
    public record Step(
            int rung,
            String purpose,
            String result,
            @Nullable String verdict) {}

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
            if (BESIDE.contains(to.purpose)) {
                continue;
            }
            if (before != null && !BACK.contains(to.purpose)) {
                Step from = steps.apply(before);
                String reason = "best".equals(from.verdict) ? "unsure" : from.result;
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
                attempt.rung(),
                attempt.purpose(),
                attempt.result(),
                judgement == null ? null : judgement.verdict());
    }
}
