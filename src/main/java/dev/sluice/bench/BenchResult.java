package dev.sluice.bench;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * What a run has found.
 *
 * @param plan how much was measured; null for a soak, which has no repetitions
 * @param load which client asked on many connections
 * @param placement which processors each part ran on
 * @param targets what was measured, in the order of turns
 * @param figures in the order of measurement
 * @param notes what was left out, and why
 * @param errors answers that were not complete, a line for each kind; a run with errors has failed
 */
public record BenchResult(
        @Nullable BenchPlan plan,
        Machine machine,
        String load,
        String placement,
        List<String> targets,
        List<Measurement> figures,
        List<String> notes,
        List<String> errors) {
    public BenchResult {
        targets = List.copyOf(targets);
        figures = List.copyOf(figures);
        notes = List.copyOf(notes);
        errors = List.copyOf(errors);
    }
}
