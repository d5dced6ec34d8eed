package dev.sluice.bench;

import java.util.List;

/**
 * What a run has found.
 *
 * @param load who asked on many connections
 * @param figures in the order of measurement
 * @param notes what was left out, and why
 * @param errors answers that were not complete, a line for each kind; a run with errors has failed
 */
public record BenchResult(
        Plan plan, Machine machine, String load, List<Figure> figures, List<String> notes, List<String> errors) {
    public BenchResult {
        figures = List.copyOf(figures);
        notes = List.copyOf(notes);
        errors = List.copyOf(errors);
    }
}
