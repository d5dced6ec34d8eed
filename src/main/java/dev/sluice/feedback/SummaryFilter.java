package dev.sluice.feedback;

import dev.sluice.common.Ids;
import dev.sluice.web.Faults;
import dev.sluice.web.ProblemException;
import dev.sluice.web.Query;

import io.vertx.sqlclient.Tuple;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * Which feedback is summarised. What a client wrote only ever becomes a bind parameter.
 *
 * @param route null for all
 * @param since compared with the time in the inference's id
 * @param until compared likewise; null for no end
 */
record SummaryFilter(
        @Nullable String route, Instant since, @Nullable Instant until) {
    static final Duration DEFAULT_PAST = Duration.ofDays(7);

    /** Maximum number of lines in a summary, since clients choose the names of values. */
    static final int LINES_MAX = 2000;

    private static final int ROUTE_MAX = 512;
    static final List<String> PARAMETERS = List.of("route", "since", "until");

    /**
     * Reads a query.
     *
     * @throws ProblemException listing everything that is wrong with the query
     */
    static SummaryFilter of(Map<String, List<String>> parameters, Instant now) {
        Faults faults = new Faults();
        Query query = Query.of(parameters, PARAMETERS, faults);
        String route = query.read(
                "route",
                "text of at most " + ROUTE_MAX + " characters",
                text -> isRoute(text) ? text : null);
        Instant since = query.moment("since");
        Instant until = query.moment("until");
        Instant from = since == null ? (until == null ? now : until).minus(DEFAULT_PAST) : since;
        if (until != null && !from.isBefore(until)) {
            faults.add("until", until.toString(), "a moment after since");
        }
        faults.check();
        return new SummaryFilter(route, from.isBefore(Instant.EPOCH) ? Instant.EPOCH : from, until);
    }

    /** Totals come first, then the most frequent values, so that the limit cuts the rarest. */
    String sql() {
        int next = 2;
        StringBuilder where = new StringBuilder("inference_id >= $1 and served_id >= $1");
        if (until != null) {
            where.append(" and inference_id < $2 and served_id < $2");
            next = 3;
        }
        if (route != null) {
            where.append(" and route = $").append(next);
        }
        return """
                select nullif(route, '') as route, model, name, kind, grouping(name) as total,
                       count(*) as n, count(distinct inference_id) as inferences,
                       count(distinct unit) as units,
                       avg(number) as mean, stddev_samp(number) as deviation
                from feedback_served
                where %s
                group by grouping sets ((route, model), (route, model, name, kind))
                order by total desc, n desc, route, model, name, kind
                limit %d""".formatted(where, LINES_MAX + 1);
    }

    Tuple parameters() {
        Tuple parameters = Tuple.of(Ids.first(since));
        if (until != null) {
            parameters.addUUID(Ids.first(until));
        }
        if (route != null) {
            parameters.addString(route);
        }
        return parameters;
    }

    private static boolean isRoute(String text) {
        return !text.isEmpty() && text.length() <= ROUTE_MAX && text.indexOf('\0') < 0;
    }
}
