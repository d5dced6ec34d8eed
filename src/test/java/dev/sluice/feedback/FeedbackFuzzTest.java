package dev.sluice.feedback;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;

import dev.sluice.testing.Fuzz;
import dev.sluice.testing.Mutator;
import dev.sluice.testing.RandomJson;
import dev.sluice.web.Problem;
import dev.sluice.web.ProblemException;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.SplittableRandom;

/**
 * Whatever a body holds, reading it gives items that the database can keep, or a problem that can
 * be written as JSON.
 */
class FeedbackFuzzTest {
    private static final Instant NOW = Instant.parse("2026-11-21T16:00:00Z");
    private static final String VALID = """
            [{"inference":"01a1fd70-f1c0-7c3e-9d2a-5b8e0f6a4c21","id":"c-1","user":"u-1","rating":4,"thumbs":"up",
              "name":"resolved","value":true,"comment":"Well."},
             {"inference":"01a1fd70-f1c0-7c3e-9d2a-5b8e0f6a4c22","name":"seconds","value":-1.5e3}]""";

    private static final JsonMapper WRITER = JsonMapper.builder().build();

    private final Mutator mutator = new Mutator(
            "{",
            "}",
            "[",
            "]",
            ",",
            "\"",
            "\\ud800",
            "\\u0000",
            "\\n",
            "null",
            "true",
            "1e999",
            "99999999999999999999999",
            "-0",
            "\"rating\":",
            "\"thumbs\":\"down\"",
            "\"name\":",
            "\"value\":",
            "\"comment\":",
            "\"inference\":",
            "ffffffff-ffff-7fff-bfff-ffffffffffff",
            "[[[[[[[[");

    @Test
    void spoiltBodies() {
        byte[] valid = Fuzz.utf8(VALID);
        Fuzz.check(
                10_000,
                random -> mutator.mutate(valid, 1 + random.nextInt(6), random),
                FeedbackFuzzTest::holds);
    }

    @Test
    void validJsonOfAnyShape() {
        Fuzz.check(10_000, FeedbackFuzzTest::anyShape, FeedbackFuzzTest::holds);
    }

    private static byte[] anyShape(SplittableRandom random) {
        RandomJson json = new RandomJson(random);
        Runnable value = () -> json.value(3);
        Runnable id =
                () -> json.raw(json.once(4) ? "\"x\"" : "\"01a1fd70-f1c0-7c3e-9d2a-5b8e0f6a4c21\"");
        json.array(
                json.below(3),
                () -> json.object(
                        new RandomJson.Field("inference", id),
                        json.once(3)
                                ? null
                                : new RandomJson.Field(
                                        json.one("rating", "r\\u0061ting", "rating "), value),
                        json.once(3)
                                ? null
                                : new RandomJson.Field(
                                        "name", () -> json.raw(json.one("\"n\"", "\"N\"", "null"))),
                        json.once(3) ? null : new RandomJson.Field("value", value),
                        json.once(3)
                                ? null
                                : new RandomJson.Field(
                                        json.one("comment", "\\ud800", "user"), value),
                        json.once(3) ? null : new RandomJson.Field("id", value)));
        return json.bytes();
    }

    private static void holds(byte[] body, SplittableRandom random) throws Exception {
        FeedbackBody posted;
        try {
            posted = FeedbackReader.read(body, NOW);
        } catch (ProblemException e) {
            Fuzz.same(e.problem().status(), 400);
            WRITER.writeValueAsBytes(e.problem());
            return;
        }
        assertThat(posted.items()).isNotEmpty();
        for (Item item : posted.items()) {
            if (item.errors().isEmpty()) {
                Fuzz.same(item.inference() != null && !item.said().isEmpty(), true);
                item.said().forEach(FeedbackFuzzTest::canBeKept);
            } else {
                Fuzz.same(item.said().isEmpty(), true);
                WRITER.writeValueAsBytes(
                        ItemResult.of(item.inference(), Problem.badParameters(item.errors())));
            }
        }
    }

    private static void canBeKept(Entry said) {
        for (String text : new String[] {said.id(), said.user(), said.name(), said.text()}) {
            if (text != null) {
                Fuzz.same(!text.isEmpty() && text.length() <= 2000 && text.indexOf('\0') < 0, true);
                Fuzz.same(
                        new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8),
                        text);
            }
        }
        Fuzz.same((said.number() == null) != (said.text() == null), true);
        Fuzz.same(said.number() == null || Math.abs(said.number()) <= 1e15, true);
    }
}
