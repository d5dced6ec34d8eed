package dev.sluice.rollout.control;

import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.sluice.event.EventLog;
import dev.sluice.rollout.Rollout;
import dev.sluice.rollout.store.ExperimentEvent;
import dev.sluice.vocabulary.DecisionKind;
import dev.sluice.vocabulary.Lexicon;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;

/** The SQL of decisions, on the caller's connection (ADR 0011). */
final class DecisionTable {
    /** A decision to stay is stored only if it waits for something else than the one before. */
    private static final String IS_REPEATED = """
            select 1
            from (select kind, stage, inputs from experiment_decision
                where experiment = $1 order by id desc limit 1) last
            where last.kind = %s and last.stage = $2
                and last.inputs::jsonb ->> 'waits_for' = $3::text::jsonb ->> 'waits_for'""".formatted(Lexicon.sql(DecisionKind.STAY));

    private static final String ADD = """
            insert into experiment_decision (experiment, at, stage, kind, sentence, inputs)
            values ($1, $2, $3, $4, $5, $6) returning id""";

    private static final String IS_KNOWN = "select 1 from experiment where id = $1";

    private static final String LATEST = """
            select id, at, stage, kind, sentence, inputs from experiment_decision
            where experiment = $1 order by id desc limit $2""";

    private DecisionTable() {}

    /** Stores a decision with its event, unless it only repeats the one before. */
    static Future<Void> add(
            SqlConnection on,
            Rollout seen,
            Instant at,
            int stage,
            Decision decision,
            ObjectNode inputs) {
        if (!(decision instanceof Decision.Stay)) {
            return write(on, seen, at, stage, decision, inputs);
        }
        return on.preparedQuery(IS_REPEATED)
                .execute(Tuple.of(seen.id(), stage, inputs.toString()))
                .compose(repeated -> repeated.size() > 0
                        ? Future.succeededFuture()
                        : write(on, seen, at, stage, decision, inputs));
    }

    private static Future<Void> write(
            SqlConnection on,
            Rollout seen,
            Instant at,
            int stage,
            Decision decision,
            ObjectNode inputs) {
        Instant kept = at.truncatedTo(ChronoUnit.MICROS); // As the database keeps it.
        Tuple columns = Tuple.of(
                seen.id(),
                kept.atOffset(ZoneOffset.UTC),
                stage,
                decision.kind().label(),
                decision.sentence(),
                inputs.toString());
        return EventLog.turn(on, ExperimentEvent.Kind.DECISION)
                .compose(mine -> on.preparedQuery(ADD).execute(columns))
                .map(rows -> new ExperimentEvent.Decided(
                        rows.iterator().next().getLong("id"),
                        seen.id(),
                        seen.definition().route(),
                        kept,
                        stage,
                        decision.kind(),
                        decision.sentence(),
                        inputs))
                .compose(decided -> EventLog.append(on, decided.event()));
    }

    /** The latest first; empty when there is no such experiment. */
    static Future<Optional<List<DecisionView>>> latest(
            SqlConnection on, String experiment, int limit) {
        return on.preparedQuery(IS_KNOWN)
                .execute(Tuple.of(experiment))
                .compose(known -> known.size() == 0
                        ? Future.succeededFuture(Optional.empty())
                        : on.preparedQuery(LATEST)
                                .execute(Tuple.of(experiment, limit))
                                .map(rows ->
                                        Optional.of(StreamSupport.stream(rows.spliterator(), false)
                                                .map(DecisionTable::view)
                                                .toList())));
    }

    private static DecisionView view(Row row) {
        return new DecisionView(
                row.getLong("id"),
                row.getOffsetDateTime("at").toInstant(),
                row.getInteger("stage"),
                DecisionKind.WORDS.word(row.getString("kind")),
                row.getString("sentence"),
                new JsonObject(row.getString("inputs")).getMap());
    }
}
