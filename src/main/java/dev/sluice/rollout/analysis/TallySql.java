package dev.sluice.rollout.analysis;

import dev.sluice.experiment.definition.Metric.Source;
import dev.sluice.vocabulary.AssignmentKind;
import dev.sluice.vocabulary.Lexicon;
import dev.sluice.vocabulary.Outcome;

import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The statements behind a {@link Tally}. The sums of squares are PostgreSQL's {@code var_pop} of
 * doubles times the number of values; it adds up distances from the mean (Youngs and Cramer), not
 * squares of values. If all values are equal, its rounding error is replaced by 0.
 */
final class TallySql {
    /**
     * A unit's value for each source; null if the unit has none. Errors are what did not complete.
     */
    private static final Map<Source, String> OF_UNIT = ofUnit();

    /** The sources that may be 0 or 1 for every unit. */
    private static final Set<Source> RATES = Set.of(Source.COMPLETION, Source.FALLBACKS);

    /**
     * By variant and stage of enrolment. $1 is the experiment; $2 is when "lately" begins; $3 is
     * the stage from which only units enrolled in the stage itself count, while other units count
     * only with what earlier stages served.
     */
    static final String OUTCOMES = """
            with of_unit as (
                select e.variant, e.stage, e.exposed_at, max(o.last_at) as last_at,
                    sum(o.inferences) as inferences, %s
                from exposure e
                    left join unit_outcome o
                        on o.experiment = e.experiment and o.unit = e.unit and o.variant = e.variant
                            and (o.stage < $3 or e.stage >= $3)
                where e.experiment = $1
                group by e.experiment, e.unit
                offset 0 -- Each value is computed once, and not for each of its figures.
            )
            select variant, stage, count(*) as enrolled,
                count(*) filter (where exposed_at >= $2) as lately,
                   coalesce(sum(inferences), 0)::bigint as inferences,
                   min(exposed_at) as first_at, max(greatest(exposed_at, last_at)) as served_at, %s
            from of_unit
            group by variant, stage""".formatted(
                    OF_UNIT.entrySet().stream()
                            .map(it -> it.getValue() + " as " + column(it.getKey()))
                            .collect(Collectors.joining(", ")),
                    OF_UNIT.keySet().stream()
                            .map(it -> figure(column(it), column(it) + "_", RATES.contains(it)))
                            .collect(Collectors.joining(", ")));

    /**
     * By variant, stage and name; rows with total 1 count the units, by variant and stage, that
     * gave feedback of any of these names. $1 is the experiment, $2 the names, $3 and $4 the range
     * of its inferences' ids, $5 what $3 is for {@link #OUTCOMES}. An inference of an enrolled unit
     * is never earlier than the enrolment; a request without a unit may have its key as its unit.
     *
     * <p>The limits keep the planner on one path, from feedback to its inference to the unit.
     * Otherwise it assumes that a new day's partitions, which have no statistics yet, are nearly
     * empty, and then the query takes minutes.
     */
    static final String FEEDBACK =
            """
            with said as materialized (
                select inference_id, name, number, key_name, own_only from feedback
                where name = any($2) and number is not null and inference_id between $3 and $4
            ), of_unit as materialized (
                select e.variant, e.stage, i.unit, s.name, avg(s.number) as value
                from said s cross join lateral (
                    select variant, stage, coalesce(unit, key_name) as unit from inference
                    where id = s.inference_id and experiment = $1 and assignment = %2$s
                        and (not s.own_only or key_name is not distinct from s.key_name)
                    limit 1) i
                cross join lateral (
                    select variant, stage from exposure
                    where experiment = $1 and unit = i.unit and variant = i.variant
                        and (i.stage < $5 or stage >= $5)
                    limit 1) e
                group by e.variant, e.stage, i.unit, s.name
            )
            select variant, stage, name, grouping(name) as total, count(distinct unit) as spoke,
                %1$s
            from of_unit
            group by grouping sets ((variant, stage, name), (variant, stage))""".formatted(figure("value", "value_", true), Lexicon.sql(AssignmentKind.ENROLLED));

