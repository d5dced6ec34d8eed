package dev.sluice.experiment.live;

import java.util.List;
import java.util.Set;

/**
 * Everything about experiments that requests need, at one point in time.
 *
 * @param sequence grows with each change and is the same on all replicas; 0 before anything is
 *     known
 * @param experiments running, held or paused
 * @param standing what ended experiments have left, the oldest first; a later one on the same route
 *     builds on it
 * @param killed routes that serve what the configuration says, whatever else is in the snapshot
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
