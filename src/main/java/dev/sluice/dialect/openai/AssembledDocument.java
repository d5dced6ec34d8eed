package dev.sluice.dialect.openai;

import dev.sluice.stream.SseFrame;
import dev.sluice.stream.SseFrames;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

import org.jspecify.annotations.Nullable;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The answer of an upstream that was asked for a document and sent a stream: the document that the
 * chunks make together. An error in the stream is the document instead.
 */
final class AssembledDocument {
    /** Fields of a delta that come once, though some servers repeat them in every chunk. */
    private static final Set<String> ONCE = Set.of("role", "id", "type", "name");

    private static final Set<String> OF_CHOICES = Set.of("index", "finish_reason", "delta");

    private final SseFrame frame = new SseFrame();
    private final ChunkSkim skim = new ChunkSkim();
    private final JsonObject answer = new JsonObject();
    private final Map<Integer, JsonObject> choices = new TreeMap<>();
    private @Nullable Buffer error;
    private boolean done;
    private boolean broken;

    private AssembledDocument() {}

    /** The document; null if the stream is not whole, or none of this protocol. */
    static @Nullable Buffer of(Buffer stream) {
        AssembledDocument made = new AssembledDocument();
        SseFrames frames = new SseFrames(stream.length());
        frames.feed(stream, made::onFrame);
        frames.feed(Buffer.buffer("\n\n"), made::onFrame); // The last event may lack it.
        return made.document();
    }

    private void onFrame(byte[] bytes, int start, int end) {
        if (done || broken || error != null || !frame.read(bytes, start, end)) {
            return;
        }
        switch (skim.read(frame)) {
            case CHUNK -> onChunk();
            case ERROR ->
                error = Buffer.buffer(frame.to() - frame.from())
                        .appendBytes(frame.bytes(), frame.from(), frame.to() - frame.from());
            case END -> done = true;
            case NOTHING -> {}
            case UNREADABLE -> broken = true;
        }
    }

    private void onChunk() {
        JsonObject chunk;
        try {
            chunk = new JsonObject(Buffer.buffer(frame.to() - frame.from())
                    .appendBytes(frame.bytes(), frame.from(), frame.to() - frame.from()));
        } catch (DecodeException e) {
            broken = true;
            return;
        }
        for (Map.Entry<String, Object> field : chunk) {
            if (field.getKey().equals("choices")) {
                continue;
            }
            boolean empty = "".equals(answer.getValue(field.getKey(), ""));
            if (field.getValue() != null && (empty || field.getKey().equals("usage"))) {
                answer.put(field.getKey(), field.getValue());
            }
        }
        for (Object each : chunk.getJsonArray("choices", new JsonArray())) {
            if (each instanceof JsonObject choice) {
                onChoice(choice);
            }
        }
    }

    private void onChoice(JsonObject chunk) {
        int index = chunk.getValue("index") instanceof Integer place ? place : 0;
        JsonObject choice =
                choices.computeIfAbsent(index, key -> new JsonObject().put("index", key));
        if (chunk.getValue("delta") instanceof JsonObject delta) {
            merge(part(choice, "message"), delta);
        }
        if (chunk.getValue("finish_reason") instanceof String reason && !reason.isEmpty()) {
            choice.put("finish_reason", reason);
        }
        JsonObject others = chunk.copy();
        OF_CHOICES.forEach(others::remove);
        merge(choice, others);
    }

    /** Texts and lists are appended, objects merged; of other values the last one is kept. */
    private static void merge(JsonObject into, JsonObject more) {
        for (Map.Entry<String, Object> field : more) {
            String name = field.getKey();
            Object before = into.getValue(name);
            switch (field.getValue()) {
                case null -> into.put(name, before);
                case String text
                when before instanceof String start ->
                    into.put(name, ONCE.contains(name) && !start.isEmpty() ? start : start + text);
                case JsonObject object -> merge(part(into, name), object);
                case JsonArray list when name.equals("tool_calls") -> mergeCalls(into, list);
                case JsonArray list when before instanceof JsonArray start -> start.addAll(list);
                default -> into.put(name, field.getValue());
            }
        }
    }

    private static void mergeCalls(JsonObject message, JsonArray more) {
        if (!(message.getValue("tool_calls") instanceof JsonArray)) {
            message.put("tool_calls", new JsonArray());
        }
        JsonArray calls = message.getJsonArray("tool_calls");
        for (Object each : more) {
            if (each instanceof JsonObject call) {
                int index = call.getValue("index") instanceof Integer place
                        ? Math.min(place, calls.size())
                        : calls.size();
                if (index == calls.size()) {
                    calls.add(new JsonObject());
                }
                JsonObject part = call.copy();
                part.remove("index");
                merge(calls.getJsonObject(index), part);
            }
        }
    }

    private static JsonObject part(JsonObject of, String name) {
        if (!(of.getValue(name) instanceof JsonObject)) {
            of.put(name, new JsonObject());
        }
        return of.getJsonObject(name);
    }

    private @Nullable Buffer document() {
        if (error != null) {
            return error;
        }
        if (broken || choices.isEmpty() || !(done || skim.allFinished())) {
            return null;
        }
        if ("chat.completion.chunk".equals(answer.getValue("object"))) {
            answer.put("object", "chat.completion");
        }
        return answer.put("choices", new JsonArray(choices.values().stream().toList()))
                .toBuffer();
    }
}
