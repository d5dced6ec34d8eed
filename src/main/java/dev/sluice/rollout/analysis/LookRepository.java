package dev.sluice.rollout.analysis;

import dev.sluice.rollout.Rollout;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;

import jakarta.enterprise.context.ApplicationScoped;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.StreamSupport;

/**
 * Stores looks for a plot and reads them. However long an experiment runs and however often it is
 * looked at, each candidate and metric has at most {@link #POINTS_MAX} points, spread over its
 * whole time: the first look in each stretch of time. Stretches grow with the experiment.
 */
@ApplicationScoped
public class LookRepository {
    /** The most points; half as many when the stretches have just grown. */
    static final int POINTS_MAX = 401;

    private static final String KEEP = """
            insert into experiment_look (experiment, candidate, metric, at, stage, units, estimate,
                lower, upper)
            select $1, s.candidate, s.metric, $2, $3, s.units, s.estimate, s.lower, s.upper
            from unnest($4::text[], $5::text[], $6::bigint[], $7::float8[], $8::float8[],
                $9::float8[])
                as s (candidate, metric, units, estimate, lower, upper)
            where not exists (select 1 from experiment_look l
                              where l.experiment = $1 and l.candidate = s.candidate
                                  and l.metric = s.metric
                                  and l.at >= $10)
            on conflict do nothing""";

    private static final String THIN = """
            delete from experiment_look l
            using (select candidate, metric, at, row_number() over (
                       partition by candidate, metric,
                           floor(extract(epoch from at - $2)::float8 / $3::float8)
                       order by at) as place
                   from experiment_look where experiment = $1) s
            where s.place > 1 and l.experiment = $1 and l.candidate = s.candidate
                and l.metric = s.metric
                and l.at = s.at""";

    private static final String READ = """
            select at, stage, units, estimate, lower, upper from experiment_look
            where experiment = $1 and candidate = $2 and metric = $3
            order by at""";

    /**
     * Stores the looks of one moment, unless the last ones are too recent; returns how many are
     * new.
     */
    Future<Integer> keep(SqlConnection connection, Rollout rollout, Instant at, List<Look> looks) {
        Instant started = rollout.startedAt();
        if (looks.isEmpty() || started == null || !at.isAfter(started)) {
            return Future.succeededFuture(0);
        }
        long stretch = stretch(Duration.between(started, at));
        long begun = Duration.between(started, at).toSeconds() / stretch * stretch;
        Tuple columns = Tuple.tuple()
                .addString(rollout.id())
                .addOffsetDateTime(at.atOffset(ZoneOffset.UTC))
                .addShort((short) Stages.present(rollout.state()))
                .addArrayOfString(looks.stream().map(Look::candidate).toArray(String[]::new))
                .addArrayOfString(looks.stream().map(Look::metric).toArray(String[]::new))
                .addArrayOfLong(looks.stream().map(Look::units).toArray(Long[]::new))
                .addArrayOfDouble(looks.stream().map(Look::estimate).toArray(Double[]::new))
                .addArrayOfDouble(looks.stream().map(Look::lower).toArray(Double[]::new))
                .addArrayOfDouble(looks.stream().map(Look::upper).toArray(Double[]::new))
                .addOffsetDateTime(started.plusSeconds(begun).atOffset(ZoneOffset.UTC));
        return connection
                .preparedQuery(KEEP)
                .execute(columns)
                .compose(kept -> kept.rowCount() == 0
                        ? Future.succeededFuture(0)
                        : thin(connection, rollout.id(), started, stretch)
                                .map(done -> kept.rowCount()));
    }

    /**
     * In seconds: a power of two, so that a new stretch is exactly two old ones and points that
     * were far enough apart remain.
     */
    private static long stretch(Duration elapsed) {
        long least = Math.ceilDiv(elapsed.toSeconds() + 1, POINTS_MAX - 1);
        return least == 1 ? 1 : Long.highestOneBit(least - 1) << 1;
    }

    private static Future<?> thin(
            SqlConnection connection, String experiment, Instant started, long stretch) {
        return connection
                .preparedQuery(THIN)
                .execute(Tuple.of(experiment, started.atOffset(ZoneOffset.UTC), stretch));
    }

    /** The stored looks, oldest first. */
    Future<List<LookView>> read(
            SqlConnection connection, String experiment, String candidate, String metric) {
        return connection
                .preparedQuery(READ)
                .execute(Tuple.of(experiment, candidate, metric))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(row -> new LookView(
                                row.getOffsetDateTime("at").toInstant(),
                                row.getShort("stage"),
                                row.getLong("units"),
                                row.getDouble("estimate"),
                                row.getDouble("lower"),
                                row.getDouble("upper")))
                        .toList());
    }
}
