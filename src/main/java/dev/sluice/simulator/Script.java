package dev.sluice.simulator;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the simulator answers: for each model name its answers, in order of requests; the last one
 * repeats. Immutable. A model that is not named gets the {@code others} or, if there are none, an
 * echo of the question.
 */
public record Script(Map<String, List<Answer>> models, List<Answer> others) {
    /** Tokens per second of an echo: about the speed of a large hosted model. */
    static final double ECHO_TOKENS_PER_SECOND = 20;

    public Script {
        Map<String, List<Answer>> copy = new LinkedHashMap<>();
        models.forEach((name, answers) -> copy.put(name, nonEmpty(answers)));
        models = Collections.unmodifiableMap(copy);
        others = others.isEmpty()
                ? List.of(Answer.echo(PiecePace.perSecond(ECHO_TOKENS_PER_SECOND)))
                : List.copyOf(others);
    }

    /** Every model echoes. */
    public static Script echo() {
        return new Script(Map.of(), List.of());
    }

    /**
     * Whatever the model: the first request gets the first answer, and so on; the last one repeats.
     */
    public static Script of(Answer... answers) {
        return new Script(Map.of(), List.of(answers));
    }

    /** This script with separate answers for one model. */
    public Script with(String model, Answer... answers) {
        Map<String, List<Answer>> more = new LinkedHashMap<>(models);
        more.put(model, List.of(answers));
        return new Script(more, others);
    }

    /** Reads YAML or JSON. */
    public static Script parse(String text) {
        return ScriptParser.parse(text);
    }

    /** Reads a file of YAML or JSON. Blocks. */
    public static Script read(Path file) {
        return ScriptParser.read(file);
    }

    private static List<Answer> nonEmpty(List<Answer> answers) {
        if (answers.isEmpty()) {
            throw new IllegalArgumentException("answers: 0 (expected: one or more)");
        }
        return List.copyOf(answers);
    }
}
