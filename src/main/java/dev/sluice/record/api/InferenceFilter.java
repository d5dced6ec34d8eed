package dev.sluice.record.api;

import dev.sluice.common.Nearest;
import dev.sluice.web.Parameter;
import dev.sluice.web.Parameter.Condition;
import dev.sluice.web.Problem;
import dev.sluice.web.ProblemException;

import io.vertx.sqlclient.Tuple;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Which inferences a client asks for: the conditions of the query's parameters, all of which hold,
 * and how many. Immutable. What a client has written only ever becomes a bind parameter.
 *
 * @param limit most inferences of the page
 */
record InferenceFilter(List<Condition> conditions, int limit) {
    static final int DEFAULT_LIMIT = 50;
    static final int LARGEST_LIMIT = 500;

    private static final String LIMIT = "limit";
    private static final Pattern WHOLE = Pattern.compile("[1-9][0-9]{0,2}");

    /**
     * Reads a query.
     *
     * @throws ProblemException with everything that is wrong with it
     */
    static InferenceFilter of(Map<String, List<String>> query) {
        List<Problem.Field> errors = new ArrayList<>();
        List<Condition> conditions = new ArrayList<>();
        int limit = DEFAULT_LIMIT;
        for (var parameter : query.entrySet()) {
            String name = parameter.getKey();
            Parameter known = Parameter.ALL.get(name);
            if (known == null && !name.equals(LIMIT)) {
                errors.add(new Problem.Field(
                        name,
                        String.join(", ", parameter.getValue()),
                        "no such parameter" + hint(name)));
                continue;
            }
            if (parameter.getValue().size() > 1) {
                errors.add(new Problem.Field(
                        name, String.join(", ", parameter.getValue()), "one value"));
                continue;
            }
            String value = parameter.getValue().getFirst();
            if (known == null) {
                limit = limit(value, errors);
                continue;
            }
            Condition condition = known.condition().apply(value);
            if (condition == null) {
                errors.add(new Problem.Field(name, value, known.expected()));
            } else {
                conditions.add(condition);
            }
        }
        checkOrder(query, errors);
        if (!errors.isEmpty()) {
            throw new ProblemException(Problem.badParameters(errors));
        }
        return new InferenceFilter(List.copyOf(conditions), limit);
    }

    /**
     * The one statement that answers it, with one row more than the limit to see whether there is
     * another page.
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

    /** The statement's parameters. */
    Tuple parameters() {
        Tuple parameters = Tuple.tuple();
        for (Condition condition : conditions) {
            if (condition.value() != null) {
                parameters.addValue(condition.value());
            }
        }
        return parameters.addLong(limit + 1L);
    }

    private static int limit(String value, List<Problem.Field> errors) {
        int limit = WHOLE.matcher(value).matches() ? Integer.parseInt(value) : 0;
        if (limit < 1 || limit > LARGEST_LIMIT) {
            errors.add(
                    new Problem.Field(LIMIT, value, "a whole number from 1 to " + LARGEST_LIMIT));
        }
        return limit;
    }

    private static void checkOrder(Map<String, List<String>> query, List<Problem.Field> errors) {
        String since = given(query, "since");
        String until = given(query, "until");
        Instant from = Parameter.moment(since);
        Instant to = Parameter.moment(until);
        if (from != null && to != null && !from.isBefore(to)) {
            errors.add(new Problem.Field("until", until, "a moment after since"));
        }
        String most = given(query, "max_confidence");
        Double low = Parameter.share(given(query, "min_confidence"));
        Double high = Parameter.share(most);
        if (low != null && high != null && low > high) {
            errors.add(
                    new Problem.Field("max_confidence", most, "a number not below min_confidence"));
        }
    }

    private static String given(Map<String, List<String>> query, String name) {
        List<String> values = query.get(name);
        return values == null ? "" : values.getFirst();
    }

    private static String hint(String name) {
        Set<String> known = new LinkedHashSet<>(Parameter.ALL.keySet());
        known.add(LIMIT);
        List<String> near = Nearest.to(name, known);
        return near.isEmpty()
                ? "; known: " + String.join(", ", known)
                : ", did you mean " + String.join(" or ", near) + "?";
    }
}
