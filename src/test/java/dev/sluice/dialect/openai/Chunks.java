package dev.sluice.dialect.openai;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** Events of a streamed answer, as an upstream writes them. */
public final class Chunks {
    public static final String DONE = "data: [DONE]\n\n";

    private Chunks() {}

    /** One token with this probability. */
    public static String token(String id, String text, double probability) {
        return chunk(
                id,
                new JsonObject()
                        .put("delta", new JsonObject().put("content", text))
                        .put(
                                "logprobs",
                                new JsonObject()
                                        .put("content", JsonArray.of(entry(text, probability))))
                        .putNull("finish_reason"));
    }

    /** Its tokens in one piece, one for each character. */
    public static String tokens(String id, String text, double probability) {
        StringBuilder all = new StringBuilder();
        text.chars().forEach(one -> all.append(token(id, Character.toString(one), probability)));
        return all.toString();
    }

    public static String finish(String id) {
        return chunk(
                id, new JsonObject().put("delta", new JsonObject()).put("finish_reason", "stop"));
    }

    /** All of a short answer, in one piece. */
    public static String whole(String id, String text, double probability) {
        return tokens(id, text, probability) + finish(id) + DONE;
    }

    /** The same as a document, one token for each character. */
    public static String document(String id, String text, double probability) {
        JsonArray entries = new JsonArray();
        text.chars().forEach(one -> entries.add(entry(Character.toString(one), probability)));
        return new JsonObject()
                .put("id", id)
                .put("created", id.length())
                .put("model", id)
                .put(
                        "choices",
                        JsonArray.of(new JsonObject()
                                .put("index", 0)
                                .put(
                                        "message",
                                        new JsonObject()
                                                .put("role", "assistant")
                                                .put("content", text))
                                .put("logprobs", new JsonObject().put("content", entries))
                                .put("finish_reason", "stop")))
                .encode();
    }

    public static String error(String message) {
        return "data: {\"error\":{\"message\":\"" + message + "\",\"type\":\"server_error\"}}\n\n";
    }

    /** The text of an event's data; empty where there is none. */
    public static String text(String data) {
        if (!data.startsWith("{")) {
            return "";
        }
        JsonArray choices = new JsonObject(data).getJsonArray("choices");
        return choices == null || choices.isEmpty()
                ? ""
                : choices.getJsonObject(0).getJsonObject("delta").getString("content", "");
    }

    private static JsonObject entry(String text, double probability) {
        return new JsonObject()
                .put("token", text)
                .put("logprob", Math.log(probability))
                .put("top_logprobs", new JsonArray());
    }

    private static String chunk(String id, JsonObject choice) {
        return "data: "
                + new JsonObject()
                        .put("id", id)
                        .put("created", id.length())
                        .put("model", id)
                        .put("choices", JsonArray.of(choice.put("index", 0)))
                        .encode()
                + "\n\n";
    }
}