    /** $2 is the variant whose units move to another variant as planned from stage $3 on. */
    static final String CONFLICTS = """
            select count(*) as conflicts
            from exposure e
            where e.experiment = $1
                and exists (select 1 from unit_outcome o
                            where o.experiment = $1 and o.unit = e.unit and o.variant <> e.variant
                                and (e.variant <> $2 or o.stage < $3))""";

    /**
     * $2 and $3 are the range of ids of copies and their originals. A copy that the gateway itself
     * gave up says nothing about the candidate but has a cost; times are compared only if both
     * answers completed.
     */
    static final String SHADOW = """
            select count(*) filter (where c.counts) as copies,
                   count(*) filter (where c.counts and not c.completed) as failed,
                   count(*) filter (where c.counts and o.outcome in %2$s) as served_failed,
                   avg(c.similarity) as similarity,
                   avg(c.duration_us) filter (where c.completed and o.outcome = %1$s)::float8 / 1e6
                       as seconds,
                   avg(o.duration_us) filter (where c.completed and o.outcome = %1$s)::float8 / 1e6
                       as served_seconds,
                   sum(c.cost) as cost, sum(o.cost) as served_cost
            from (select *, outcome = %1$s as completed, outcome in %3$s as counts
                  from inference
                  where experiment = $1 and id between $2 and $3 and assignment = %4$s) c
                left join inference o on o.id = c.shadow_of and o.id between $2 and $3""".formatted(
                    Lexicon.sql(Outcome.COMPLETED),
                    Lexicon.sql(Outcome.FAILED),
                    Lexicon.sql(Outcome.ENDED),
                    Lexicon.sql(AssignmentKind.SHADOW));

    private TallySql() {}

    /** The column of a source, and the prefix of its figure's columns. */
    static String column(Source source) {
        return switch (source) {
            case COMPLETION -> "completion";
            case ERRORS -> "errors";
            case FALLBACKS -> "fallbacks";
            case CONFIDENCE -> "confidence";
            case FIRST_TOKEN -> "first_token";
            case DURATION -> "duration";
            case TOKENS -> "tokens";
            case COST -> "cost";
            case FEEDBACK -> "value";
        };
    }

    /** The sources that the gateway measures itself. */
    static Iterable<Source> sources() {
        return OF_UNIT.keySet();
    }

    private static Map<Source, String> ofUnit() {
        Map<Source, String> of = new EnumMap<>(Source.class);
        of.put(Source.COMPLETION, rate("completed", "ended"));
        of.put(Source.FALLBACKS, rate("fallbacks", "ended"));
        of.put(Source.CONFIDENCE, rate("confidence_sum", "confidence_n"));
        of.put(Source.FIRST_TOKEN, rate("first_token_us", "first_token_n") + " / 1e6");
        of.put(Source.DURATION, rate("duration_us", "duration_n") + " / 1e6");
        of.put(Source.TOKENS, rate("tokens", "tokens_n"));
        of.put(Source.COST, rate("cost", "cost_n"));
        return of;
    }

    /** Doubles, because sums of bigint are numeric, which is slow; doubles are exact up to 2^53. */
    private static String rate(String sum, String of) {
        return "sum(o." + sum + "::float8) / nullif(sum(o." + of + "::float8), 0)";
    }

    private static String figure(String of, String name, boolean mayBeBinary) {
        return """
                count(%1$s) as %2$sunits, coalesce(avg(%1$s), 0) as %2$smean,
                coalesce(
                    case when min(%1$s) < max(%1$s) then var_pop(%1$s) * count(%1$s) end, 0)
                    as %2$ssquares,
                %3$s as %2$sbinary""".formatted(
                of, name, mayBeBinary ? "coalesce(bool_and(" + of + " in (0, 1)), true)" : "false");
    }
}
