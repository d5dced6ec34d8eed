package dev.sluice.record.api;

import dev.sluice.record.api.Parameter.Condition;
import dev.sluice.web.Faults;
import dev.sluice.web.ProblemException;
import dev.sluice.web.Query;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What a client wants exported: the filters of the list, and whether with what was asked and
 * answered.
 *
 * @param filter its limit is that of the whole export
 */
record ExportQuery(InferenceFilter filter, boolean withText) {
    static final int DEFAULT_LIMIT = 100_000;
    static final int LARGEST_LIMIT = 1_000_000;

    /** The parameter that asks for texts. */
    static final String TEXT = "text";

    private static final List<String> KNOWN = Stream.concat(
                    Parameter.ALL.keySet().stream(), Stream.of(TEXT, Query.LIMIT))
            .toList();

    private static final List<String> FLAGS = List.of("true", "false");

    /**
     * Reads a query.
     *
     * @throws ProblemException listing everything that is wrong with the query
     */
    static ExportQuery of(Map<String, List<String>> parameters) {
        Faults faults = new Faults();
        List<Condition> conditions = new ArrayList<>();
        Query query = InferenceFilter.query(parameters, KNOWN, faults, conditions);
        int limit = query.limit(DEFAULT_LIMIT, LARGEST_LIMIT);
        boolean withText = "true".equals(query.oneOf(TEXT, FLAGS));
        faults.check();
        return new ExportQuery(new InferenceFilter(List.copyOf(conditions), limit), withText);
    }
}
