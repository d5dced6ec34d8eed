package dev.sluice.record.api;

import dev.sluice.record.api.Parameter.Condition;
import dev.sluice.web.Faults;
import dev.sluice.web.Forms;
import dev.sluice.web.ProblemException;
import dev.sluice.web.Query;

import io.vertx.sqlclient.Tuple;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The inferences that a client asks for: the conditions of the query's parameters, which must all
 * hold, and a limit. Immutable. What a client wrote only ever becomes a bind parameter.
 *
 * @param limit maximum number of inferences on the page
 */
record InferenceFilter(List<Condition> conditions, int limit) {
    static final int DEFAULT_LIMIT = 50;
    static final int LARGEST_LIMIT = 500;

    /** The condition that the next page is made with. */
    static final String BEHIND = "i.id < ?";

    private static final List<String> KNOWN = Stream.concat(
                    Parameter.ALL.keySet().stream(), Stream.of(Query.LIMIT))
            .toList();

    /**
     * Reads a query.
     *
     * @throws ProblemException listing everything that is wrong with the query
     */
    static InferenceFilter of(Map<String, List<String>> parameters) {
        Faults faults = new Faults();
        List<Condition> conditions = new ArrayList<>();
        Query query = query(parameters, KNOWN, faults, conditions);
        int limit = query.limit(DEFAULT_LIMIT, LARGEST_LIMIT);
        faults.check();
        return new InferenceFilter(List.copyOf(conditions), limit);
    }

    /**
     * Reads the filters among a query's parameters.
     *
     * @param known all names that the query may have
     * @param conditions gets those of the filters
     */
    static Query query(
            Map<String, List<String>> parameters,
            List<String> known,
            Faults faults,
            List<Condition> conditions) {
        Query query = Query.of(parameters, known, faults, (name, value) -> {
            Parameter filter = Parameter.ALL.get(name);
            Condition condition = filter == null ? null : filter.condition().apply(value);
            if (condition != null) {
                conditions.add(condition);
            } else if (filter != null) {
                faults.add(name, value, filter.expected());
            }
        });
        checkOrder(query);
        return query;
    }

    /** The same behind an inference, and with another limit. */
    InferenceFilter after(UUID last, int rows) {
        List<Condition> more = new ArrayList<>(conditions);
        more.add(new Condition(BEHIND, last));
        return new InferenceFilter(List.copyOf(more), rows);
    }

    /**
     * The statement that answers the query, with {@link #parameters()} or {@link #rows()}.
     */
    String sql() {
        StringBuilder sql = new StringBuilder("select ")
                .append(InferenceView.COLUMNS)
                .append("\nfrom inference i");
        int parameters = 0;
        String and = "\nwhere ";
        for (Condition condition : conditions) {
            sql.append(and);
            sql.append(
                    condition.value() == null
                            ? condition.sql()
                            : condition.sql().replace("?", "$" + ++parameters));
            and = "\n  and ";
        }
        return sql.append("\norder by i.id desc\nlimit $").append(++parameters).toString();
    }

    /**
     * The statement's parameters for a page: it reads one row more than the limit, to see whether
     * there is another page.
     */
    Tuple parameters() {
        return bound(limit + 1L);
    }

    /** The statement's parameters for as many rows as the limit. */
    Tuple rows() {
        return bound(limit);
    }

    private Tuple bound(long rows) {
        Tuple parameters = Tuple.tuple();
        for (Condition condition : conditions) {
            if (condition.value() != null) {
                parameters.addValue(condition.value());
            }
        }
        return parameters.addLong(rows);
    }

    private static void checkOrder(Query query) {
        Instant from = given(query, "since", Forms::moment);
        Instant to = given(query, "until", Forms::moment);
        if (from != null && to != null && !from.isBefore(to)) {
            query.fail("until", "a moment after since");
        }
        Double low = given(query, "min_confidence", Forms::share);
        Double high = given(query, "max_confidence", Forms::share);
        if (low != null && high != null && low > high) {
            query.fail("max_confidence", "a number not below min_confidence");
        }
    }

    /** The value; null when it is not given or its mistake is already reported. */
    private static <T> @Nullable T given(
            Query query, String name, Function<String, @Nullable T> form) {
        String text = query.text(name);
        return text == null ? null : form.apply(text);
    }
}
