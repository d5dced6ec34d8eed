package dev.sluice.experiment;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The snapshot of all experiments by route, made when one changes: a request looks its route's up once, so those of other
 * routes cost it nothing. Immutable.
 */
public final class Experiments {
    private final Map<String, List<Assigner>> byRoute;

    /**
     * Prepares all experiments.
     *
     * @param byRoute those of each route
     * @throws IllegalArgumentException if two have the same id or salt, or own the same bucket of a layer
     */
    public Experiments(Map<String, List<Experiment>> byRoute) {
        Map<String, List<Assigner>> prepared = new HashMap<>();
        List<Experiment> all = new ArrayList<>();
        byRoute.forEach((route, experiments) -> {
            prepared.put(route, experiments.stream().map(Assigner::new).toList());
            all.addAll(experiments);
        });
        checkIdsAndSalts(all);
        checkLayers(all);
        this.byRoute = Map.copyOf(prepared);
    }

    /** The experiments of a route; none for one that has none. */
    public List<Assigner> on(String route) {
        return byRoute.getOrDefault(route, List.of());
    }

    private static void checkIdsAndSalts(List<Experiment> all) {
        Map<String, String> idBySalt = new HashMap<>();
        for (Experiment experiment : all) {
            String other = idBySalt.put(experiment.salt(), experiment.id());
            if (other != null) {
                throw new IllegalArgumentException("salt of experiment " + experiment.id() + " is '" + experiment.salt()
                        + "', which is that of " + other + " (expected: one of its own)");
            }
        }
        Map<String, Integer> count = new HashMap<>();
        for (Experiment experiment : all) {
            if (count.merge(experiment.id(), 1, Integer::sum) > 1) {
                throw new IllegalArgumentException(
                        "id " + experiment.id() + " is that of two experiments (expected: of one)");
            }
        }
    }

    private static void checkLayers(List<Experiment> all) {
        Map<String, List<Experiment>> byLayer = new HashMap<>();
        for (Experiment experiment : all) {
            LayerRange range = experiment.layer();
            if (range == null) {
                continue;
            }
            List<Experiment> others = byLayer.computeIfAbsent(range.salt(), ignored -> new ArrayList<>());
            for (Experiment other : others) {
                LayerRange taken = other.layer();
                if (taken != null && range.overlaps(taken)) {
                    throw new IllegalArgumentException("layer of experiment " + experiment.id() + " is " + range
                            + ", which overlaps " + taken + " of " + other.id() + " (expected: buckets of its own)");
                }
            }
            others.add(experiment);
        }
    }
}
