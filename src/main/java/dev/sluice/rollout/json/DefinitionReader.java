package dev.sluice.rollout.json;

import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.sluice.experiment.AnonymousRule;
import dev.sluice.experiment.LayerRange;
import dev.sluice.experiment.definition.BreakerRule;
import dev.sluice.experiment.definition.Definition;
import dev.sluice.experiment.definition.GuardrailRule;
import dev.sluice.experiment.definition.Metric;
import dev.sluice.experiment.definition.RolloutPlan;
import dev.sluice.experiment.definition.Serving;
import dev.sluice.experiment.definition.VariantDefinition;
import dev.sluice.web.Defaults;
import dev.sluice.web.Faults;
import dev.sluice.web.JsonBody;
import dev.sluice.web.JsonFields;
import dev.sluice.web.ProblemException;
import dev.sluice.web.StrictJson;

import org.jspecify.annotations.Nullable;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * Reads a definition and names everything that is wrong with it. Assignment accepts the result in
 * every stage.
 */
public final class DefinitionReader {
    static final List<String> FIELDS = List.of(
            "id",
            "route",
            "description",
            "salt",
            "layer",
            "variants",
            "candidate",
            "anonymous",
            "testers",
            "metrics",
            "guardrails",
            "alpha",
            "units",
            "share",
            "breaker",
            "rollout");
    private static final List<String> LAYER_FIELDS = List.of("name", "from", "to");
    private static final List<String> BREAKER_FIELDS =
            List.of("calls", "share", "times", "consecutive");

    /**
     * The first character is a letter or digit, so that no id is a path segment with a meaning of
     * its own, such as {@code ..}.
     */
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

    private static final int UNIT_MAX = 512;
    private static final int ALL = 10_000;
    private static final int TESTERS_MOST = 1_000;
    private static final double ALPHA = 0.05;
    private static final long PLANNED = 4_000;
    private static final long PLANNED_MOST = 1_000_000_000_000L;

    private final JsonFields root;
    private final @Nullable KnownNames known;

    private DefinitionReader(JsonFields root, @Nullable KnownNames known) {
        this.root = root;
        this.known = known;
    }

    /**
     * Reads one.
     *
     * @param known the names it may use; null for one that was accepted before, whatever the
     *     configuration has now
     * @throws ProblemException with everything that is wrong with it
     */
    public static Definition read(ObjectNode object, @Nullable KnownNames known) {
        Faults faults = new Faults();
        return faults.checked(
                new DefinitionReader(JsonFields.of(object, faults), known).definition());
    }

    /**
     * Reads one that was accepted before.
     *
     * @throws ProblemException when it can't be read
     */
    public static Definition read(String json) {
        return read(JsonBody.object(json), null);
    }

    private @Nullable Definition definition() {
        root.allowOnly(FIELDS);
        String id = root.text("id");
        if (id != null && !ID.matcher(id).matches()) {
            root.fail("id", "1 to 64 letters, digits or . _ -, the first one a letter or digit");
            id = null;
        }
        String route = root.text("route");
        KnownNames.checkRoute(root, "route", route, known);
        String salt = Defaults.name(root, "salt", id == null ? "" : id);
        String description = Objects.requireNonNullElse(root.textOrNull("description"), "");
        LayerRange layer = layer();
        List<VariantDefinition> variants = new VariantsReader(root, known).read();
        AnonymousRule anonymous = Defaults.choice(
                root,
                "anonymous",
                AnonymousRule.class,
                DefinitionJson::label,
                AnonymousRule.RANDOM_PER_REQUEST);
        Map<String, String> testers = testers(variants);
        WatchedReader watched = new WatchedReader(root);
        List<Metric> metrics = watched.metrics();
        List<GuardrailRule> guardrails = watched.guardrails();
        double alpha =
                Defaults.number(root, "alpha", 1e-6, 0.5, "a number from 0.000001 to 0.5", ALPHA);
        long planned = Defaults.whole(root, "units", 2, PLANNED_MOST, PLANNED);
        BreakerRule breaker = breaker();
        RolloutPlan rollout = rollout(variants);
        int share = share(variants);
        return id == null || route == null || variants == null
                ? null
                : new Definition(
                        id,
                        salt,
                        route,
                        description,
                        layer,
                        variants,
                        anonymous,
                        testers,
                        metrics,
                        guardrails,
                        alpha,
                        planned,
                        share,
                        breaker,
                        rollout);
    }

