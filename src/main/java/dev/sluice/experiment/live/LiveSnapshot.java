package dev.sluice.experiment.live;

import java.util.List;
import java.util.Set;

/**
 * All that requests meet of the experiments, at one time.
 *
 * @param sequence grows with each change, on all replicas the same; 0 before anything is known
 * @param experiments running, held or paused
 * @param standing what ended ones have left, the oldest first: a later one of the same route stands
 *     on it
 * @param killed routes that serve what the configuration says, whatever else is here
 */
public record LiveSnapshot(
        long sequence,
        List<LiveExperiment> experiments,
        List<Standing> standing,
        Set<String> killed) {
    public static final LiveSnapshot NONE = new LiveSnapshot(0, List.of(), List.of(), Set.of());

    public LiveSnapshot {
        experiments = List.copyOf(experiments);
        standing = List.copyOf(standing);
        killed = Set.copyOf(killed);
    }
}
