package dev.sluice.rollout.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;

import dev.sluice.experiment.definition.Definition;
import dev.sluice.experiment.definition.RolloutPlan;
import dev.sluice.testing.Fuzz;
import dev.sluice.testing.Mutator;
import dev.sluice.testing.RandomJson;
import dev.sluice.web.JsonBody;
import dev.sluice.web.Problem;
import dev.sluice.web.ProblemException;

import org.junit.jupiter.api.Test;

import java.util.SplittableRandom;
import java.util.stream.Stream;

/**
 * Whatever a body holds, reading it gives a definition that assignment takes at every stage, or a
 * problem that can be written.
 */
class DefinitionFuzzTest {
    private static final JsonMapper WRITER = JsonMapper.builder().build();

    private final Mutator mutator = new Mutator(Stream.concat(
                    DefinitionReader.FIELDS.stream().map(it -> "\"" + it + "\":"),
                    Stream.of(
                            "{",
                            "}",
                            "[",
                            "]",
                            ",",
                            "\"",
                            "\\ud800",
                            "\\u0000",
                            "null",
                            "true",
                            "1e999",
                            "-1",
                            "10000",
                            "5000",
                            "0",
                            "99999999999999999999",
                            "\"3d\"",
                            "\"errors > 5 %\"",
                            "\"candidate\"",
                            "\"stages\":[]",
                            "\"shadow\":{}",
                            "\"after\":\"1s\"",
                            "\"weight\":",
                            "[[[[[[[[[[[[[[[[[["))
            .toArray(String[]::new));

    @Test
    void whatIsWrittenReadsBackEqual() {
        Fuzz.check(
                5_000, random -> Fuzz.utf8(String.valueOf(random.nextLong())), (number, random) -> {
                    Definition definition = RandomDefinition.of(random);
                    Fuzz.same(DefinitionReader.read(DefinitionJson.text(definition)), definition);
                    usable(definition);
                });
    }

    @Test
    void spoiltDefinitions() {
        Fuzz.check(
                10_000,
                random -> mutator.mutate(
                        Fuzz.utf8(DefinitionJson.text(RandomDefinition.of(random))),
                        1 + random.nextInt(5),
                        random),
                DefinitionFuzzTest::holds);
    }

    @Test
    void validJsonOfAnyShape() {
        Fuzz.check(10_000, DefinitionFuzzTest::anyShape, DefinitionFuzzTest::holds);
    }

    private static byte[] anyShape(SplittableRandom random) {
        RandomJson json = new RandomJson(random);
        return json.object(DefinitionReader.FIELDS.stream()
                        .map(name -> json.once(3)
                                ? null
                                : new RandomJson.Field(name, () -> json.value(3)))
                        .toArray(RandomJson.Field[]::new))
                .bytes();
    }

    private static void holds(byte[] body, SplittableRandom random) throws Exception {
        try {
            Definition definition = DefinitionReader.read(JsonBody.object(body), null);
            usable(definition);
            Fuzz.same(DefinitionReader.read(DefinitionJson.text(definition)), definition);
        } catch (ProblemException e) {
            Problem problem = e.problem();
            Fuzz.same(problem.status(), 400);
            assertThat(WRITER.writeValueAsBytes(problem)).isNotEmpty();
        }
    }

    /** Assignment has checks of its own, and must never be the first to complain. */
    private static void usable(Definition definition) {
        RolloutPlan rollout = definition.rollout();
        for (int stage = 0; stage < (rollout == null ? 1 : rollout.size()); stage++) {
            definition.at(stage);
        }
        definition.guardrails().forEach(it -> it.guardrail());
    }
}
