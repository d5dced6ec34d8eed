package dev.sluice.demo;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

import org.jspecify.annotations.Nullable;

import java.util.function.LongSupplier;

/** Reads the lines of a streamed chat completion as a client does. */
final class StreamReader {
    private static final String DATA = "data:";

    private final LongSupplier millis;
    private final StringBuilder text = new StringBuilder();
    private long firstToken = -1;
    private boolean finished;
    private boolean failed;
    private boolean done;

    /** Makes a reader; {@code millis} gives the time since the request was sent. */
    StreamReader(LongSupplier millis) {
        this.millis = millis;
    }

    void line(String line) {
        if (!line.startsWith(DATA)) {
            failed |= line.strip().equals("event: error");
            return;
        }
        String data = line.substring(DATA.length()).strip();
        if (data.equals("[DONE]")) {
            done = true;
            return;
        }
        try {
            chunk(new JsonObject(data));
        } catch (DecodeException | ClassCastException e) {
            failed = true;
        }
    }

    private void chunk(JsonObject chunk) {
        failed |= chunk.containsKey("error");
        JsonArray choices = chunk.getJsonArray("choices");
        if (choices == null || choices.isEmpty()) {
            return;
        }
        JsonObject choice = choices.getJsonObject(0);
        finished |= choice.getString("finish_reason") != null;
        String content = content(choice);
        if (content != null && !content.isEmpty()) {
            text.append(content);
            firstToken = firstToken < 0 ? millis.getAsLong() : firstToken;
        }
    }

    private static @Nullable String content(JsonObject choice) {
        JsonObject delta = choice.getJsonObject("delta");
        return delta == null ? null : delta.getString("content");
    }

    String text() {
        return text.toString();
    }

    /** When the first token came, in milliseconds; -1 if none did. */
    long firstToken() {
        return firstToken;
    }

    /** Whether the answer was whole: text, a finish reason, {@code [DONE]} and no error. */
    boolean complete() {
        return done && finished && !failed && !text.isEmpty();
    }
}
