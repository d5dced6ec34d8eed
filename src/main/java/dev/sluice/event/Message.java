package dev.sluice.event;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;

import io.vertx.sqlclient.Row;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;

/**
 * What a webhook is told of one event: what has happened, in the form that Standard Webhooks
 * recommends. It is small: whoever wants to know more asks the API.
 *
 * @param id made of the webhook and of the event, so that two who make the same message make the
 *     same id
 * @param subject null for what concerns a whole route
 */
record Message(UUID id, EventKind kind, @Nullable String subject, String body) {
    private static final JsonMapper JSON = new JsonMapper();

    /** Of a row of {@code event} with its notice. */
    static Message of(String webhook, EventKind kind, Row row) {
        Instant at = Outbox.instant(row, "at");
        ObjectNode body = JSON.createObjectNode()
                .put("type", kind.noticeType())
                .put("timestamp", at.toString())
                .putRawValue("data", new RawValue(row.getString("notice")));
        // The time is in it because a database that is made anew counts from 1 again.
        String source =
                webhook + "\n" + kind.noticeName() + "\n" + row.getLong("number") + "\n" + at;
        return new Message(
                UUID.nameUUIDFromBytes(source.getBytes(StandardCharsets.UTF_8)),
                kind,
                row.getString("subject"),
                body.toString());
    }
}
