package dev.sluice.event;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;

import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;

/**
 * Where a feature appends its events, in the transaction that makes the change, so that there is an
 * event exactly if the change was committed. {@link EventReader} and {@link Outbox} read them.
 *
 * <p>Numbers of one kind are committed in order, so that a reader at a number has missed none
 * before it. A transaction therefore takes its turn ({@link #turn}): until it ends, other writers
 * of that kind wait. A feature takes the turn late, draws the number and appends.
 */
public final class EventLog {
    private static final String TURN = """
            insert into event_kind (kind, last) values ($1, 0)
            on conflict (kind) do update set last = event_kind.last""";

    private static final String APPEND = """
            with reached as (
                insert into event_kind (kind, last) values ($1, $2)
                on conflict (kind) do update set last = greatest(event_kind.last, excluded.last))
            insert into event (kind, number, subject, route, at, version, payload, notice)
            values ($1, $2, $3, $4, $5, $6, $7::text::json, $8::text::json)""";

    /** Longer than a webhook is retried. The last number of each kind is kept. */
    private static final String FORGET = """
            with old as (
                select kind, number from event where written_at < now() - interval '30 days' order by written_at limit 1000),
            gone as (
                delete from event e using old where e.kind = old.kind and e.number = old.number
                returning e.kind, e.number)
            update event_kind k set forgotten = greatest(k.forgotten, g.last)
            from (select kind, max(number) as last from gone group by kind) g where g.kind = k.kind""";

    private EventLog() {}

    /**
     * Waits for the turn of this transaction, which then has it until it ends. Not needed when the
     * feature draws numbers under a lock of its own.
     */
    public static Future<Void> turn(SqlConnection on, EventKind kind) {
        return on.preparedQuery(TURN).execute(Tuple.of(kind.label())).mapEmpty();
    }

    /** Appends an event. */
    public static Future<Void> append(SqlConnection on, Event event) {
        return on.preparedQuery(APPEND)
                .execute(Tuple.tuple()
                        .addString(event.kind().label())
                        .addLong(event.number())
                        .addString(event.subject())
                        .addString(event.route())
                        .addOffsetDateTime(
                                event.at().truncatedTo(ChronoUnit.MICROS).atOffset(ZoneOffset.UTC))
                        .addLong(event.version())
                        .addString(event.payload())
                        .addString(event.notice()))
                .mapEmpty();
    }

    /** Deletes a batch of events that are older than 30 days. */
    static Future<Void> forget(SqlConnection on) {
        return on.query(FORGET).execute().mapEmpty();
    }
}
