package dev.sluice.event;

import dev.sluice.database.Lane;
import dev.sluice.egress.WebhookConfig;
import dev.sluice.egress.WebhookConfig.Event;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;

import jakarta.enterprise.context.ApplicationScoped;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;

/**
 * Keeps what webhooks are to be told, and who is at it, with plain SQL (ADR 0011).
 *
 * <p>Messages are made of the rows of changes and decisions, from where the webhook's cursor
 * stands: whoever writes those rows needs to know nothing of webhooks, and none is told of what was
 * not committed. Of several gateways one has the cursor's lock; should two make the same message
 * all the same, it has the same id. An attempt is claimed for a time: if its gateway dies, another
 * one makes the next, with the same id. All times are the database's.
 */
@ApplicationScoped
public class Outbox {
    /**
     * How long an attempt is taken for one that goes on: longer than {@code
     * WebhookClient.PATIENCE}.
     */
    static final Duration LEASE = Duration.ofSeconds(60);

    /** Rows read in one go. */
    static final int BATCH = 100;

    /**
     * Decisions may be committed in another order than they are numbered; so far back a late one is
     * still found.
     */
    static final int LOOK_BACK = 50;

    private static final String SEE = """
            insert into webhook_cursor (webhook, change_seq, decision_id, first_decision)
            select $1, (select last from experiment_sequence), d.last, d.last
            from (select coalesce(max(id), 0) as last from experiment_decision) d
            on conflict do nothing""";

    private static final String LOCK = """
            select change_seq, decision_id, first_decision from webhook_cursor where webhook = $1
            for update skip locked""";

    /**
     * Older ones were missed while nobody ran, or the webhook was not configured: they are no news.
     */
    private static final String CHANGES = """
            select seq, experiment, route, action, by, before, after, version, reason, at, at > now() - interval '1 day' as fresh
            from experiment_change where seq > $1 order by seq limit\s""" + BATCH;

    private static final String DECISIONS = """
            select d.id, d.experiment, e.route, d.stage, d.kind, d.sentence, d.at, d.at > now() - interval '1 day' as fresh
            from experiment_decision d left join experiment e on e.id = d.experiment
            where d.id > $1 order by d.id limit\s""" + (BATCH + LOOK_BACK);

    private static final String INSERT = """
            insert into webhook_delivery (id, webhook, experiment, event, body, created_at, next_at)
            select s.id, $1, s.experiment, s.event, s.body, now(), now()
            from unnest($2::uuid[], $3::text[], $4::text[], $5::text[]) as s (id, experiment, event, body)
            on conflict do nothing""";

    private static final String MOVE =
            "update webhook_cursor set change_seq = $2, decision_id = $3 where webhook = $1";

    private static final String CLAIM = """
            update webhook_delivery set attempts = attempts + 1, next_at = now() + $2 * interval '1 millisecond'
            where id in (
                select id from webhook_delivery
                where webhook = $1 and delivered_at is null and given_up_at is null and next_at <= now()
                order by next_at, id limit $3 for update skip locked)
            returning id, event, body, attempts""";

    /**
     * An attempt whose claim has run out says nothing any more, unless the receiver has the
     * message.
     */
    private static final String SETTLE = """
            update webhook_delivery set
                delivered_at = case when $3 = 'delivered' then now() end,
                given_up_at = case when $3 = 'given_up' then now() end,
                next_at = now() + $4 * interval '1 millisecond',
                last_error = $5
            where id = $1 and delivered_at is null and (attempts = $2 or $3 = 'delivered')""";

    private static final String FORGET = """
            delete from webhook_delivery where id in (
                select id from webhook_delivery where created_at < now() - interval '30 days' limit 1000)""";

    private final Lane lane;

    Outbox(Vertx vertx, Pool pool) {
        lane = new Lane(vertx, pool, new Lane.Terms(false, 1, 512, "deliver webhooks"));
    }

