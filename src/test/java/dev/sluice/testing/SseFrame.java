package dev.sluice.testing;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/**
 * One block of server-sent events: what stands between two blank lines.
 *
 * @param nanos {@link System#nanoTime} when its last byte had arrived
 * @param comment the text behind a leading colon, null without one
 */
public record SseFrame(
        long nanos,
        @Nullable String event,
        @Nullable String data,
        @Nullable String comment,
        @Nullable String id) {

    static SseFrame parse(long nanos, String block) {
        String event = null;
        String comment = null;
        String id = null;
        List<String> data = new ArrayList<>();
        for (String line : block.strip().lines().toList()) {
            int colon = line.indexOf(':');
            String value = colon < 0 ? "" : line.substring(colon + 1);
            value = value.startsWith(" ") ? value.substring(1) : value;
            switch (colon < 0 ? line : line.substring(0, colon)) {
                case "" -> comment = value;
                case "event" -> event = value;
                case "id" -> id = value;
                case "data" -> data.add(value);
                default -> {}
            }
        }
        return new SseFrame(
                nanos, event, data.isEmpty() ? null : String.join("\n", data), comment, id);
    }

    public boolean isDone() {
        return "[DONE]".equals(data);
    }

    /** The data as a JSON object. */
    public JsonObject json() {
        return new JsonObject(String.valueOf(data));
    }

    /** The only choice, or the first. */
    public JsonObject choice() {
        return json().getJsonArray("choices").getJsonObject(0);
    }

    /** Text of all choices together; empty for frames that carry none. */
    public String text() {
        StringBuilder text = new StringBuilder();
        if (data != null
                && data.startsWith("{")
                && json().getValue("choices") instanceof JsonArray choices) {
            for (Object choice : choices) {
                JsonObject delta = ((JsonObject) choice).getJsonObject("delta");
                String piece = delta == null
                        ? ((JsonObject) choice).getString("text")
                        : delta.getString("content");
                text.append(piece == null ? "" : piece);
            }
        }
        return text.toString();
    }
}
