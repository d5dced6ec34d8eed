package dev.sluice.rollout.json;

import dev.sluice.experiment.Variant;
import dev.sluice.experiment.definition.Serving;
import dev.sluice.experiment.definition.Serving.RungChoice;
import dev.sluice.experiment.definition.VariantDefinition;
import dev.sluice.web.Defaults;
import dev.sluice.web.JsonFields;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Reads the variants of a definition, in either of their two forms. */
final class VariantsReader {
    static final String CONTROL = "control";
    static final String CANDIDATE = "candidate";

    private static final List<String> FIELDS =
            List.of("name", "weight", "model", "threshold", "ladder");
    private static final String VARIANTS = "variants";
    private static final int MOST = 32;
    private static final int ALL = 10_000;
    private static final int HALF = 5_000;

    private final JsonFields root;
    private final @Nullable KnownNames known;

    VariantsReader(JsonFields root, @Nullable KnownNames known) {
        this.root = root;
        this.known = known;
    }

    /** The control first; null when something is wrong with them, which has been reported. */
    @Nullable
    List<VariantDefinition> read() {
        if (root.has(CANDIDATE)) {
            return shortForm();
        }
        List<JsonFields> objects = root.has(VARIANTS) ? root.objects(VARIANTS, MOST) : null;
        if (objects == null) {
            if (!root.has(VARIANTS)) {
                root.fail(
                        VARIANTS,
                        "a list of variants, the control first; or 'candidate', a "
                                + "model's name");
            }
            return null;
        }
        List<VariantDefinition> variants = new ArrayList<>();
        Set<String> names = new HashSet<>();
        int sum = 0;
        boolean whole = true;
        for (int i = 0; i < objects.size(); i++) {
            VariantDefinition variant = variant(objects.get(i), i == 0);
            if (variant == null) {
                whole = false;
                continue;
            }
            if (!names.add(variant.name())) {
                objects.get(i).fail("name", "each name once");
                whole = false;
            }
            sum += variant.variant().weight();
            variants.add(variant);
        }
        if (objects.size() < 2) {
            root.fail(VARIANTS, "2 to " + MOST + " variants, the control first");
            return null;
        }
        if (whole && sum != ALL) {
            root.fail(
                    VARIANTS,
                    "weights that add up to " + ALL + " basis points; they add up to " + sum);
            return null;
        }
        return whole ? variants : null;
    }

    private @Nullable List<VariantDefinition> shortForm() {
        if (root.has(VARIANTS)) {
            root.fail(CANDIDATE, "either this or variants");
        }
        String model = root.text(CANDIDATE);
        KnownNames.checkModel(root, CANDIDATE, model, known);
        return model == null
                ? null
                : List.of(
                        new VariantDefinition(
                                new Variant(CONTROL, HALF), new Serving.RouteLadder()),
                        new VariantDefinition(
                                new Variant(CANDIDATE, HALF),
                                new Serving.InFront(new RungChoice(model, null))));
    }

    private @Nullable VariantDefinition variant(JsonFields in, boolean isControl) {
        in.allowOnly(FIELDS);
        String name = in.text("name");
        if (name != null && !Defaults.isName(name)) {
            in.fail("name", "1 to 64 letters, digits or . _ -");
            name = null;
        }
        Long weight = in.whole("weight", 1, ALL - 1);
        Serving serving = ServingJson.read(in, known);
        if (isControl && !(serving instanceof Serving.RouteLadder)) {
            in.fail(
                    in.has("ladder") ? "ladder" : "model",
                    "nothing: the control is what the route serves");
        }
        return name == null || weight == null || serving == null
                ? null
                : new VariantDefinition(new Variant(name, weight.intValue()), serving);
    }
}
