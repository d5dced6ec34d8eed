package dev.sluice.routing;

import dev.sluice.experiment.AnonymousRule;
import dev.sluice.experiment.Bucketer;
import dev.sluice.experiment.LayerRange;
import dev.sluice.experiment.Salt;
import dev.sluice.experiment.Unit;
import dev.sluice.vocabulary.Operation;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * The experiments of one route. A request meets at most one: there is only one, or each owns a part
 * of the same layer. So a request costs one hash for the layer and two for its experiment, however
 * many there are, and allocates only the unit's bytes. Immutable, safe from any thread.
 */
public final class RouteExperiments {
    private final RoutePlan plain;
    private final List<ServedExperiment> experiments;
    private final Map<String, RoutePlan> testers = new HashMap<>();
    private final @Nullable Salt layer;
    /**
     * The first and last bucket of each experiment's part, in the order of {@link #experiments};
     * all buckets without a layer.
     */
    private final int[] from;

    private final int[] to;
    private final @Nullable ServedExperiment refusing;
    private final boolean keys;

    /**
     * Combines experiments.
     *
     * @param plain what is served without them
     * @param all experiments that exclude each other; never empty
     */
    RouteExperiments(RoutePlan plain, List<ServedExperiment> all) {
        this.plain = plain;
        this.experiments = all.stream()
                .sorted(Comparator.comparingInt(RouteExperiments::first))
                .toList();
        LayerRange range = experiments.getFirst().layer();
        this.layer = range == null ? null : Salt.of(range.salt());
        this.from = experiments.stream().mapToInt(RouteExperiments::first).toArray();
        this.to = experiments.stream().mapToInt(RouteExperiments::end).toArray();
        experiments.forEach(it -> it.testers().forEach(testers::putIfAbsent));
        this.refusing = experiments.stream()
                .filter(it -> it.anonymous() == AnonymousRule.REFUSED)
                .findFirst()
                .orElse(null);
        this.keys =
                experiments.stream().anyMatch(it -> it.anonymous() == AnonymousRule.KEY_AS_UNIT);
    }

    /** The experiments with these ids; null if there are none. */
    @Nullable
    RouteExperiments keep(Set<String> ids) {
        List<ServedExperiment> kept =
                experiments.stream().filter(it -> ids.contains(it.id())).toList();
        return kept.isEmpty() ? null : new RouteExperiments(plain, kept);
    }

    /**
     * Whether both can be on one route: they must be in one layer and share none of its buckets.
     */
    static boolean exclude(@Nullable LayerRange one, @Nullable LayerRange other) {
        return one != null
                && other != null
                && one.salt().equals(other.salt())
                && !one.overlaps(other);
    }

    /** The experiment that refuses requests without a unit; null if there is none. */
    public @Nullable String refusing() {
        return refusing == null ? null : refusing.id();
    }

    /**
     * The plan of a request.
     *
     * @param operation what the request asks for; an experiment covers only what each of its
     *     variants can do
     * @param unit of the request; null if it has none
     * @param key the name of its key; null if it has none
     * @param random for requests without a unit
     * @return null if the request has no unit and an experiment refuses it; see {@link #refusing}
     */
    public @Nullable RoutePlan choose(
            Operation operation,
            @Nullable String unit,
            @Nullable String key,
            RandomGenerator random) {
        if (unit == null && refusing != null && refusing.isAbout(operation)) {
            return null;
        }
        RoutePlan chosen = unit == null ? withoutUnit(key, random) : of(unit);
        return chosen.operations().contains(operation) ? chosen : plain;
    }

    private RoutePlan of(String id) {
        RoutePlan tester = testers.isEmpty() ? null : testers.get(id);
        if (tester != null) {
            return tester;
        }
        Unit unit = Unit.of(id);
        ServedExperiment its = of(unit);
        return its == null ? plain : orPlain(its.choose(unit, false));
    }

    private RoutePlan withoutUnit(@Nullable String key, RandomGenerator random) {
        if (keys && key != null && !key.isEmpty()) {
            RoutePlan tester = testers.isEmpty() ? null : testers.get(key);
            if (tester != null) {
                return tester;
            }
            Unit asUnit = Unit.of(key);
            ServedExperiment its = of(asUnit);
            if (its != null && its.anonymous() == AnonymousRule.KEY_AS_UNIT) {
                return orPlain(its.choose(asUnit, true));
            }
        }
        return draw(key, random);
    }

    private RoutePlan draw(@Nullable String key, RandomGenerator random) {
        ServedExperiment its = at(layer == null ? 0 : random.nextInt(Bucketer.BUCKETS));
        boolean isKeys = its != null
                && its.anonymous() == AnonymousRule.KEY_AS_UNIT
                && key != null
                && !key.isEmpty();
        // A key outside that part of the layer must not get in by chance.
        return its == null || isKeys ? plain : orPlain(its.draw(random));
    }

    private RoutePlan orPlain(@Nullable RoutePlan chosen) {
        return chosen == null ? plain : chosen;
    }

    private @Nullable ServedExperiment of(Unit unit) {
        return at(layer == null ? 0 : Bucketer.bucket(layer, unit));
    }

    private @Nullable ServedExperiment at(int bucket) {
        int place = Arrays.binarySearch(from, bucket);
        int before = place >= 0 ? place : -place - 2;
        return before < 0 || bucket >= to[before] ? null : experiments.get(before);
    }

    private static int first(ServedExperiment it) {
        LayerRange range = it.layer();
        return range == null ? 0 : range.from();
    }

    private static int end(ServedExperiment it) {
        LayerRange range = it.layer();
        return range == null ? Bucketer.BUCKETS : range.to();
    }
}
