package dev.sluice.rollout.json;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.sluice.experiment.AnonymousRule;
import dev.sluice.experiment.LayerRange;
import dev.sluice.experiment.definition.BreakerRule;
import dev.sluice.experiment.definition.Definition;
import dev.sluice.experiment.definition.RolloutPlan;
import dev.sluice.experiment.definition.ShadowPlan;
import dev.sluice.experiment.definition.StagePlan;
import dev.sluice.experiment.definition.VariantDefinition;
import dev.sluice.web.TimeSpan;

import java.util.TreeMap;

/**
 * Writes definitions in one form, with every default; {@link DefinitionReader} reads an equal one
 * back.
 */
public final class DefinitionJson {
    private DefinitionJson() {}

    /** As text, for the database. */
    public static String text(Definition definition) {
        return of(definition).toString();
    }

    /** As a tree. */
    public static ObjectNode of(Definition definition) {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        root.put("id", definition.id()).put("route", definition.route());
        if (!definition.description().isEmpty()) {
            root.put("description", definition.description());
        }
        root.put("salt", definition.salt());
        LayerRange layer = definition.layer();
        if (layer != null) {
            root.putObject("layer")
                    .put("name", layer.salt())
                    .put("from", layer.from())
                    .put("to", layer.to());
        }
        root.set("variants", variants(definition));
        root.put("anonymous", label(definition.anonymous()));
        ObjectNode testers = root.putObject("testers");
        new TreeMap<>(definition.testers()).forEach(testers::put);
        ArrayNode metrics = root.putArray("metrics");
        definition.metrics().forEach(it -> metrics.add(it.name()));
        ArrayNode guardrails = root.putArray("guardrails");
        definition.guardrails().forEach(it -> guardrails.add(it.text()));
        root.put("alpha", definition.alpha()).put("units", definition.planned());
        RolloutPlan rollout = definition.rollout();
        if (rollout == null) {
            root.put("share", definition.share());
        }
        root.set("breaker", breaker(definition.breaker()));
        if (rollout != null) {
            root.set("rollout", rollout(rollout));
        }
        return root;
    }

    /** The rule's name in definitions. */
    public static String label(AnonymousRule rule) {
        return switch (rule) {
            case RANDOM_PER_REQUEST -> "random";
            case REFUSED -> "refuse";
            case KEY_AS_UNIT -> "key";
        };
    }

    /** The variants, the control first. */
    public static ArrayNode variants(Definition definition) {
        ArrayNode variants = JsonNodeFactory.instance.arrayNode();
        for (VariantDefinition variant : definition.variants()) {
            ObjectNode node = variants.addObject()
                    .put("name", variant.name())
                    .put("weight", variant.variant().weight());
            ServingJson.write(node, variant.serving());
        }
        return variants;
    }

    /** The rule by which a candidate is taken back at once. */
    public static ObjectNode breaker(BreakerRule rule) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("calls", rule.calls())
                .put("share", rule.share())
                .put("times", rule.times())
                .put("consecutive", rule.consecutive());
    }

    private static ObjectNode rollout(RolloutPlan plan) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        ShadowPlan shadow = plan.shadow();
        if (shadow != null) {
            ObjectNode to = node.putObject("shadow")
                    .put("share", shadow.share())
                    .put("requests", shadow.requests());
            if (shadow.cost() != null) {
                to.put("cost", shadow.cost());
            }
            to.put("duration", TimeSpan.write(shadow.duration()));
        }
        ArrayNode stages = node.putArray("stages");
        for (StagePlan stage : plan.stages()) {
            stages.addObject()
                    .put("share", stage.share())
                    .put("duration", TimeSpan.write(stage.duration()))
                    .put("units", stage.units())
                    .put("monitoring", stage.monitoring().label())
                    .put("approval", stage.approval())
                    .put("evidence", stage.evidence());
        }
        node.put("holdback", plan.holdback());
        node.putObject("undecided")
                .put("after", TimeSpan.write(plan.undecided().after()))
                .put("then", plan.undecided().then().label());
        return node;
    }
}
