package dev.sluice.upstream.local.request;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.sluice.upstream.UpstreamException;
import dev.sluice.vocabulary.Operation;

import io.vertx.core.buffer.Buffer;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Rewrites a client's body into one that is safe for the engine. The engine accepts almost
 * anything: an unknown role, a temperature of a thousand million, {@code max_tokens} of 2^40 as 0.
 * It also reads some fifty fields that control it (slots, adapters, caches, grammars). So the body
 * is written anew from a list of known fields, with each value checked; {@link FieldRules} refuses
 * all others.
 *
 * <p>Beyond OpenAI's fields, {@code top_k}, {@code min_p}, {@code repeat_penalty}, {@code
 * continue_final_message} and the flags in {@code chat_template_kwargs} are passed on. The engine
 * is always asked to stream, because otherwise it computes on after a client has left, and always
 * for the usage.
 *
 * @param settings what the configuration says
 * @param vocabulary the tokens of the model
 * @param abilities what the model's template can express
 */
public record LocalRequest(
        ModelSettings settings, Vocabulary vocabulary, TemplateAbilities abilities) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * Plans what the engine is asked.
     *
     * @throws UpstreamException with an {@link dev.sluice.upstream.UpstreamFailure.Invalid} if a
     *     field is not valid
     */
    public LocalPlan plan(Operation operation, Buffer body) {
        JsonNode asked = parse(body);
        ObjectNode fixed = JsonNodeFactory.instance.objectNode();
        fixed.set("model", RequestFields.required(asked, "model", "model"));
        adapters(fixed);
        return switch (operation) {
            case CHAT_COMPLETIONS -> chat(asked, fixed);
            case COMPLETIONS -> completion(asked, fixed);
            case EMBEDDINGS ->
                throw RequestFields.invalid(
                        "local models don't support embeddings", "model", "unsupported_operation");
        };
    }

    private LocalPlan chat(JsonNode asked, ObjectNode fixed) {
        FieldRules.CHAT.check(asked);
        Drawn drawn = Drawn.ofChat(asked);
        ObjectNode written = fixed.deepCopy();
        boolean calls = new ChatRequest(vocabulary.controls(), abilities).write(asked, written);
        new SamplingFields(settings, 1).write(asked, written);
        if (calls) {
            written.remove("stop"); // The grammar ends a call; a word in its JSON does not.
        }
        streamed(written);
        if (!calls && drawn.drawn() == 1) {
            return new LocalPlan.PassedOn(Buffer.buffer(EngineBody.bytes(written)));
        }
        List<LocalPlan.Choice> choices = new ArrayList<>(drawn.drawn());
        for (int i = 0; i < drawn.drawn(); i++) {
            choices.add(new LocalPlan.Choice(SamplingFields.drawing(written, i), null));
        }
        return new LocalPlan.Choices(
                choices,
                drawn,
                calls ? new LocalPlan.Shape.Calls() : new LocalPlan.Shape.Messages());
    }

    private LocalPlan completion(JsonNode asked, ObjectNode fixed) {
        FieldRules.COMPLETION.check(asked);
        ObjectNode sampled = fixed.deepCopy();
        new SamplingFields(settings, 0).write(asked, sampled);
        streamed(sampled);
        boolean nothing = sampled.path("max_tokens").asLong(1) == 0;
        return new CompletionRequest(settings, vocabulary).plan(asked, fixed, sampled, nothing);
    }

    private static void streamed(ObjectNode written) {
        written.put("stream", true).putObject("stream_options").put("include_usage", true);
    }

    /** Without the full list the engine applies adapters as it likes. */
    private void adapters(ObjectNode written) {
        List<Double> scales = settings.adapterScales();
        if (!scales.isEmpty()) {
            ArrayNode lora = written.putArray("lora");
            for (int id = 0; id < scales.size(); id++) {
                lora.addObject().put("id", id).put("scale", scales.get(id));
            }
        }
    }

    private static JsonNode parse(Buffer body) {
        try {
            JsonNode asked = JSON.readTree(body.getBytes());
            if (asked.isObject()) {
                return asked;
            }
        } catch (IOException e) {
            // The gateway has already parsed it as an object, but only what is read here reaches
            // the engine.
        }
        throw RequestFields.invalid("the body is not a JSON object", "", "invalid_json");
    }
}
