package dev.sluice.event;

import dev.sluice.database.Lane;
import dev.sluice.database.Lanes;
import dev.sluice.egress.WebhookConfig;
import dev.sluice.event.Settlement.Result;
import dev.sluice.jobs.Claims;

import io.quarkus.arc.All;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * Stores messages to webhooks and the claims on them, with plain SQL (ADR 0011).
 *
 * <p>Messages are made from the events in the log, starting at the webhook's cursors: whoever
 * appends events need not know about webhooks, and nothing is sent that was not committed. One
 * gateway at a time locks a cursor; if two made the same message, it would have the same id. An
 * attempt is a claim: if its gateway dies, another one makes the next attempt, with the same id.
 * All times are the database's.
 */
@ApplicationScoped
public class Outbox {
    /** How long an attempt is assumed to be running; longer than {@code WebhookClient.PATIENCE}. */
    static final Duration LEASE = Duration.ofSeconds(60);

    /** Maximum number of rows in one read. */
    static final int BATCH = 100;

    private static final String SEE = """
            insert into webhook_cursor (webhook, kind, number)
            select $1, wanted.kind, coalesce(k.last, 0)
            from unnest($2::text[]) as wanted (kind) left join event_kind k on k.kind = wanted.kind
            on conflict do nothing""";

    private static final String LOCK = """
            select kind, number from webhook_cursor where webhook = $1 and kind = any($2::text[]) order by kind
            for update skip locked""";

    /**
     * Only events of the last day become messages: older ones were missed while no gateway ran, or
     * the webhook was not configured.
     */
    private static final String EVENTS = """
            select number, subject, at, notice::text as notice, at > now() - interval '1 day' as fresh
            from event where kind = $1 and number > $2 order by number limit\s""" + BATCH;

    private static final String INSERT = """
            insert into webhook_delivery (id, webhook, topic, subject, event, body, created_at, next_at)
            select s.id, $1, $2, s.subject, $3, s.body, now(), now()
            from unnest($4::uuid[], $5::text[], $6::text[]) as s (id, subject, body)
            on conflict do nothing""";

    private static final String MOVE =
            "update webhook_cursor set number = $3 where webhook = $1 and kind = $2";

    private static final Claims CLAIMS = new Claims(
            new Claims.Table(
                    "webhook_delivery",
                    "id",
                    "attempts",
                    "next_at",
                    "delivered_at is null and given_up_at is null"),
            "webhook = $3",
            LEASE);

    private static final String SETS =
            """
            delivered_at = case when $3 = '%s' then now() end,
                given_up_at = case when $3 = '%s' then now() end,
                last_error = $5""".formatted(Result.DELIVERED.label(), Result.GIVEN_UP.label());

    private static final String SETTLE = CLAIMS.settling(SETS, "$4 * interval '1 millisecond'");

    /** An attempt whose claim has expired stores nothing, except that the message was delivered. */
    private static final String DELIVERED_LATE = """
            update webhook_delivery set delivered_at = now(), given_up_at = null, last_error = null
            where id = $1 and delivered_at is null""";

    private static final String LIST = "select " + DeliveryView.COLUMNS
            + " from webhook_delivery where topic = $1 and subject = $2"
            + " order by created_at desc, id limit $3";

    private static final String FORGET = """
            delete from webhook_delivery where id in (
                select id from webhook_delivery where created_at < now() - interval '30 days' limit 1000)""";

    private final Lanes lanes;
    private final Map<String, EventKind> kinds;

    @Inject
    Outbox(Lanes lanes, @All List<Topic> topics) {
        this(
                lanes,
                topics.stream().flatMap(topic -> topic.kinds().stream()).toArray(EventKind[]::new));
    }

    Outbox(Lanes lanes, EventKind... kinds) {
        this.lanes = lanes;
        this.kinds = List.of(kinds).stream()
                .collect(Collectors.toUnmodifiableMap(EventKind::label, Function.identity()));
    }

    /**
     * Makes messages from new events, and claims some that are due.
     *
     * @param webhook its name
     * @param most maximum number of messages to claim
     */
    Uni<List<Delivery>> take(String webhook, WebhookConfig config, int most) {
        Tuple all = Tuple.of(webhook).addArrayOfString(kinds.keySet().toArray(String[]::new));
        return lanes.run(
                Lane.WEBHOOKS,
                connection -> connection
                        .preparedQuery(SEE)
                        .execute(all)
                        .compose(seen -> connection.preparedQuery(LOCK).execute(all))
                        .compose(cursors -> collect(connection, webhook, config, cursors))
                        .compose(collected -> CLAIMS.claim(connection, most, webhook))
                        .map(Outbox::deliveries));
    }