    /**
     * Makes messages of what is new, and claims some that are due.
     *
     * @param webhook its name
     * @param most how many are claimed at most
     */
    Uni<List<Delivery>> take(String webhook, WebhookConfig config, int most) {
        return lane.run(connection -> connection
                .preparedQuery(SEE)
                .execute(Tuple.of(webhook))
                .compose(seen -> connection.preparedQuery(LOCK).execute(Tuple.of(webhook)))
                .compose(rows -> rows.size() == 0
                        ? Future.<Void>succeededFuture() // Another gateway is at it.
                        : collect(connection, webhook, config, rows.iterator().next()))
                .compose(collected -> connection
                        .preparedQuery(CLAIM)
                        .execute(Tuple.of(webhook, LEASE.toMillis(), most)))
                .map(Outbox::deliveries));
    }

    private static Future<Void> collect(
            SqlConnection connection, String webhook, WebhookConfig config, Row cursor) {
        long seen = cursor.getLong("decision_id");
        long from = Math.max(cursor.getLong("first_decision"), seen - LOOK_BACK);
        return connection
                .preparedQuery(CHANGES)
                .execute(Tuple.of(cursor.getLong("change_seq")))
                .compose(changes -> connection
                        .preparedQuery(DECISIONS)
                        .execute(Tuple.of(from))
                        .compose(decisions ->
                                put(connection, webhook, config, cursor, changes, decisions)));
    }

    private static Future<Void> put(
            SqlConnection connection,
            String webhook,
            WebhookConfig config,
            Row cursor,
            RowSet<Row> changes,
            RowSet<Row> decisions) {
        long change = cursor.getLong("change_seq");
        long decision = cursor.getLong("decision_id");
        List<Message> messages = new ArrayList<>();
        for (Row row : changes) {
            change = row.getLong("seq");
            if (config.wants(Event.STATE) && row.getBoolean("fresh")) {
                messages.add(Message.ofChange(webhook, row));
            }
        }
        for (Row row : decisions) {
            decision = Math.max(decision, row.getLong("id"));
            if (config.wants(Event.DECISION)
                    && row.getBoolean("fresh")
                    && !row.getString("kind").equals("stay")) {
                messages.add(Message.ofDecision(webhook, row));
            }
        }
        Tuple to = Tuple.of(webhook, change, decision);
        boolean moved =
                change != cursor.getLong("change_seq") || decision != cursor.getLong("decision_id");
        return insert(connection, webhook, messages)
                .compose(done -> moved
                        ? connection.preparedQuery(MOVE).execute(to).mapEmpty()
                        : Future.succeededFuture());
    }

    private static Future<Void> insert(
            SqlConnection connection, String webhook, List<Message> messages) {
        if (messages.isEmpty()) {
            return Future.succeededFuture();
        }
        Tuple columns = Tuple.tuple()
                .addString(webhook)
                .addArrayOfUUID(messages.stream().map(Message::id).toArray(UUID[]::new))
                .addArrayOfString(messages.stream().map(Message::experiment).toArray(String[]::new))
                .addArrayOfString(messages.stream()
                        .map(it -> Message.label(it.event()))
                        .toArray(String[]::new))
                .addArrayOfString(messages.stream().map(Message::body).toArray(String[]::new));
        return connection.preparedQuery(INSERT).execute(columns).mapEmpty();
    }

    private static List<Delivery> deliveries(RowSet<Row> rows) {
        List<Delivery> claimed = new ArrayList<>();
        for (Row row : rows) {
            claimed.add(new Delivery(
                    row.getUUID("id"),
                    row.getString("event"),
                    row.getString("body"),
                    row.getInteger("attempts")));
        }
        return claimed;
    }

    /** Writes down what became of an attempt. */
    Uni<Void> settle(Delivery delivery, Settlement settlement) {
        long wait = settlement instanceof Settlement.Again again ? again.delay().toMillis() : 0;
        String error = switch (settlement) {
            case Settlement.Delivered ignored -> null;
            case Settlement.Again again -> again.error();
            case Settlement.GivenUp gone -> gone.error();
        };
        Tuple columns = Tuple.tuple()
                .addUUID(delivery.id())
                .addInteger(delivery.attempts())
                .addString(settlement.label())
                .addLong(wait)
                .addString(error);
        return lane.run(
                connection -> connection.preparedQuery(SETTLE).execute(columns).mapEmpty());
    }

    /** Deletes some of what is older than a month. */
    Uni<Void> forget() {
        return lane.run(connection -> connection.query(FORGET).execute().mapEmpty());
    }

    static Instant instant(Row row, String column) {
        return Objects.requireNonNull(row.getOffsetDateTime(column)).toInstant();
    }
}
