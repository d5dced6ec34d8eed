package dev.sluice.rollout.json;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.sluice.experiment.definition.Serving;
import dev.sluice.experiment.definition.Serving.RungChoice;
import dev.sluice.web.JsonFields;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Reads and writes what a variant serves: a model in front of the route's ladder, a ladder of its
 * own, or neither, which means the route's ladder.
 */
public final class ServingJson {
    private static final List<String> RUNG_FIELDS = List.of("model", "threshold");
    private static final int RUNGS_MOST = 16;

    private ServingJson() {}

    /** Writes it into the object of its variant. */
    public static void write(ObjectNode to, Serving serving) {
        switch (serving) {
            case Serving.RouteLadder route -> {}
            case Serving.InFront(RungChoice rung) -> rung(to, rung);
            case Serving.Ladder ladder -> {
                ArrayNode rungs = to.putArray("ladder");
                ladder.rungs().forEach(it -> rung(rungs.addObject(), it));
            }
        }
    }

    /**
     * Reads it from the object of its variant.
     *
     * @param known the models that it may name; null for any
     * @return null when it is wrong, which has been reported
     */
    public static @Nullable Serving read(JsonFields in, @Nullable KnownNames known) {
        if (in.has("ladder")) {
            if (in.has("model") || in.has("threshold")) {
                in.fail("ladder", "either this or model");
            }
            return ladder(in, known);
        }
        if (in.has("model")) {
            RungChoice rung = rung(in, known);
            return rung == null ? null : new Serving.InFront(rung);
        }
        if (in.has("threshold")) {
            in.fail("threshold", "a model with it");
        }
        return new Serving.RouteLadder();
    }

    private static void rung(ObjectNode to, RungChoice rung) {
        to.put("model", rung.model());
        if (rung.threshold() != null) {
            to.put("threshold", rung.threshold());
        }
    }

    private static @Nullable Serving ladder(JsonFields in, @Nullable KnownNames known) {
        List<JsonFields> rungs = in.objects("ladder", RUNGS_MOST);
        if (rungs == null) {
            return null;
        }
        if (rungs.isEmpty()) {
            in.fail("ladder", "1 to " + RUNGS_MOST + " rungs");
            return null;
        }
        List<RungChoice> choices = new ArrayList<>();
        Set<String> models = new HashSet<>();
        for (JsonFields at : rungs) {
            at.allowOnly(RUNG_FIELDS);
            RungChoice rung = rung(at, known);
            if (rung != null && !models.add(rung.model())) {
                at.fail("model", "each model once");
            } else if (rung != null) {
                choices.add(rung);
            }
        }
        return choices.isEmpty() ? null : new Serving.Ladder(choices);
    }

    private static @Nullable RungChoice rung(JsonFields in, @Nullable KnownNames known) {
        String model = in.text("model");
        KnownNames.checkModel(in, "model", model, known);
        Double threshold = in.numberOrNull("threshold", 0, 1, "a number from 0 to 1");
        return model == null ? null : new RungChoice(model, threshold);
    }
}
