package dev.sluice.event;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Reads the events for the streams of a topic, with plain SQL (ADR 0011). */
class EventReader {
    /** Maximum number of rows per kind in one read. */
    static final int BATCH = 200;

    private static final String REACHED = """
            select coalesce(k.last, 0) as last, coalesce(k.forgotten, 0) as forgotten
            from unnest($1::text[]) with ordinality as wanted (kind, place)
                left join event_kind k on k.kind = wanted.kind
            order by place""";

    /** An event about a whole route concerns every subject on it. */
    private static final String EVENTS = """
            select number, subject, route, at, payload::text as payload from event
            where kind = $1 and number > $2
                and (subject = any($3::text[]) or (subject is null and route = any($4::text[])))
            order by number limit $5""";

    private final Topic topic;
    private final List<? extends EventKind> kinds;

    EventReader(Topic topic) {
        this.topic = topic;
        this.kinds = topic.kinds();
    }

    /**
     * How far the log reaches.
     *
     * @param last its last events
     * @param kept every event after this one can be read
     */
    private record Reached(Mark last, Mark kept) {
        /**
         * Where a client continues: where it was, or at the end if that is unknown or too long ago.
         */
        Mark from(@Nullable Mark told) {
            if (told == null || told.at(0) > last.at(0)) {
                return last; // A number beyond the end is from another log.
            }
            return told.max(kept).equals(told) ? told.min(last) : last;
        }
    }

    /**
     * How a stream begins; empty when there is no such subject. Fails with a {@link
     * dev.sluice.web.ProblemException}.
     *
     * @param last the last event id that the client has, as text; null when it has none
     */
    Uni<Optional<Opening>> open(String subject, @Nullable String last) {
        Mark told = last == null ? null : Mark.parse(last, kinds.size());
        // The position is read first, so that the subject's state is not older than it.
        return topic.read(connection -> reached(connection)
                .compose(reached -> topic.present(connection, Set.of(subject)).compose(found -> {
                    Topic.Present present = found.get(subject);
                    return present == null
                            ? Future.succeededFuture(Optional.empty())
                            : open(connection, subject, reached, told, present).map(Optional::of);
                })));
    }

    private Future<Opening> open(
            SqlConnection connection,
            String subject,
            Reached reached,
            @Nullable Mark told,
            Topic.Present present) {
        Mark from = reached.from(told);
        return items(connection, from, Map.of(subject, present.route()), Mailbox.WAITING_MAX + 1)
                .map(items -> {
                    items.removeIf(item -> item.isNewTo(reached.last())); // The feed sends these.
                    return opening(subject, from, reached.last(), items, present);
                });
    }

    private static Opening opening(
            String subject, Mark from, Mark to, List<News.Item> items, Topic.Present present) {
        List<Update> told = new ArrayList<>();
        Mark mark = from;
        if (items.size() <= Mailbox.WAITING_MAX) {
            for (News.Item item : items) {
                mark = item.after(mark);
                told.add(item.told(mark));
            }
        }
        mark = mark.max(to);
        told.add(new Update.State(mark, present.json()));
        return new Opening(subject, present.route(), mark, told);
    }

    /**
     * The events since a mark; fails with a {@link dev.sluice.web.ProblemException}.
     *
     * @param watched route of each subject
     */
    Uni<News> since(Mark mark, Map<String, String> watched) {
        return topic.read(connection -> reached(connection)
                .compose(now -> items(connection, mark, watched, BATCH)
                        .compose(items -> present(connection, items, watched)
                                .map(present -> news(mark, now.last(), items, present)))));
    }

    private Future<Map<String, Topic.Present>> present(
            SqlConnection connection, List<News.Item> items, Map<String, String> watched) {
        Set<String> concerned = new TreeSet<>();
        watched.forEach((subject, route) -> {
            if (items.stream().anyMatch(item -> item.concerns(subject, route))) {
                concerned.add(subject);
            }
        });
        return concerned.isEmpty()
                ? Future.succeededFuture(Map.of())
                : topic.present(connection, concerned);
    }

    private News news(
            Mark before, Mark now, List<News.Item> items, Map<String, Topic.Present> present) {
        Mark mark = before;
        for (News.Item item : items) {
            mark = item.after(mark);
        }
        boolean more = false;
        for (int kind = 0; kind < kinds.size(); kind++) {
            int of = kind;
            if (items.stream().filter(item -> item.kind() == of).count() >= BATCH) {
                more = true;
            } else {
                mark = mark.after(kind, now.at(kind)); // Events up to here concern no open stream.
            }
        }
        return new News(mark, more, items, present);
    }

    private Future<Reached> reached(SqlConnection connection) {
        String[] labels = kinds.stream().map(EventKind::label).toArray(String[]::new);
        return connection.preparedQuery(REACHED).execute(Tuple.of(labels)).map(rows -> {
            List<Long> last = new ArrayList<>();
            List<Long> forgotten = new ArrayList<>();
            rows.forEach(row -> {
                last.add(row.getLong("last"));
                forgotten.add(row.getLong("forgotten"));
            });
            return new Reached(new Mark(last), new Mark(forgotten));
        });
    }

    private Future<List<News.Item>> items(
            SqlConnection connection, Mark mark, Map<String, String> watched, int most) {
        String[] subjects = watched.keySet().toArray(String[]::new);
        String[] routes = watched.values().stream().distinct().toArray(String[]::new);
        Future<List<News.Item>> items = Future.succeededFuture(new ArrayList<>());
        for (int i = 0; i < kinds.size(); i++) {
            int kind = i;
            Tuple from = Tuple.of(kinds.get(kind).label(), mark.at(kind), subjects, routes, most);
            items = items.compose(known -> connection
                    .preparedQuery(EVENTS)
                    .execute(from)
                    .map(rows -> add(known, kind, rows)));
        }
        return items.map(all -> {
            // Stable: events of one kind with equal times stay in order.
            all.sort(Comparator.comparing(News.Item::at));
            return all;
        });
    }

    private List<News.Item> add(List<News.Item> known, int kind, RowSet<Row> rows) {
        for (Row row : rows) {
            known.add(new News.Item(
                    kind,
                    kinds.get(kind).streamName(),
                    row.getLong("number"),
                    row.getString("subject"),
                    row.getString("route"),
                    Objects.requireNonNull(row.getOffsetDateTime("at")).toInstant(),
                    row.getString("payload")));
        }
        return known;
    }
}
