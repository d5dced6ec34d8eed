package dev.sluice.experiment;

import dev.sluice.experiment.Assignment.Baseline;
import dev.sluice.experiment.Assignment.Drawn;
import dev.sluice.experiment.Assignment.Enrolled;
import dev.sluice.experiment.Assignment.Forced;
import dev.sluice.experiment.Assignment.NotInLayer;
import dev.sluice.experiment.Assignment.Refused;

import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Assigns units in one experiment. Everything that does not depend on the unit is computed in
 * advance. Immutable, safe from any thread.
 *
 * <p>One hash decides whether a unit is enrolled, another its arm. A growing stage takes in units
 * from the baseline and never moves a unit that is already enrolled.
 */
public final class Assigner {
    private final Experiment experiment;
    private final Salt enrolSalt;
    private final Salt armSalt;
    private final @Nullable LayerRange layer;
    private final @Nullable Salt layerSalt;
    private final int enrolledBuckets;
    private final Arms arms;
    private final List<Enrolled> enrolled;
    private final List<Drawn> drawn;
    private final Map<String, Forced> forced = new HashMap<>();

    /** Prepares an experiment. */
    public Assigner(Experiment experiment) {
        this.experiment = experiment;
        Salt salt = Salt.of(experiment.salt());
        this.enrolSalt = salt.with("enrol");
        this.armSalt = salt.with("arm");
        this.layer = experiment.layer();
        this.layerSalt = layer == null ? null : Salt.of(layer.salt());
        this.enrolledBuckets = experiment.enrolled();
        this.arms = Arms.of(experiment);
        List<Variant> variants = experiment.variants();
        this.enrolled = variants.stream()
                .map(variant -> new Enrolled(variant, experiment.stage().treated()))
                .toList();
        this.drawn = variants.stream()
                .map(variant -> new Drawn(Optional.of(variant)))
                .toList();
        experiment
                .testers()
                .forEach((unit, name) -> variants.stream()
                        .filter(variant -> variant.name().equals(name))
                        .forEach(variant -> forced.put(unit, new Forced(variant))));
    }

    /** The experiment whose units are assigned. */
    public Experiment experiment() {
        return experiment;
    }

    /**
     * Assigns a request. Allocates only for its two or three hashes, 32 bytes each.
     *
     * @param unit of the request; null or empty if it has none
     * @param key the name of its key, as a unit; null if it has none
     * @param random for requests that have no unit
     */
    public Assignment assign(@Nullable Unit unit, @Nullable Unit key, RandomGenerator random) {
        if (unit != null && !unit.id().isEmpty()) {
            return assign(unit);
        }
        return switch (experiment.anonymous()) {
            case REFUSED -> Refused.INSTANCE;
            case RANDOM_PER_REQUEST -> draw(random);
            case KEY_AS_UNIT -> key == null || key.id().isEmpty() ? draw(random) : assign(key);
        };
    }

    /**
     * Assigns a unit.
     *
     * @throws IllegalArgumentException if it is empty, which means a request without a unit
     */
    public Assignment assign(Unit unit) {
        if (unit.id().isEmpty()) {
            throw new IllegalArgumentException("unit is empty (expected: the id of one)");
        }
        if (!forced.isEmpty()) {
            Forced tester = forced.get(unit.id());
            if (tester != null) {
                return tester;
            }
        }
        if (layer != null && layerSalt != null && !layer.holds(Bucketer.bucket(layerSalt, unit))) {
            return NotInLayer.INSTANCE;
        }
        if (enrolmentBucket(unit) >= enrolledBuckets) {
            return Baseline.INSTANCE;
        }
        return enrolled.get(arms.at(Bucketer.bucket(armSalt, unit)));
    }

    /** The bucket that decides whether the unit is enrolled; a stage takes buckets from 0 up. */
    public int enrolmentBucket(Unit unit) {
        return Bucketer.bucket(enrolSalt, unit);
    }

    private Drawn draw(RandomGenerator random) {
        boolean in = (layer == null || layer.holds(random.nextInt(Bucketer.BUCKETS)))
                && random.nextInt(Bucketer.BUCKETS) < enrolledBuckets;
        return in ? drawn.get(arms.at(random.nextInt(Bucketer.BUCKETS))) : Drawn.NOBODY;
    }
}