    private @Nullable LayerRange layer() {
        JsonFields in = root.has("layer") ? root.object("layer") : null;
        if (in == null) {
            return null;
        }
        in.allowOnly(LAYER_FIELDS);
        if (!in.has("name")) {
            in.fail("name", "the name that the experiments of the layer share");
        }
        String name = Defaults.name(in, "name", "");
        Long from = in.whole("from", 0, ALL - 1);
        Long to = in.whole("to", 1, ALL);
        if (from != null && to != null && from >= to) {
            in.fail("to", "more than from, which is " + from);
        }
        return name.isEmpty() || from == null || to == null || from >= to
                ? null
                : new LayerRange(name, from.intValue(), to.intValue());
    }

    private Map<String, String> testers(@Nullable List<VariantDefinition> variants) {
        JsonFields in = root.has("testers") ? root.object("testers") : null;
        if (in == null) {
            return Map.of();
        }
        List<String> units = in.names();
        if (units.size() > TESTERS_MOST) {
            root.fail("testers", "at most " + TESTERS_MOST);
            return Map.of();
        }
        Map<String, String> testers = new LinkedHashMap<>();
        for (String unit : units) {
            if (!StrictJson.isStorable(unit, UNIT_MAX)) {
                in.fail(unit, "the id of a unit, 1 to 512 characters");
                continue;
            }
            String variant = in.text(unit);
            if (variant != null
                    && variants != null
                    && variants.stream().noneMatch(it -> it.name().equals(variant))) {
                in.fail(unit, "one of " + names(variants));
            } else if (variant != null) {
                testers.put(unit, variant);
            }
        }
        return testers;
    }

    private BreakerRule breaker() {
        BreakerRule byDefault = BreakerRule.DEFAULT;
        JsonFields in = root.has("breaker") ? root.object("breaker") : null;
        if (in == null) {
            return byDefault;
        }
        in.allowOnly(BREAKER_FIELDS);
        return new BreakerRule(
                Defaults.small(in, "calls", 1, 10_000, byDefault.calls()),
                Defaults.number(
                        in, "share", 1e-6, 1, "a share above 0, 1 at most", byDefault.share()),
                Defaults.number(in, "times", 1.000001, 1e6, "a number above 1", byDefault.times()),
                Defaults.small(in, "consecutive", 1, 10_000, byDefault.consecutive()));
    }

    private @Nullable RolloutPlan rollout(@Nullable List<VariantDefinition> variants) {
        JsonFields in = root.has("rollout") ? root.object("rollout") : null;
        if (in == null) {
            return null;
        }
        String form = root.has("candidate") ? "candidate" : "variants";
        if (variants != null
                && (variants.size() != 2 || variants.getFirst().variant().weight() != ALL / 2)) {
            root.fail(
                    form,
                    "two for a rollout, the control and the candidate, of 5000 basis "
                            + "points each");
        } else if (variants != null
                && variants.getLast().serving() instanceof Serving.RouteLadder) {
            root.fail(form, "a candidate with a model or a ladder: else nothing is rolled out");
        }
        return RolloutReader.read(in);
    }

    private int share(@Nullable List<VariantDefinition> variants) {
        int most =
                variants == null ? ALL - 1 : ALL - variants.getFirst().variant().weight();
        if (!root.has("rollout")) {
            return Defaults.small(root, "share", 1, most, most);
        }
        if (root.has("share")) {
            root.fail("share", "nothing: the stages of the rollout have shares");
        }
        return most;
    }

    private static String names(List<VariantDefinition> variants) {
        return String.join(", ", variants.stream().map(VariantDefinition::name).toList());
    }
}
