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
 * The message to a webhook about one event, in the form that Standard Webhooks recommends. It is
 * small; the API has the details.
 *
 * @param id derived from the webhook and the event, so that the same message always has the same id
 * @param subject null when it concerns a whole route
 */
record Message(UUID id, EventKind kind, @Nullable String subject, String body) {
    private static final JsonMapper JSON = new JsonMapper();

    /** Makes the message for a row of {@code event} that has a notice. */
    static Message of(String webhook, EventKind kind, Row row) {
        Instant at = Outbox.instant(row, "at");
        ObjectNode body = JSON.createObjectNode()
                .put("type", kind.noticeType())
                .put("timestamp", at.toString())
                .putRawValue("data", new RawValue(row.getString("notice")));
        // With the time, because a new database counts from 1 again.
        String source =
                webhook + "\n" + kind.noticeName() + "\n" + row.getLong("number") + "\n" + at;
        return new Message(
                UUID.nameUUIDFromBytes(source.getBytes(StandardCharsets.UTF_8)),
                kind,
                row.getString("subject"),
                body.toString());
    }
}
