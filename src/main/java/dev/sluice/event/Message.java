package dev.sluice.event;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.sluice.egress.WebhookConfig.Event;

import io.vertx.sqlclient.Row;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Locale;
import java.util.UUID;

/**
 * What a webhook is told of one change or decision: what has happened, in the form that Standard
 * Webhooks recommends. It is small: whoever wants to know more asks the API.
 *
 * @param id made of the webhook and of what it is about, so that two who make the same message make
 *     the same id
 * @param experiment null for a route that was switched
 * @param event what it is, as the configuration calls it
 */
record Message(UUID id, @Nullable String experiment, Event event, String body) {
    /** Most characters of a reason or a sentence, so that no body comes near 64 KiB. */
    private static final int WORDS_MAX = 4_000;

    private static final JsonMapper JSON = new JsonMapper();

    /** Of a row of {@code experiment_change}. */
    static Message ofChange(String webhook, Row row) {
        Instant at = Outbox.instant(row, "at");
        long sequence = row.getLong("seq");
        ObjectNode data = JSON.createObjectNode()
                .put("experiment", row.getString("experiment"))
                .put("route", row.getString("route"))
                .put("sequence", sequence)
                .put("action", row.getString("action"))
                .put("by", row.getString("by"))
                .put("before", row.getString("before"))
                .put("after", row.getString("after"))
                .put("version", row.getLong("version"))
                .put("reason", cut(row.getString("reason")));
        return of(webhook, row.getString("experiment"), Event.STATE, sequence, at, data);
    }

    /** Of a row of {@code experiment_decision} with the route. */
    static Message ofDecision(String webhook, Row row) {
        Instant at = Outbox.instant(row, "at");
        long id = row.getLong("id");
        ObjectNode data = JSON.createObjectNode()
                .put("experiment", row.getString("experiment"))
                .put("route", row.getString("route"))
                .put("decision", id)
                .put("stage", row.getInteger("stage"))
                .put("kind", row.getString("kind"))
                .put("sentence", cut(row.getString("sentence")));
        return of(webhook, row.getString("experiment"), Event.DECISION, id, at, data);
    }

    private static Message of(
            String webhook,
            @Nullable String experiment,
            Event event,
            long number,
            Instant at,
            ObjectNode data) {
        ObjectNode body = JSON.createObjectNode()
                .put("type", "experiment." + label(event))
                .put("timestamp", at.toString());
        body.set("data", data);
        // The time is in it because a database that is made anew counts from 1 again.
        String source = webhook + "\n" + label(event) + "\n" + number + "\n" + at;
        return new Message(
                UUID.nameUUIDFromBytes(source.getBytes(StandardCharsets.UTF_8)),
                experiment,
                event,
                body.toString());
    }

    static String label(Event event) {
        return event.name().toLowerCase(Locale.ROOT);
    }

    private static String cut(String words) {
        if (words.length() <= WORDS_MAX) {
            return words;
        }
        // Not in the middle of a pair: no JSON could be written of a half.
        int end =
                Character.isHighSurrogate(words.charAt(WORDS_MAX - 1)) ? WORDS_MAX - 1 : WORDS_MAX;
        return words.substring(0, end) + "...";
    }
}
