package dev.sluice.event;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;

import dev.sluice.record.api.ReadLane;
import dev.sluice.rollout.ExperimentIds;
import dev.sluice.web.ProblemException;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;

import jakarta.enterprise.context.ApplicationScoped;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Reads what streams tell, with plain SQL (ADR 0011). */
@ApplicationScoped
public class EventRepository {
    /** Rows of each kind that one look reads. */
    static final int BATCH = 200;

    private static final String MARK = """
            select last, (select coalesce(max(id), 0) from experiment_decision) as decision from experiment_sequence""";

    /** A route that is switched concerns all its experiments. */
    private static final String CHANGES = """
            select e.id as experiment, c.seq, c.action, c.by, c.before, c.after, c.version, c.reason, c.at
            from experiment_change c
                join experiment e on c.experiment = e.id or (c.experiment is null and c.route = e.route)
            where c.seq > $1 and e.id = any($2) order by c.seq limit $3""";

    private static final String DECISIONS = """
            select id, experiment, at, stage, kind, sentence, inputs
            from experiment_decision where id > $1 and experiment = any($2) order by id limit $3""";

    private static final JsonMapper JSON = new JsonMapper();

    private final ReadLane lane;
    private final PresentStates states;

    EventRepository(ReadLane lane, PresentStates states) {
        this.lane = lane;
        this.states = states;
    }

    /**
     * What a stream begins with; fails with a {@link ProblemException}.
     *
     * @param last how far the client has been told before; null when it has not
     */
    Uni<Opening> open(String id, @Nullable Mark last) {
        String experiment = ExperimentIds.checked(id);
        return lane.<Optional<Opening>>read(connection -> mark(connection).compose(mark -> {
                    // What is ahead of the database is not of this one.
                    Mark from =
                            last == null || last.change() > mark.change() ? mark : last.min(mark);
                    return items(connection, from, Set.of(experiment), Mailbox.WAITING_MAX + 1)
                            .compose(items -> states.of(connection, Set.of(experiment))
                                    .map(found -> Optional.ofNullable(found.get(experiment))
                                            .map(state -> opening(
                                                    experiment, from, mark, items, state))));
                }))
                .map(found -> found.orElseThrow(() -> ExperimentIds.unknown(experiment)));
    }

    private static Opening opening(
            String experiment, Mark from, Mark to, List<News.Item> items, String state) {
        List<Told> told = new ArrayList<>();
        Mark mark = from;
        if (items.size() <= Mailbox.WAITING_MAX) {
            for (News.Item item : items) {
                mark = item.after(mark);
                told.add(item.told(mark));
            }
        }
        mark = mark.max(to);
        told.add(new Told.State(mark, state));
        return new Opening(experiment, mark, told);
    }

    /** What is new since then; fails with a {@link ProblemException}. */
    Uni<News> since(Mark mark, Set<String> experiments) {
        return lane.read(connection -> mark(connection)
                .compose(now -> items(connection, mark, experiments, BATCH).compose(items -> {
                    Set<String> concerned = items.stream()
                            .map(News.Item::experiment)
                            .collect(Collectors.toUnmodifiableSet());
                    Future<Map<String, String>> present = concerned.isEmpty()
                            ? Future.succeededFuture(Map.of())
                            : states.of(connection, concerned);
                    return present.map(found -> news(mark, now, items, found));
                })));
    }

    private static News news(
            Mark before, Mark now, List<News.Item> items, Map<String, String> states) {
        boolean moreChanges = items.stream().filter(it -> !it.decision()).count() >= BATCH;
        boolean moreDecisions = items.stream().filter(News.Item::decision).count() >= BATCH;
        Mark told = before;
        for (News.Item item : items) {
            told = item.after(told);
        }
        Mark mark = told.max(
                new Mark(moreChanges ? 0 : now.change(), moreDecisions ? 0 : now.decision()));
        return new News(mark, moreChanges || moreDecisions, items, states);
    }

    private static Future<Mark> mark(SqlConnection connection) {
        return connection.query(MARK).execute().map(rows -> {
            Row row = rows.iterator().next();
            return new Mark(row.getLong("last"), row.getLong("decision"));
        });
    }

    private static Future<List<News.Item>> items(
            SqlConnection connection, Mark mark, Set<String> experiments, int most) {
        String[] ids = experiments.toArray(String[]::new);
        return connection
                .preparedQuery(CHANGES)
                .execute(Tuple.of(mark.change(), ids, most))
                .compose(changes -> connection
                        .preparedQuery(DECISIONS)
                        .execute(Tuple.of(mark.decision(), ids, most))
                        .map(decisions -> merged(changes, decisions)));
    }

    private static List<News.Item> merged(RowSet<Row> changes, RowSet<Row> decisions) {
        List<News.Item> items = new ArrayList<>();
        changes.forEach(row -> items.add(change(row)));
        decisions.forEach(row -> items.add(decision(row)));
        items.sort(Comparator.comparing(
                News.Item::at)); // Stable: each kind stays in its own order where times agree.
        return items;
    }

    private static News.Item change(Row row) {
        long sequence = row.getLong("seq");
        ObjectNode json = JSON.createObjectNode()
                .put("seq", sequence)
                .put("action", row.getString("action"))
                .put("by", row.getString("by"))
                .put("before", row.getString("before"))
                .put("after", row.getString("after"))
                .put("version", row.getLong("version"))
                .put("reason", row.getString("reason"))
                .put("at", Outbox.instant(row, "at").toString());
        return new News.Item(
                row.getString("experiment"),
                false,
                sequence,
                Outbox.instant(row, "at"),
                json.toString());
    }

    private static News.Item decision(Row row) {
        long id = row.getLong("id");
        ObjectNode json = JSON.createObjectNode()
                .put("id", id)
                .put("at", Outbox.instant(row, "at").toString())
                .put("stage", row.getInteger("stage"))
                .put("kind", row.getString("kind"))
                .put("sentence", row.getString("sentence"));
        try {
            json.set("inputs", JSON.readTree(row.getString("inputs")));
        } catch (JsonProcessingException notJson) {
            json.set("inputs", TextNode.valueOf(row.getString("inputs")));
        }
        return new News.Item(
                row.getString("experiment"), true, id, Outbox.instant(row, "at"), json.toString());
    }
}
