package dev.sluice.rollout.analysis;

import dev.sluice.common.Ids;
import dev.sluice.experiment.definition.Definition;
import dev.sluice.experiment.definition.GuardrailRule;
import dev.sluice.experiment.definition.Metric;
import dev.sluice.experiment.definition.RolloutPlan;
import dev.sluice.experiment.statistics.Moments;
import dev.sluice.rollout.Findings.Shadow;
import dev.sluice.rollout.Rollout;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;

import jakarta.enterprise.context.ApplicationScoped;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Reads the figures of experiments with plain SQL (ADR 0011) on the connection it is given, because
 * the controller has its own. It reads one row per unit and stage, however much the unit asked;
 * only feedback is joined to inferences.
 */
@ApplicationScoped
public class AnalysisRepository {
    /** How far back the rate of enrolment is measured. */
    private static final Duration LATELY = Duration.ofDays(7);

    /**
     * A shorter time gives no useful rate: all units that are active at the start arrive in the
     * first minutes.
     */
    private static final Duration LATELY_MIN = Duration.ofHours(1);

    /** How far apart the clocks of replicas may be, or an inference and its copy. */
    private static final Duration SLACK = Duration.ofHours(1);

    /** Counts what the experiment's units have done up to now. */
    Future<Tally> tally(SqlConnection connection, Rollout rollout, Instant now) {
        Instant started = started(rollout);
        Instant end = ended(rollout, now);
        Instant lately = max(started, end.minus(LATELY));
        double days = (double) max(Duration.between(lately, end), LATELY_MIN).toSeconds()
                / Duration.ofDays(1).toSeconds();
        return cells(connection, rollout, lately, Stages.NEVER, now)
                .compose(all -> besideControl(connection, rollout, lately, now, all)
                        .compose(beside -> conflicts(connection, rollout)
                                .compose(conflicts -> shadow(connection, rollout, all.first, now)
                                        .map(shadow -> new Tally(
                                                all.list(),
                                                beside.list(),
                                                days,
                                                conflicts,
                                                all.served,
                                                shadow)))));
    }

    /**
     * What was served while there was a control: everything, before the stage in which the control
     * joins the candidate.
     */
    private static Future<Cells> besideControl(
            SqlConnection connection, Rollout rollout, Instant lately, Instant now, Cells all) {
        short full = Stages.fullStage(rollout.definition());
        return Stages.present(rollout.state()) < full
                ? Future.succeededFuture(all)
                : cells(connection, rollout, lately, full, now);
    }

    /**
     * The cells of all units.
     *
     * @param until the stage from which only units enrolled in the stage itself count
     */
    private static Future<Cells> cells(
            SqlConnection connection, Rollout rollout, Instant lately, short until, Instant now) {
        Cells cells = new Cells();
        return connection
                .preparedQuery(TallySql.OUTCOMES)
                .execute(Tuple.of(rollout.id(), utc(lately), until))
                .compose(rows -> {
                    rows.forEach(cells::outcomes);
                    return feedback(connection, rollout, until, now);
                })
                .map(rows -> {
                    rows.forEach(cells::feedback);
                    return cells;
                });
    }

    /** The names of the feedback that the definition needs. */
    static List<String> feedback(Definition definition) {
        return Stream.concat(
                        definition.metrics().stream(),
                        definition.guardrails().stream().map(GuardrailRule::metric))
                .map(Metric::feedback)
                .filter(name -> !name.isEmpty())
                .distinct()
                .toList();
    }

    private static Future<Iterable<Row>> feedback(
            SqlConnection connection, Rollout rollout, short until, Instant now) {
        List<String> names = feedback(rollout.definition());
        if (names.isEmpty()) {
            return Future.succeededFuture(List.of());
        }
        return connection
                .preparedQuery(TallySql.FEEDBACK)
                .execute(Tuple.of(
                        rollout.id(),
                        names.toArray(String[]::new),
                        id(started(rollout).minus(SLACK)),
                        id(ended(rollout, now).plus(SLACK)),
                        until))
                .map(rows -> rows);
    }

    /**
     * In the full stage the control joins the candidate as planned, so its units get both variants;
     * that is no conflict.
     */
    private static Future<Long> conflicts(SqlConnection connection, Rollout rollout) {
        Definition definition = rollout.definition();
        return connection
                .preparedQuery(TallySql.CONFLICTS)
                .execute(Tuple.of(
                        rollout.id(), definition.control().name(), Stages.fullStage(definition)))
                .map(rows -> rows.iterator().next().getLong("conflicts"));
    }

