package dev.sluice.rollout.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.sluice.experiment.definition.Definition;
import dev.sluice.experiment.definition.Metric;
import dev.sluice.rollout.Rollout;
import dev.sluice.rollout.State;
import dev.sluice.rollout.json.DefinitionJson;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * One experiment as the API shows it; {@code docs/rollouts.md} explains the fields.
 *
 * @param stage the one it is in, or ended in; null before it has begun
 * @param switchedOff by the switch of its route, or by the configuration
 * @param unservable why this process's configuration can't serve it, in words; null where it can
 */
record ExperimentView(
        String id,
        String route,
        String description,
        String state,
        @Nullable String outcome,
        @Nullable String reason,
        @Nullable String winner,
        boolean retired,
        long version,
        Instant createdAt,
        @Nullable Instant startedAt,
        @Nullable Instant endedAt,
        Instant changedAt,
        @Nullable StageView stage,
        List<StageView.Planned> stages,
        List<JsonNode> variants,
        List<String> metrics,
        List<String> guardrails,
        double alpha,
        long planned,
        int share,
        String anonymous,
        JsonNode breaker,
        JsonNode definition,
        boolean switchedOff,
        @Nullable String unservable) {

    static ExperimentView of(Rollout rollout, boolean switchedOff, @Nullable String unservable) {
        Definition definition = rollout.definition();
        State state = rollout.state();
        return new ExperimentView(
                rollout.id(),
                definition.route(),
                definition.description(),
                state.label(),
                state instanceof State.Ended ended ? ended.outcome().label() : null,
                reason(state),
                state instanceof State.Completed completed ? completed.winner() : null,
                rollout.retired(),
                rollout.version(),
                rollout.createdAt(),
                rollout.startedAt(),
                rollout.endedAt(),
                rollout.changedAt(),
                StageView.of(definition, state),
                StageView.all(definition),
                variants(definition),
                definition.metrics().stream().map(Metric::name).toList(),
                definition.guardrails().stream().map(it -> it.text()).toList(),
                definition.alpha(),
                definition.planned(),
                definition.share(),
                DefinitionJson.label(definition.anonymous()),
                DefinitionJson.breaker(definition.breaker()),
                DefinitionJson.of(definition),
                switchedOff,
                unservable);
    }

    private static @Nullable String reason(State state) {
        return switch (state) {
            case State.Pending pending -> null;
            case State.Running running -> null;
            case State.Held held -> held.reason();
            case State.Paused paused -> paused.reason();
            case State.Ended ended -> ended.reason();
        };
    }

    /**
     * Each has a model or a ladder, and null for the other; both are null where it is the route's
     * ladder.
     */
    private static List<JsonNode> variants(Definition definition) {
        List<JsonNode> views = new ArrayList<>();
        for (JsonNode variant : DefinitionJson.variants(definition)) {
            ObjectNode view = JsonNodeFactory.instance.objectNode();
            for (String field : List.of("name", "weight", "model", "threshold", "ladder")) {
                view.set(field, variant.has(field) ? variant.get(field) : view.nullNode());
            }
            views.add(view);
        }
        return views;
    }
}
