package dev.sluice.rollout.analysis;

import dev.sluice.common.Nearest;
import dev.sluice.experiment.definition.Definition;
import dev.sluice.experiment.definition.Metric;
import dev.sluice.experiment.definition.VariantDefinition;
import dev.sluice.web.Problem;
import dev.sluice.web.ProblemException;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Whose looks a client asks for: without a word the first candidate's, of the first metric. */
record LookQuery(String candidate, String metric) {
    private static final List<String> PARAMETERS = List.of("candidate", "metric");

    /**
     * Reads a query.
     *
     * @throws ProblemException with everything that is wrong with it
     */
    static LookQuery of(Map<String, List<String>> query, Definition definition) {
        List<Problem.Field> errors = new ArrayList<>();
        query.forEach((name, values) -> {
            if (!PARAMETERS.contains(name)) {
                errors.add(new Problem.Field(
                        name,
                        String.join(", ", values),
                        "no such parameter"
                                + hint(
                                        name,
                                        PARAMETERS,
                                        "; known: " + String.join(", ", PARAMETERS))));
            }
        });
        List<String> candidates =
                definition.candidates().stream().map(VariantDefinition::name).toList();
        List<String> metrics =
                Difference.metrics(definition).stream().map(Metric::name).toList();
        String candidate = oneOf(query, "candidate", candidates, errors);
        String metric = oneOf(query, "metric", metrics, errors);
        if (!errors.isEmpty()) {
            throw new ProblemException(Problem.badParameters(errors));
        }
        return new LookQuery(candidate, metric);
    }

    private static String oneOf(
            Map<String, List<String>> query,
            String name,
            List<String> known,
            List<Problem.Field> errors) {
        List<String> given = query.getOrDefault(name, List.of());
        if (given.isEmpty()) {
            return known.isEmpty()
                    ? ""
                    : known.getFirst(); // Without any metric there are no looks.
        }
        String value = String.join(", ", given);
        if (given.size() > 1 || !known.contains(value)) {
            errors.add(new Problem.Field(
                    name, value, "one of " + String.join(", ", known) + hint(value, known, "")));
        }
        return value;
    }

    private static String hint(String value, List<String> known, String otherwise) {
        List<String> near = Nearest.to(value, known);
        return near.isEmpty() ? otherwise : ", did you mean " + String.join(" or ", near) + "?";
    }
}
