package dev.sluice.feedback;

import dev.sluice.common.Nearest;
import dev.sluice.web.Parameter;
import dev.sluice.web.Problem;
import dev.sluice.web.ProblemException;

import io.vertx.sqlclient.Tuple;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Which feedback is summed up. What a client has written only ever becomes a bind parameter.
 *
 * @param route null for all
 * @param since by the time in the inference's id
 * @param until null for no end
 */
record SummaryFilter(
        @Nullable String route, Instant since, @Nullable Instant until) {
    static final Duration DEFAULT_PAST = Duration.ofDays(7);

    /** Most lines of a summary: names of values are the clients'. */
    static final int LINES_MAX = 2000;

    private static final int ROUTE_MAX = 512;
    static final List<String> PARAMETERS = List.of("route", "since", "until");

    /**
     * Reads a query.
     *
     * @throws ProblemException with everything that is wrong with it
     */
    static SummaryFilter of(Map<String, List<String>> query, Instant now) {
        List<Problem.Field> errors = new ArrayList<>();
        query.forEach((name, values) -> check(name, values, errors));
        String route = given(query, "route");
        if (route != null
                && (route.isEmpty() || route.length() > ROUTE_MAX || route.indexOf('\0') >= 0)) {
            errors.add(new Problem.Field(
                    "route", route, "text of at most " + ROUTE_MAX + " characters"));
        }
        Instant since = moment(query, "since", errors);
        Instant until = moment(query, "until", errors);
        Instant from = since == null ? (until == null ? now : until).minus(DEFAULT_PAST) : since;
        if (until != null && !from.isBefore(until)) {
            errors.add(new Problem.Field("until", until.toString(), "a moment after since"));
        }
        if (!errors.isEmpty()) {
            throw new ProblemException(Problem.badParameters(errors));
        }
        return new SummaryFilter(route, from.isBefore(Instant.EPOCH) ? Instant.EPOCH : from, until);
    }

    /** Totals first, then the most frequent: what is cut is the rarest. */
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
                select nullif(route, '') as route, model, name, kind, grouping(name) as total, count(*) as n,
                       count(distinct inference_id) as inferences, count(distinct unit) as units,
                       avg(number) as mean, stddev_samp(number) as deviation
                from feedback_served
                where %s
                group by grouping sets ((route, model), (route, model, name, kind))
                order by total desc, n desc, route, model, name, kind
                limit %d""".formatted(where, LINES_MAX + 1);
    }

    Tuple parameters() {
        Tuple parameters = Tuple.of(Parameter.first(since));
        if (until != null) {
            parameters.addUUID(Parameter.first(until));
        }
        if (route != null) {
            parameters.addString(route);
        }
        return parameters;
    }

    private static void check(String name, List<String> values, List<Problem.Field> errors) {
        if (!PARAMETERS.contains(name)) {
            List<String> near = Nearest.to(name, PARAMETERS);
            String hint = near.isEmpty()
                    ? "; known: " + String.join(", ", PARAMETERS)
                    : ", did you mean " + String.join(" or ", near) + "?";
            errors.add(
                    new Problem.Field(name, String.join(", ", values), "no such parameter" + hint));
        } else if (values.size() > 1) {
            errors.add(new Problem.Field(name, String.join(", ", values), "one value"));
        }
    }

    private static @Nullable Instant moment(
            Map<String, List<String>> query, String name, List<Problem.Field> errors) {
        String value = given(query, name);
        Instant moment = value == null ? null : Parameter.moment(value);
        if (value != null && moment == null) {
            errors.add(new Problem.Field(
                    name, value, "a moment such as 2026-11-21T09:30:00Z, or a date"));
        }
        return moment;
    }

    private static @Nullable String given(Map<String, List<String>> query, String name) {
        List<String> values = query.get(name);
        return values == null || values.isEmpty() ? null : values.getFirst();
    }
}
