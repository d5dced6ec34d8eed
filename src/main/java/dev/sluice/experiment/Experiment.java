package dev.sluice.experiment;

import org.jspecify.annotations.Nullable;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A test of variants on one route, at one stage. Immutable.
 *
 * @param id 1 to 64 letters, digits or {@code . _ -}
 * @param salt of the same form; each experiment has its own, or the first victims of one would be
 *     the first victims of the next
 * @param layer the part of a layer that the experiment owns; null for all units
 * @param variants 2 to 32 with different names and weights that add up to 10,000, the control first
 * @param stage below 10,000 it treats no more than the candidates' share
 * @param anonymous how requests without a unit are handled
 * @param testers variant names by unit, at most 1,000
 */
public record Experiment(
        String id,
        String salt,
        @Nullable LayerRange layer,
        List<Variant> variants,
        Stage stage,
        AnonymousRule anonymous,
        Map<String, String> testers) {
    static final int MOST_VARIANTS = 32;
    static final int MOST_TESTERS = 1_000;

    public Experiment {
        Salt.checked("id", id);
        Salt.checked("salt", salt);
        variants = List.copyOf(variants);
        testers = Map.copyOf(testers);
        checkVariants(variants);
        checkStage(variants, stage);
        checkTesters(variants, testers);
    }

    /** The concurrent baseline. */
    public Variant control() {
        return variants.getFirst();
    }

    /**
     * How many buckets of the enrolment hash take part: twice the treated share if a candidate runs
     * beside an equal control.
     */
    int enrolled() {
        return stage.isFull()
                ? Bucketer.BUCKETS
                : stage.treated()
                        * Bucketer.BUCKETS
                        / (Bucketer.BUCKETS - control().weight());
    }

    /** Each variant's share of the enrolled units at this stage, in basis points. */
    public int[] planned() {
        return stage.isFull()
                ? new int[] {stage.holdback(), Bucketer.BUCKETS - stage.holdback()}
                : variants.stream().mapToInt(Variant::weight).toArray();
    }

    private static void checkVariants(List<Variant> variants) {
        if (variants.size() < 2 || variants.size() > MOST_VARIANTS) {
            throw new IllegalArgumentException("variants are " + variants.size()
                    + " (expected: 2 to " + MOST_VARIANTS + ", the control first)");
        }
        Set<String> names = new HashSet<>();
        int sum = 0;
        for (Variant variant : variants) {
            if (!names.add(variant.name())) {
                throw new IllegalArgumentException(
                        "variants has " + variant.name() + " twice (expected: each name once)");
            }
            sum += variant.weight();
        }
        if (sum != Bucketer.BUCKETS) {
            throw new IllegalArgumentException(
                    "weights of variants add up to " + sum + " (expected: 10000 basis points)");
        }
    }

    private static void checkStage(List<Variant> variants, Stage stage) {
        int control = variants.getFirst().weight();
        int most = Bucketer.BUCKETS - control;
        if (!stage.isFull()) {
            if (stage.treated() > most) {
                throw new IllegalArgumentException(
                        "stage.treated is " + stage.treated() + " (expected: 0 to " + most
                                + " beside a control of " + control + ", or 10000)");
            }
            return;
        }
        if (variants.size() > 2) {
            throw new IllegalArgumentException(
                    "stage.treated is 10000 with " + (variants.size() - 1)
                            + " candidates (expected: one, which the control can join)");
        }
        if (stage.holdback() > control) {
            throw new IllegalArgumentException(
                    "stage.holdback is " + stage.holdback() + " (expected: at most " + control
                            + ", the weight of the control: nobody goes back)");
        }
    }

    private static void checkTesters(List<Variant> variants, Map<String, String> testers) {
        if (testers.size() > MOST_TESTERS) {
            throw new IllegalArgumentException(
                    "testers are " + testers.size() + " (expected: at most " + MOST_TESTERS + ")");
        }
        List<String> names = variants.stream().map(Variant::name).toList();
        testers.forEach((unit, name) -> {
            if (unit.isEmpty()) {
                throw new IllegalArgumentException(
                        "testers has an empty unit (expected: the id of one)");
            }
            if (!names.contains(name)) {
                throw new IllegalArgumentException("testers has the variant '" + name
                        + "' (expected: one of " + String.join(", ", names) + ")");
            }
        });
    }
}
