package dev.sluice.bench;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One measured quantity: for each target its value in each repetition. Filled by the thread that
 * measures.
 */
public final class Measurement {
    /** How a target is compared with another one. */
    public enum Comparison {
        /** What it adds. */
        DIFFERENCE,
        /** How many times the other's value it has. */
        RATIO,
        /** There is nothing to compare with. */
        NONE
    }

    private final String name;
    private final String unit;
    private final Comparison comparison;
    private final @Nullable Goal goal;
    private final Map<String, List<Double>> repetitions = new LinkedHashMap<>();

    Measurement(String name, String unit, Comparison comparison) {
        this(name, unit, comparison, null);
    }

    Measurement(String name, String unit, Comparison comparison, @Nullable Goal goal) {
        this.name = name;
        this.unit = unit;
        this.comparison = comparison;
        this.goal = goal;
    }

    void add(String target, double value) {
        repetitions.computeIfAbsent(target, ignored -> new ArrayList<>()).add(value);
    }

    public String name() {
        return name;
    }

    public String unit() {
        return unit;
    }

    public Comparison comparison() {
        return comparison;
    }

    public @Nullable Goal goal() {
        return goal;
    }

    /** Every value, by target, first repetition to last. */
    public Map<String, List<Double>> repetitions() {
        return repetitions;
    }

    /** The spread of a target's repetitions; empty when it has none. */
    public Optional<Spread> spread(String target) {
        return Optional.ofNullable(repetitions.get(target)).map(Spread::of);
    }

    /**
     * Compares repetition by repetition, because neighbours in time share most of the machine's
     * noise.
     */
    public Optional<Spread> compared(String target, String reference) {
        List<Double> own = repetitions.getOrDefault(target, List.of());
        List<Double> others = repetitions.getOrDefault(reference, List.of());
        List<Double> compared = new ArrayList<>();
        for (int i = 0; i < Math.min(own.size(), others.size()); i++) {
            switch (comparison) {
                case DIFFERENCE -> compared.add(own.get(i) - others.get(i));
                case RATIO -> {
                    if (others.get(i) != 0) {
                        compared.add(own.get(i) / others.get(i));
                    }
                }
                case NONE -> {}
            }
        }
        return compared.isEmpty() ? Optional.empty() : Optional.of(Spread.of(compared));
    }
}
