package dev.sluice.record.api;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;

import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.Map;

/**
 * What upstreams said when they refused, of one inference. Immutable.
 *
 * @param byAttempt the words by the attempt's ordinal
 */
record SaidRefusals(Map<Integer, String> byAttempt) {
    static final SaidRefusals NONE = new SaidRefusals(Map.of());

    static SaidRefusals of(Row row) {
        Buffer document = row.getBuffer("refusals");
        if (document == null) {
            return NONE;
        }
        Map<Integer, String> words = new HashMap<>();
        for (Object each : new JsonArray(document)) {
            JsonObject refusal = (JsonObject) each;
            words.put(refusal.getInteger("attempt"), refusal.getString("words"));
        }
        return new SaidRefusals(Map.copyOf(words));
    }

    /** The words about an attempt; null if none are kept. */
    @Nullable
    String words(int attempt) {
        return byAttempt.get(attempt);
    }
}
