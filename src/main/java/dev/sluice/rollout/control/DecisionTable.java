package dev.sluice.rollout.control;

import com.fasterxml.jackson.databind.node.ObjectNode;

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

/** The statements about decisions, on whatever connection (ADR 0011). */
final class DecisionTable {
    /** A decision to stay is written when it waits for something else than the one before. */
    private static final String ADD = """
            insert into experiment_decision (experiment, at, stage, kind, sentence, inputs)
            select $1::text, $2::timestamptz, $3::smallint, $4::text, $5::text, $6::text
            where $4::text <> %1$s or not exists (
                select 1
                from (select kind, stage, inputs from experiment_decision
                      where experiment = $1::text order by id desc limit 1) last
                where last.kind = %1$s and last.stage = $3::smallint
                    and last.inputs::jsonb ->> 'waits_for' = $6::text::jsonb ->> 'waits_for')""".formatted(Lexicon.sql(DecisionKind.STAY));

    private static final String IS_KNOWN = "select 1 from experiment where id = $1";

    private static final String LATEST = """
            select id, at, stage, kind, sentence, inputs from experiment_decision
            where experiment = $1 order by id desc limit $2""";

    private DecisionTable() {}

    static Future<Void> add(
            SqlConnection on,
            String experiment,
            Instant at,
            int stage,
            Decision decision,
            ObjectNode inputs) {
        return on.preparedQuery(ADD)
                .execute(Tuple.of(
                        experiment,
                        at.truncatedTo(ChronoUnit.MICROS).atOffset(ZoneOffset.UTC),
                        stage,
                        decision.kind().label(),
                        decision.sentence(),
                        inputs.toString()))
                .mapEmpty();
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
