package dev.sluice.event;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;

import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;

/**
 * Where a feature writes down what has happened, in the transaction that does it: what was not
 * committed has not happened, and what was can be read ({@link EventReader}, {@link Outbox}).
 *
 * <p>Numbers of a kind are committed in their order, so that whoever has read up to one has missed
 * none before it. For that each transaction has its turn ({@link #turn}): from there to its end the
 * others that write of the same kind wait. A feature takes it late, draws the number, and appends.
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

    /** Longer than a webhook is tried; the last of a kind's numbers stays known. */
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
     * Waits for the turn of this transaction, and has it until it ends. Needless where the numbers
     * are drawn under a lock of the feature's own.
     */
    public static Future<Void> turn(SqlConnection on, EventKind kind) {
        return on.preparedQuery(TURN).execute(Tuple.of(kind.label())).mapEmpty();
    }

    /** Writes one down. */
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

    /** Deletes some of what is older than a month. */
    static Future<Void> forget(SqlConnection on) {
        return on.query(FORGET).execute().mapEmpty();
    }
}
