package dev.sluice.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import java.util.List;
import java.util.Locale;

/** Writes a result with all its repetitions, for programs. */
public final class JsonReport {
    private JsonReport() {}

    public static String write(BenchResult result) {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        Machine machine = result.machine();
        root.put("sluice", machine.sluice()).put("java", machine.java());
        strings(root.putArray("flags"), machine.flags());
        root.put("system", machine.system())
                .put("cores", machine.cores())
                .put("load", result.load());
        root.put("placement", result.placement());
        strings(root.putArray("targets"), result.targets());
        BenchPlan plan = result.plan();
        if (plan != null) {
            write(plan, root.putObject("plan"));
        }
        ArrayNode figures = root.putArray("figures");
        result.figures().forEach(figure -> write(figure, figures.addObject()));
        strings(root.putArray("notes"), result.notes());
        strings(root.putArray("errors"), result.errors());
        try {
            return new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(root)
                    + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of JSON that can't be written", e);
        }
    }

    private static void write(BenchPlan plan, ObjectNode node) {
        node.put("repetitions", plan.repetitions())
                .put("start_ups", plan.startUps())
                .put("warm_up_ms", plan.warmUp().toMillis())
                .put("latency_ms", plan.latency().toMillis())
                .put("throughput_ms", plan.throughput().toMillis())
                .put("connections", plan.connections())
                .put("first_tokens", plan.firstTokens())
                .put("stream_tokens", plan.streams().tokens())
                .put("stream_repetitions", plan.streams().repetitions())
                .put("windows", plan.ladders().windows())
                .put("ladder_rounds", plan.ladders().rounds())
                .put("ladder_turn_ms", plan.ladders().turn().toMillis())
                .put("hedged", plan.ladders().hedged())
                .put("growths", plan.growths())
                .put("questions", plan.questions())
                .put("local_ms", plan.local().toMillis());
        ArrayNode counts = node.putArray("stream_counts");
        plan.streams().counts().forEach(counts::add);
    }

    private static void write(Measurement figure, ObjectNode node) {
        node.put("name", figure.name())
                .put("unit", figure.unit())
                .put("comparison", figure.comparison().name().toLowerCase(Locale.ROOT));
        ObjectNode repetitions = node.putObject("repetitions");
        figure.repetitions().forEach((target, values) -> {
            ArrayNode array = repetitions.putArray(target);
            values.forEach(array::add);
        });
        ObjectNode medians = node.putObject("medians");
        figure.repetitions()
                .keySet()
                .forEach(target ->
                        figure.spread(target).ifPresent(it -> medians.put(target, it.median())));
        ObjectNode compared = node.putObject("gateway_to");
        figure.repetitions().keySet().forEach(target -> {
            if (!target.equals(Target.GATEWAY)) {
                figure.compared(Target.GATEWAY, target)
                        .ifPresent(it -> compared.put(target, it.median()));
            }
        });
        Goal goal = figure.goal();
        if (goal != null) {
            ObjectNode wanted = node.putObject("goal");
            wanted.put(goal.atLeast() ? "at_least" : "at_most", goal.limit());
            if (goal.reference() != null) {
                wanted.put("against", goal.reference());
            }
            goal.reached(figure).ifPresent(it -> wanted.put("reached", it));
        }
    }

    private static void strings(ArrayNode array, List<String> values) {
        values.forEach(array::add);
    }
}
