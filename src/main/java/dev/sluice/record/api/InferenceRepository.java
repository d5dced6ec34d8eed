package dev.sluice.record.api;

import dev.sluice.database.Lane;
import dev.sluice.database.Lanes;
import dev.sluice.vocabulary.Outcome;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowIterator;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;

import jakarta.enterprise.context.ApplicationScoped;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.StreamSupport;

/**
 * Reads the tables of inferences. With plain SQL rather than entities: the rows are written in
 * batches, never change and are only projected, so a session would be of no use.
 */
@ApplicationScoped
public class InferenceRepository {
    private static final String ONE =
            "select " + InferenceView.COLUMNS + " from inference i where i.id = $1";

    private static final String ATTEMPTS = "select " + AttemptView.COLUMNS
            + " from attempt where inference_id = $1 order by ordinal";

    private static final String REFUSALS =
            "select refusals from inference_text where inference_id = $1";

    /**
     * Of these inferences as many as fit together, the newest first: the texts before one add up to
     * less than the second parameter. Lengths are known without reading the texts.
     */
    private static final String TEXTS = """
            select inference_id, request, answer, answer_cut
            from (
                select inference_id, request, answer, answer_cut,
                    sum(octet_length(request) + octet_length(answer)) over newest
                        - octet_length(request) - octet_length(answer) as before
                from inference_text
                where inference_id = any($1)
                window newest as (order by inference_id desc)) texts
            where before < $2""";

    private final Lanes lanes;

    InferenceRepository(Lanes lanes) {
        this.lanes = lanes;
    }

    /** The page that a filter asks for. */
    Uni<InferencePage> list(InferenceFilter filter) {
        return lanes.run(
                Lane.RECORDS,
                connection -> connection
                        .preparedQuery(filter.sql())
                        .execute(filter.parameters())
                        .map(rows ->
                                InferencePage.of(all(rows, InferenceView::of), filter.limit())));
    }

    /** The next of an export, in one transaction; as many as the filter's limit, or fewer. */
    Uni<List<ExportLine>> export(InferenceFilter filter, long textBytes) {
        return lanes.run(
                Lane.EXPORTS,
                connection -> connection
                        .preparedQuery(filter.sql())
                        .execute(filter.rows())
                        .map(rows -> all(rows, InferenceView::of))
                        .compose(found -> textBytes == 0
                                ? Future.succeededFuture(ExportLine.withoutText(found))
                                : connection
                                        .preparedQuery(TEXTS)
                                        .execute(Tuple.of(ids(found), textBytes))
                                        .map(texts -> ExportLine.withText(
                                                found, all(texts, ExportLine.Text::of)))));
    }

    private static UUID[] ids(List<InferenceView> found) {
        return found.stream()
                .filter(InferenceView::hasText)
                .map(InferenceView::id)
                .toArray(UUID[]::new);
    }

    /**
     * One inference with its attempts.
     *
     * @param texts whether with what upstreams said when they refused, which may repeat the request
     */
    Uni<Optional<InferenceDetail>> find(UUID id, boolean texts) {
        return lanes.run(
                Lane.RECORDS,
                connection -> connection
                        .preparedQuery(ONE)
                        .execute(Tuple.of(id))
                        .compose(found -> first(found, InferenceView::of)
                                .map(one -> detail(connection, one, texts && one.hasText()))
                                .orElseGet(() -> Future.succeededFuture(Optional.empty()))));
    }

    private static Future<Optional<InferenceDetail>> detail(
            SqlConnection connection, InferenceView one, boolean texts) {
        Future<SaidRefusals> said = texts
                ? connection
                        .preparedQuery(REFUSALS)
                        .execute(Tuple.of(one.id()))
                        .map(rows -> first(rows, SaidRefusals::of).orElse(SaidRefusals.NONE))
                : Future.succeededFuture(SaidRefusals.NONE);
        return said.compose(refusals -> connection
                .preparedQuery(ATTEMPTS)
                .execute(Tuple.of(one.id()))
                .map(rows -> Optional.of(
                        InferenceDetail.of(one, all(rows, row -> AttemptView.of(row, refusals))))));
    }

    /** The request's body. */
    Uni<Optional<KeptText>> request(UUID id) {
        return text(id, "request");
    }

    /** The answer's body. */
    Uni<Optional<KeptText>> answer(UUID id) {
        return text(id, "answer");
    }

    private Uni<Optional<KeptText>> text(UUID id, String column) {
        return lanes.run(
                Lane.RECORDS,
                connection -> connection
                        .preparedQuery("""
                        select i.route, i.outcome, t.%1$s as kept, t.answer_cut
                        from inference i left join inference_text t on t.inference_id = i.id
                        where i.id = $1""".formatted(column))
                        .execute(Tuple.of(id))
                        .map(rows -> first(rows, InferenceRepository::text)));
    }

    private static KeptText text(Row row) {
        return new KeptText(
                row.getString("route"),
                Outcome.WORDS.word(row.getString("outcome")),
                row.getBuffer("kept"),
                Boolean.TRUE.equals(row.getBoolean("answer_cut")));
    }

    private static <T> Optional<T> first(RowSet<Row> rows, Function<Row, T> view) {
        RowIterator<Row> iterator = rows.iterator();
        return iterator.hasNext() ? Optional.of(view.apply(iterator.next())) : Optional.empty();
    }

    private static <T> List<T> all(RowSet<Row> rows, Function<Row, T> view) {
        return StreamSupport.stream(rows.spliterator(), false).map(view).toList();
    }
}
