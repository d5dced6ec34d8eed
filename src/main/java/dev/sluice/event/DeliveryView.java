package dev.sluice.event;

import io.vertx.sqlclient.Row;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.UUID;

/**
 * One message to one webhook, as the API shows it.
 *
 * @param id the {@code webhook-id} that the receiver gets
 * @param webhook host of the address, and the beginning of the address's SHA-256
 * @param attempts number of attempts begun
 * @param nextAt when it is retried; null when it is not
 * @param deliveredAt null unless it was delivered
 * @param givenUpAt null unless it was given up
 * @param lastError error of the last attempt; null when that succeeded
 */
public record DeliveryView(
        UUID id,
        String webhook,
        String event,
        Instant createdAt,
        int attempts,
        @Nullable Instant nextAt,
        @Nullable Instant deliveredAt,
        @Nullable Instant givenUpAt,
        @Nullable String lastError) {
    static final String COLUMNS =
            "id, webhook, event, created_at, attempts, next_at, delivered_at, given_up_at, "
                    + "last_error";

    static DeliveryView of(Row row) {
        Instant delivered = instant(row, "delivered_at");
        Instant givenUp = instant(row, "given_up_at");
        return new DeliveryView(
                row.getUUID("id"),
                row.getString("webhook"),
                row.getString("event"),
                Outbox.instant(row, "created_at"),
                row.getInteger("attempts"),
                delivered == null && givenUp == null ? instant(row, "next_at") : null,
                delivered,
                givenUp,
                row.getString("last_error"));
    }

    private static @Nullable Instant instant(Row row, String column) {
        OffsetDateTime time = row.getOffsetDateTime(column);
        return time == null ? null : time.toInstant();
    }
}
