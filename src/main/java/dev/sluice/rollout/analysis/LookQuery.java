package dev.sluice.rollout.analysis;

import dev.sluice.experiment.definition.Definition;
import dev.sluice.experiment.definition.Metric;
import dev.sluice.experiment.definition.VariantDefinition;
import dev.sluice.web.Faults;
import dev.sluice.web.ProblemException;
import dev.sluice.web.Query;

import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Which looks a client asks for; by default those of the first candidate and the first metric. */
record LookQuery(String candidate, String metric) {
    private static final List<String> PARAMETERS = List.of("candidate", "metric");

    /**
     * Reads a query.
     *
     * @throws ProblemException with everything that is wrong with the query
     */
    static LookQuery of(Map<String, List<String>> parameters, Definition definition) {
        Faults faults = new Faults();
        Query query = Query.of(parameters, PARAMETERS, faults);
        List<String> candidates =
                definition.candidates().stream().map(VariantDefinition::name).toList();
        List<String> metrics =
                Difference.metrics(definition).stream().map(Metric::name).toList();
        LookQuery read = new LookQuery(
                oneOf(query, "candidate", candidates), oneOf(query, "metric", metrics));
        faults.check();
        return read;
    }

    /** The first one when none is given; without any metric there are no looks. */
    private static String oneOf(Query query, String name, List<String> known) {
        String first = known.isEmpty() ? "" : known.getFirst();
        return Objects.requireNonNullElse(query.oneOf(name, known), first);
    }
}
