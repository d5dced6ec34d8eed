package dev.sluice.dialect.openai;

import dev.sluice.config.upstream.UpstreamConfig.Continuation;
import dev.sluice.dialect.Addition;
import dev.sluice.dialect.Dialect;
import dev.sluice.dialect.InferenceRequest;
import dev.sluice.dialect.JsonText;
import dev.sluice.vocabulary.Operation;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A request in OpenAI's protocol, and the positions in its body of the fields that the gateway
 * changes.
 *
 * @param endUser what it says of its end user
 * @param logprobs the log-probabilities that the client asked for
 * @param modelEdit where the model's name stands in the body
 * @param usageEdit the edit that asks for usage; null if the body already does
 */
@SuppressWarnings("ArrayRecordComponent") // Read once and never changed; equality is not used.
public record OpenAiRequest(
        Operation operation,
        String requestedModel,
        boolean streaming,
        boolean usageWanted,
        EndUser endUser,
        byte[] body,
        LogprobsAsked logprobs,
        Edit modelEdit,
        @Nullable Edit usageEdit)
        implements InferenceRequest {
    /** Fields that belong to a stream, or make an answer larger than a comparison needs. */
    private static final List<String> NOT_IN_SAMPLES =
            List.of("stream_options", "logprobs", "top_logprobs", "n", "best_of");

    @Override
    public Dialect dialect() {
        return OpenAiDialect.INSTANCE;
    }

    @Override
    public @Nullable String user() {
        return endUser.user();
    }

    @Override
    public Map<String, String> metadata() {
        return endUser.metadata();
    }

    @Override
    public @Nullable String oddMetadata(String name) {
        return endUser.oddMetadata(name);
    }

    @Override
    public boolean logprobsWanted() {
        return logprobs.wanted();
    }

    @Override
    public int alternatives() {
        return logprobs.alternatives();
    }

    @Override
    public Set<Addition> additions(int needed) {
        Set<Addition> additions = EnumSet.noneOf(Addition.class);
        if (streaming && usageEdit != null) {
            additions.add(Addition.USAGE);
        }
        if (needed >= 0) {
            logprobs.additions(needed, additions);
        }
        return additions;
    }

    @Override
    public Buffer bodyFor(String sentModel, int needed, Set<Addition> leftOut) {
        List<Edit> edits = new ArrayList<>(4);
        if (!sentModel.equals(requestedModel)) {
            edits.add(modelEdit.with(Buffer.buffer(JsonText.quote(sentModel)).getBytes()));
        }
        if (streaming && usageEdit != null && !leftOut.contains(Addition.USAGE)) {
            edits.add(usageEdit);
        }
        if (needed >= 0 && !leftOut.contains(Addition.LOGPROBS)) {
            int asked = leftOut.contains(Addition.TOP_LOGPROBS) ? 0 : needed;
            logprobs.ask(operation, asked, edits);
        }
        if (edits.isEmpty()) {
            return Buffer.buffer(body);
        }
        edits.sort(Comparator.comparingInt(Edit::start));
        Buffer edited = Buffer.buffer(body.length + 128);
        int at = 0;
        for (Edit edit : edits) {
            edited.appendBytes(body, at, edit.start - at).appendBytes(edit.replacement);
            at = edit.end;
        }
        return edited.appendBytes(body, at, body.length - at);
    }

    /** Asks for the rest by an unfinished message of the assistant. */
    @Override
    public Buffer continuedBodyFor(
            String sentModel, String soFar, Continuation how, Set<Addition> leftOut) {
        JsonObject json = json();
        JsonArray messages = json.getJsonArray("messages").copy();
        messages.add(new JsonObject().put("role", "assistant").put("content", soFar));
        json.put("model", sentModel).put("messages", messages);
        if (!leftOut.contains(Addition.USAGE)) {
            JsonObject options = json.getValue("stream_options") instanceof JsonObject given
                    ? given
                    : new JsonObject();
            json.put("stream_options", options.put("include_usage", true));
        }
        if (how == Continuation.FINAL_MESSAGE) {
            json.put("add_generation_prompt", false).put("continue_final_message", true);
        }
        return json.toBuffer();
    }

    @Override
    public Buffer documentBodyFor(String sentModel) {
        JsonObject json = json();
        json.remove("stream_options");
        return json.put("model", sentModel).put("stream", false).toBuffer();
    }

    @Override
    public Buffer sampleBodyFor(String sentModel, double temperature) {
        JsonObject json = json();
        NOT_IN_SAMPLES.forEach(json::remove);
        return json.put("model", sentModel)
                .put("stream", false)
                .put("temperature", temperature)
                .toBuffer();
    }

    @Override
    public String words() {
        return RequestWords.of(body);
    }

    private JsonObject json() {
        return new JsonObject(Buffer.buffer(body));
    }

    /** A replacement of {@code body[start, end)}. */
    @SuppressWarnings("ArrayRecordComponent")
    public record Edit(int start, int end, byte[] replacement) {
        private Edit with(byte[] other) {
            return new Edit(start, end, other);
        }
    }
}
