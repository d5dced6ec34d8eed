package dev.sluice.upstream.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.model.Model;
import dev.sluice.vocabulary.Operation;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/**
 * One engine, a base model and two adapters, one of them at two scales: none must ever show in
 * another's answers.
 */
@Order(1) // Among the longest: it begins first.
@Tag("engine")
@Timeout(180)
class AdapterIsolationTest {
    private static final int CLIENTS = 6;
    private static final int REQUESTS = 60;
    private static final int TOKENS = 6;
    private static final List<String> PROMPTS =
            List.of("Say hi", "The colour of", "Tell a story", "A sluice is", "Count to");

    @TempDir
    private Path data;

    /**
     * An engine that computes two answers together rounds otherwise than one alone, and where two
     * tokens are all but equally likely the choice falls otherwise. A difference there is no trace
     * of another adapter.
     */
    @ParameterizedTest
    @CsvSource({"1, 0.1", "2, 0.4"})
    void mixedRequestsOfBaseAndAdaptersEqualTheirColdReferences(int slots, double nearTie)
            throws Exception {
        // Given: what each model answers to each prompt on an engine that has never seen another
        Model[] models = {
            LocalLaneFixture.base(),
            LocalLaneFixture.model("first", RandomAdapter.write(data.resolve("a.gguf"), 1), 1),
            LocalLaneFixture.model("second", RandomAdapter.write(data.resolve("b.gguf"), 2), 1),
            LocalLaneFixture.model("weaker", data.resolve("b.gguf"), 0.5)
        };
        Map<Model, Map<String, List<Token>>> references = new LinkedHashMap<>();
        for (Model model : models) {
            references.put(model, reference(slots, models, model));
        }

        // When
        List<String> wrong = new ArrayList<>();
        try (LocalLaneFixture lane = new LocalLaneFixture(data, slots).serving(models);
                ExecutorService clients = Executors.newFixedThreadPool(CLIENTS)) {
            Random random = new Random(5);
            List<Future<String>> checks = new ArrayList<>();
            for (int i = 0; i < REQUESTS; i++) {
                Model model = models[random.nextInt(models.length)];
                String prompt = PROMPTS.get(random.nextInt(PROMPTS.size()));
                List<Token> expected = references.get(model).get(prompt);
                checks.add(clients.submit(() -> {
                    List<Token> answer = ask(lane, model, prompt);
                    return same(answer, expected, nearTie)
                            ? ""
                            : model.name() + ": " + answer + " for " + expected;
                }));
            }
            for (Future<String> check : checks) {
                wrong.add(check.get());
            }
        }

        // Then
        wrong.removeIf(String::isEmpty);
        assertThat(wrong).isEmpty();
        assertThat(distinguishable(references, nearTie))
                .as("share of mix-ups that would show")
                .isGreaterThan(0.4);
    }

    /** How many of all answers to one prompt by two models this test would tell apart. */
    private static double distinguishable(
            Map<Model, Map<String, List<Token>>> references, double nearTie) {
        int pairs = 0;
        int different = 0;
        for (Map<String, List<Token>> expected : references.values()) {
            for (Map<String, List<Token>> answered : references.values()) {
                if (expected != answered) {
                    for (String prompt : PROMPTS) {
                        pairs++;
                        different +=
                                same(answered.get(prompt), expected.get(prompt), nearTie) ? 0 : 1;
                    }
                }
            }
        }
        return (double) different / pairs;
    }

    private static boolean same(List<Token> answer, List<Token> expected, double nearTie) {
        for (int i = 0; i < Math.min(answer.size(), expected.size()); i++) {
            if (!answer.get(i).text().equals(expected.get(i).text())) {
                return expected.get(i).lead() < nearTie;
            }
        }
        return answer.size() == expected.size();
    }

    private Map<String, List<Token>> reference(int slots, Model[] models, Model asked)
            throws Exception {
        try (LocalLaneFixture lane = new LocalLaneFixture(data, slots).serving(models)) {
            Map<String, List<Token>> answers = new LinkedHashMap<>();
            for (String prompt : PROMPTS) {
                answers.put(prompt, ask(lane, asked, prompt));
            }
            return answers;
        }
    }

    /** Bare prompts: a chat's template would be read anew at each change of adapters. */
    private static List<Token> ask(LocalLaneFixture lane, Model model, String prompt) {
        JsonObject question = new JsonObject()
                .put("model", "m")
                .put("prompt", prompt)
                .put("temperature", 0)
                .put("max_tokens", TOKENS)
                .put("logprobs", 2);
        JsonObject logprobs = new JsonObject(lane.client
                        .open(Operation.COMPLETIONS, model, question, false)
                        .whole())
                .getJsonArray("choices")
                .getJsonObject(0)
                .getJsonObject("logprobs");
        JsonArray tokens = logprobs.getJsonArray("tokens");
        JsonArray tops = logprobs.getJsonArray("top_logprobs");
        return IntStream.range(0, tokens.size())
                .mapToObj(i -> Token.of(tokens.getString(i), tops.getJsonObject(i)))
                .toList();
    }

    /** A token and how much more likely it was than the next best, in log-probability. */
    private record Token(String text, double lead) {
        static Token of(String text, JsonObject top) {
            double likeliest = top.getDouble(text);
            double next = top.stream()
                    .filter(other -> !other.getKey().equals(text))
                    .mapToDouble(other -> (Double) other.getValue())
                    .max()
                    .orElse(likeliest);
            return new Token(text, likeliest - next);
        }
    }
}