    /**
     * Nobody is enrolled before the shadow stage is over, so nothing after the first exposure is
     * read.
     */
    private static Future<@Nullable Shadow> shadow(
            SqlConnection connection, Rollout rollout, @Nullable Instant first, Instant now) {
        RolloutPlan plan = rollout.definition().rollout();
        if (plan == null || plan.shadow() == null) {
            return Future.succeededFuture(null);
        }
        Instant end = first == null ? ended(rollout, now) : first;
        return connection
                .preparedQuery(TallySql.SHADOW)
                .execute(Tuple.of(
                        rollout.id(), id(started(rollout).minus(SLACK)), id(end.plus(SLACK))))
                .map(AnalysisRepository::shadow);
    }

    private static Shadow shadow(RowSet<Row> rows) {
        Row row = rows.iterator().next();
        return new Shadow(
                row.getLong("copies"),
                row.getLong("failed"),
                row.getLong("served_failed"),
                orNaN(row.getDouble("similarity")),
                orNaN(row.getDouble("seconds")),
                orNaN(row.getDouble("served_seconds")),
                row.getBigDecimal("cost"),
                row.getBigDecimal("served_cost"));
    }

    private static double orNaN(@Nullable Double value) {
        return value == null ? Double.NaN : value;
    }

    private static Instant started(Rollout rollout) {
        Instant started = rollout.startedAt();
        return started == null ? rollout.createdAt() : started;
    }

    private static Instant ended(Rollout rollout, Instant now) {
        Instant ended = rollout.endedAt();
        return ended == null ? now : ended;
    }

    private static <T extends Comparable<T>> T max(T one, T other) {
        return one.compareTo(other) > 0 ? one : other;
    }

    private static UUID id(Instant moment) {
        return Ids.first(moment);
    }

    private static OffsetDateTime utc(Instant moment) {
        return moment.atOffset(ZoneOffset.UTC);
    }

    /** Cells whose rows are still being read. */
    private static final class Cells {
        private final Map<Key, Draft> drafts = new HashMap<>();
        private @Nullable Instant first;
        private @Nullable Instant served;

        private record Key(String variant, int stage) {}

        void outcomes(Row row) {
            Draft draft = draft(row);
            draft.enrolled = row.getLong("enrolled");
            draft.lately = row.getLong("lately");
            draft.inferences = row.getLong("inferences");
            for (Metric.Source source : TallySql.sources()) {
                draft.figures.put(Measure.of(source), figure(row, TallySql.column(source) + "_"));
            }
            Figure completion = figure(row, TallySql.column(Metric.Source.COMPLETION) + "_");
            draft.figures.put(Measure.of(Metric.Source.ERRORS), completion.complement());
            Instant from = row.getOffsetDateTime("first_at").toInstant();
            first = first == null || from.isBefore(first) ? from : first;
            Instant seen = row.getOffsetDateTime("served_at").toInstant();
            served = served == null || seen.isAfter(served) ? seen : served;
        }

        void feedback(Row row) {
            Draft draft = draft(row);
            if (row.getInteger("total") == 1) {
                draft.spoke = row.getLong("spoke");
            } else {
                draft.figures.put(Measure.ofFeedback(row.getString("name")), figure(row, "value_"));
            }
        }

        List<Cell> list() {
            List<Cell> all = new ArrayList<>();
            drafts.forEach((key, it) -> all.add(new Cell(
                    key.variant(),
                    key.stage(),
                    it.enrolled,
                    it.lately,
                    it.inferences,
                    it.spoke,
                    it.figures)));
            return all;
        }

        private Draft draft(Row row) {
            return drafts.computeIfAbsent(
                    new Key(row.getString("variant"), row.getShort("stage")),
                    ignored -> new Draft());
        }

        private static Figure figure(Row row, String column) {
            return new Figure(
                    new Moments(
                            row.getLong(column + "units"),
                            row.getDouble(column + "mean"),
                            row.getDouble(column + "squares")),
                    row.getBoolean(column + "binary"));
        }

        private static final class Draft {
            private final Map<Measure, Figure> figures = new HashMap<>();
            private long enrolled;
            private long lately;
            private long inferences;
            private long spoke;
        }
    }
}
