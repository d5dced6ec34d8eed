package dev.sluice.simulator;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Log-probabilities of a step's tokens. As with OpenAI, they are sent only to requests that ask for
 * them.
 *
 * @param sent false for a server that ignores the request for them
 * @param values one per token, reused in a cycle if the tokens repeat; empty for values derived
 *     from the token's text
 */
public record Logprobs(boolean sent, List<Double> values) {
    /** A function of each token's text: always the same, between -0.5 and 0. */
    public static final Logprobs GENERATED = new Logprobs(true, List.of());

    /** None, whatever the request asks. */
    public static final Logprobs NONE = new Logprobs(false, List.of());

    public Logprobs {
        values = List.copyOf(values);
    }

    double of(String token, int position) {
        return values.isEmpty()
                ? -Math.floorMod(token.hashCode(), 500) / 1000.0
                : values.get(position % values.size());
    }

    /** One token as the chat endpoint writes it: the token itself leads its alternatives. */
    static JsonObject chatEntry(String token, double logprob, int alternatives) {
        JsonArray top = new JsonArray();
        for (int i = 0; i < alternatives; i++) {
            top.add(entry(
                    i == 0 ? token : token + "~" + i, i == 0 ? logprob : alternative(logprob, i)));
        }
        return entry(token, logprob).put("top_logprobs", top);
    }

    /** One token as the legacy endpoint writes it. */
    static JsonObject legacy(String token, double logprob, int alternatives, int offset) {
        JsonObject top = new JsonObject();
        for (int i = 0; i < alternatives; i++) {
            top.put(i == 0 ? token : token + "~" + i, i == 0 ? logprob : alternative(logprob, i));
        }
        return new JsonObject()
                .put("tokens", JsonArray.of(token))
                .put("token_logprobs", JsonArray.of(logprob))
                .put("top_logprobs", alternatives == 0 ? nothing() : JsonArray.of(top))
                .put("text_offset", JsonArray.of(offset));
    }

    private static JsonObject entry(String token, double logprob) {
        JsonArray bytes = new JsonArray();
        for (byte unit : token.getBytes(StandardCharsets.UTF_8)) {
            bytes.add(unit & 0xff);
        }
        return new JsonObject().put("token", token).put("logprob", logprob).put("bytes", bytes);
    }

    /**
     * The i-th alternative gets half of what the earlier ones left, so that the sum stays below
     * one.
     */
    private static double alternative(double logprob, int i) {
        double left = Math.max(1 - Math.exp(logprob), 1e-9);
        return Math.log(left / (1 << Math.min(i, 30)));
    }

    private static @Nullable Object nothing() {
        return null;
    }
}
