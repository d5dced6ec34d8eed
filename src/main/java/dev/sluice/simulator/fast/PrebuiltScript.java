package dev.sluice.simulator.fast;

import dev.sluice.simulator.Answer;
import dev.sluice.simulator.AnswerHead;
import dev.sluice.simulator.Documents;
import dev.sluice.simulator.ModelRequest;
import dev.sluice.simulator.Script;
import dev.sluice.simulator.ScriptException;
import dev.sluice.simulator.SimulatedOperation;
import dev.sluice.simulator.StaticAnswer;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A script whose answers are made in advance or on first use. Like those of {@link StaticAnswer},
 * they share one id. Belongs to one event loop, as the answers do.
 */
final class PrebuiltScript {
    /** Limits the memory that a client can use up by always asking in new ways. */
    private static final int KEPT_MAX = 256;

    private record Form(
            SimulatedOperation endpoint,
            String model,
            boolean stream,
            boolean usageAsked,
            int alternatives) {}

    private final Map<String, Answer> answers = new HashMap<>();
    private final Map<Form, PrebuiltAnswer> made = new HashMap<>();
    private final long createdSeconds;

    /**
     * Prepares the answers of a script.
     *
     * @throws ScriptException if one of them depends on its request
     */
    PrebuiltScript(Script script, long createdSeconds) {
        this.createdSeconds = createdSeconds;
        if (script.models().isEmpty()) {
            throw new ScriptException(
                    "models: none (expected: one or more, whose answers can be made ahead)");
        }
        script.models().forEach((model, its) -> {
            if (its.size() > 1) {
                throw new ScriptException(
                        "models." + model + ": " + its.size() + " answers (expected: one)");
            }
            answers.put(model, its.getFirst());
            try {
                made(SimulatedOperation.CHAT, model, true);
                made(SimulatedOperation.CHAT, model, false);
            } catch (ScriptException e) {
                throw new ScriptException("models." + model + ": " + e.getMessage());
            }
        });
    }

    /** The answer to a request with this body. */
    PrebuiltAnswer answer(SimulatedOperation endpoint, byte[] body) {
        ModelRequest asked;
        try {
            asked = ModelRequest.parse(endpoint, Buffer.buffer(body));
        } catch (ModelRequest.Invalid e) {
            return refusal(400, String.valueOf(e.getMessage()));
        }
        if (endpoint == SimulatedOperation.EMBEDDINGS || !answers.containsKey(asked.model())) {
            return refusal(
                    404,
                    "model: " + asked.model() + " (expected: one of " + answers.keySet() + ")");
        }
        Form form = new Form(
                endpoint, asked.model(), asked.stream(), asked.usageAsked(), asked.alternatives());
        PrebuiltAnswer answer = made.get(form);
        if (answer == null) {
            answer = make(asked);
            if (made.size() < KEPT_MAX) {
                made.put(form, answer);
            }
        }
        return answer;
    }

    PrebuiltAnswer models() {
        JsonArray data = new JsonArray();
        answers.keySet()
                .forEach(name -> data.add(new JsonObject()
                        .put("id", name)
                        .put("object", "model")
                        .put("created", 0)
                        .put("owned_by", "simulator")));
        return PrebuiltAnswer.document(
                200,
                "OK",
                new JsonObject().put("object", "list").put("data", data).toBuffer());
    }

    static PrebuiltAnswer refusal(int status, String message) {
        return PrebuiltAnswer.document(
                status, "Refused", Documents.envelope(status, message).toBuffer());
    }

    private void made(SimulatedOperation endpoint, String model, boolean stream) {
        ModelRequest request = new ModelRequest(
                endpoint,
                model,
                stream,
                false,
                1,
                Integer.MAX_VALUE,
                -1,
                new JsonObject(Map.of("messages", List.of())));
        made.put(new Form(endpoint, model, stream, false, -1), make(request));
    }

    private PrebuiltAnswer make(ModelRequest asked) {
        String id = asked.endpoint().idPrefix() + StaticAnswer.ID_SUFFIX;
        Answer answer = answers.get(asked.model());
        if (answer == null) {
            throw new IllegalStateException("model " + asked.model() + " is not in the script");
        }
        return PrebuiltAnswer.of(answer, new AnswerHead(id, createdSeconds, asked));
    }
}