    /** Skips cursors that another gateway has locked. */
    private Future<Void> collect(
            SqlConnection connection, String webhook, WebhookConfig config, RowSet<Row> cursors) {
        Future<Void> collected = Future.succeededFuture();
        for (Row cursor : cursors) {
            EventKind kind = Objects.requireNonNull(kinds.get(cursor.getString("kind")));
            long from = cursor.getLong("number");
            collected = collected.compose(done -> connection
                    .preparedQuery(EVENTS)
                    .execute(Tuple.of(kind.label(), from))
                    .compose(rows -> put(connection, webhook, config, kind, from, rows)));
        }
        return collected;
    }

    private static Future<Void> put(
            SqlConnection connection,
            String webhook,
            WebhookConfig config,
            EventKind kind,
            long from,
            RowSet<Row> rows) {
        long last = from;
        List<Message> messages = new ArrayList<>();
        for (Row row : rows) {
            last = row.getLong("number");
            if (config.wants(kind.wanted())
                    && row.getBoolean("fresh")
                    && row.getString("notice") != null) {
                messages.add(Message.of(webhook, kind, row));
            }
        }
        if (last == from) {
            return Future.succeededFuture();
        }
        Tuple to = Tuple.of(webhook, kind.label(), last);
        return insert(connection, webhook, kind, messages)
                .compose(done -> connection.preparedQuery(MOVE).execute(to).mapEmpty());
    }

    private static Future<Void> insert(
            SqlConnection connection, String webhook, EventKind kind, List<Message> messages) {
        if (messages.isEmpty()) {
            return Future.succeededFuture();
        }
        Tuple columns = Tuple.of(webhook, kind.topic(), kind.noticeName())
                .addArrayOfUUID(messages.stream().map(Message::id).toArray(UUID[]::new))
                .addArrayOfString(messages.stream().map(Message::subject).toArray(String[]::new))
                .addArrayOfString(messages.stream().map(Message::body).toArray(String[]::new));
        return connection.preparedQuery(INSERT).execute(columns).mapEmpty();
    }

    private static List<Delivery> deliveries(RowSet<Row> rows) {
        List<Delivery> claimed = new ArrayList<>();
        for (Row row : rows) {
            claimed.add(new Delivery(
                    CLAIMS.of(row),
                    row.getUUID("id"),
                    row.getString("event"),
                    row.getString("body"),
                    row.getInteger("attempts")));
        }
        return claimed;
    }

    /** Stores the result of an attempt. */
    Uni<Void> settle(Delivery delivery, Settlement settlement) {
        long wait = settlement instanceof Settlement.Again again ? again.delay().toMillis() : 0;
        String error = switch (settlement) {
            case Settlement.Delivered ignored -> null;
            case Settlement.Again again -> again.error();
            case Settlement.GivenUp gone -> gone.error();
        };
        Tuple values = Tuple.of(settlement.result().label(), wait).addString(error);
        return lanes.run(
                Lane.WEBHOOKS,
                connection -> CLAIMS.settle(connection, SETTLE, delivery.claim(), values)
                        .compose(settled -> settled || !(settlement instanceof Settlement.Delivered)
                                ? Future.succeededFuture()
                                : connection
                                        .preparedQuery(DELIVERED_LATE)
                                        .execute(Tuple.of(delivery.id()))
                                        .mapEmpty()));
    }

    /** The messages about a subject to other systems, sent or still to be sent, latest first. */
    public static Future<List<DeliveryView>> of(
            SqlConnection connection, String topic, String subject, int most) {
        return connection
                .preparedQuery(LIST)
                .execute(Tuple.of(topic, subject, most))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(DeliveryView::of)
                        .toList());
    }

    /** Deletes a batch of messages and events that are too old. */
    Uni<Void> forget() {
        return lanes.run(
                Lane.WEBHOOKS,
                connection -> connection
                        .query(FORGET)
                        .execute()
                        .compose(done -> EventLog.forget(connection)));
    }

    static Instant instant(Row row, String column) {
        return Objects.requireNonNull(row.getOffsetDateTime(column)).toInstant();
    }
}
