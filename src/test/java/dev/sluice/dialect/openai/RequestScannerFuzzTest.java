package dev.sluice.dialect.openai;

import static dev.sluice.dialect.openai.RequestOracle.DEPTH;
import static dev.sluice.dialect.openai.RequestOracle.JACKSON;
import static dev.sluice.dialect.openai.RequestOracle.isFine;
import static dev.sluice.dialect.openai.RequestOracle.isUtf8;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.sluice.dialect.Addition;
import dev.sluice.dialect.BadRequest;
import dev.sluice.testing.Fuzz;
import dev.sluice.testing.Mutator;
import dev.sluice.testing.RandomJson;
import dev.sluice.testing.RandomJson.Field;
import dev.sluice.vocabulary.Operation;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.SplittableRandom;

/**
 * The scanner of requests against Jackson's tree of them: it takes the fields that are there, and
 * what it has sent upstream is the client's request but for the model's name and the wish for
 * usage. It refuses with a reason, and in no other way; what it refuses without one of its own
 * reasons Jackson refuses too.
 */
class RequestScannerFuzzTest {
    private static final List<Operation> OPERATIONS = List.of(Operation.values());

    private final RequestScanner scanner = new RequestScanner(DEPTH);
    private final Mutator mutator = new Mutator(
            "{",
            "}",
            "[",
            "]",
            ",",
            ":",
            "\"",
            "\\",
            "\\u0022",
            "null",
            "{}",
            "[]",
            "true",
            "false",
            "\"model\":\"n\",",
            "\"m\\u006fdel\":\"n\",",
            "\"stream\":true,",
            "\"stream_options\":{\"include_usage\":false},",
            "\"include_usage\":true,",
            "\"include_usage\":null,",
            "[[[[[[[[[[",
            "]]]]]]]]]]",
            " ",
            "\t",
            "//",
            "NaN",
            "1e99999",
            "+1",
            "01",
            "'",
            "\u2028");

    @Test
    void takesTheFieldsAndChangesNothingElse() {
        int[] taken = {0};
        Fuzz.check(15_000, this::request, (body, random) -> {
            Operation operation = OPERATIONS.get(random.nextInt(OPERATIONS.size()));
            String sent = random.nextInt(3) == 0 ? "ft:\"odd\"\\ é😀\n" : "sent";
            OpenAiRequest request;
            try {
                request = scanner.read(operation, body);
            } catch (BadRequest refused) {
                Fuzz.same(refused.error().status(), 400);
                Fuzz.same(refused.error().message().isBlank(), false);
                Fuzz.same(isUtf8(body) && isFine(operation, body), false);
                return;
            }
            if (!isUtf8(body)) {
                return; // A text that the gateway does not read is the upstream's to refuse.
            }
            taken[0]++;
            Fuzz.same(isFine(operation, body), true);
            ObjectNode asked = (ObjectNode) JACKSON.readTree(body);
            boolean wanted = asked.path("stream_options").path("include_usage").asBoolean(false);
            Fuzz.same(request.requestedModel(), asked.get("model").textValue());
            Fuzz.same(request.usageWanted(), wanted);
            Fuzz.same(
                    request.streaming(),
                    operation != Operation.EMBEDDINGS && asked.path("stream").asBoolean(false));
            if (!request.streaming() || wanted) {
                Fuzz.same(
                        request.bodyFor(request.requestedModel(), -1, Addition.NONE)
                                .getBytes(),
                        RequestOracle.withoutMark(body));
            }
            JsonNode upstream =
                    JACKSON.readTree(request.bodyFor(sent, -1, Addition.NONE).getBytes());
            asked.put("model", sent);
            if (request.streaming()) {
                ObjectNode options = asked.get("stream_options") instanceof ObjectNode given
                        ? given
                        : asked.putObject("stream_options");
                options.put("include_usage", true);
            }
            Fuzz.same(upstream, asked);
        });
        assertThat(taken[0]).isPositive();
    }

    private byte[] request(SplittableRandom random) {
        RandomJson json = new RandomJson(random);
        json.blank()
                .raw(json.once(60) ? "\uFEFF" : "")
                .object(
                        json.once(40)
                                ? null
                                : new Field(
                                        json.once(12) ? "m\\u006fdel" : "model", () -> model(json)),
                        json.once(4)
                                ? null
                                : new Field(
                                        json.once(12) ? "\\u0073tream" : "stream",
                                        () -> json.raw(json.one("true", "true", "false", "null"))),
                        json.once(2) ? null : new Field("stream_options", () -> options(json)),
                        json.once(20) ? null : new Field("messages", () -> messages(json)),
                        json.once(3) ? null : new Field("prompt", () -> input(json)),
                        json.once(3) ? null : new Field("input", () -> input(json)),
                        json.once(2) ? null : new Field("metadata", () -> json.value(4)),
                        json.once(2) ? null : new Field("user", () -> user(json)),
                        json.once(3) ? null : new Field("x", () -> json.value(DEPTH)));
        byte[] bytes = json.blank().bytes();
        return mutator.mutate(bytes, Math.max(0, random.nextInt(5) - 2), random);
    }

    private static void model(RandomJson json) {
        json.raw(
                json.once(15)
                        ? json.one("\"\"", "null", "7", "[\"m\"]", "{}")
                        : json.one("\"m\"", "\"é😀\"", "\"\\\"m\\\"\"", "\"\\u006d\"", "\" \""));
    }

    private static void user(RandomJson json) {
        json.raw(
                json.once(9)
                        ? json.one("true", "[]", "{\"id\":1}")
                        : json.one("null", "\"\"", "\"é\"", "48213", "-1", "1e3", "4.0"));
    }

    private static void options(RandomJson json) {
        if (json.once(4)) {
            json.raw(json.one(
                    "null",
                    "{}",
                    "{ }",
                    "[]",
                    "true",
                    "{\"include_usage\":true,\"include_usage\":false}"));
            return;
        }
        json.object(
                json.once(3)
                        ? null
                        : new Field(
                                json.once(12) ? "include\\u005fusage" : "include_usage",
                                () -> json.raw(json.one("true", "false", "null"))),
                json.once(2) ? null : new Field("include_obfuscation", () -> json.value(2)),
                json.once(3) ? new Field("y", () -> json.value(2)) : null);
    }

    private static void messages(RandomJson json) {
        json.array(json.once(12) ? 0 : 1 + json.below(2), () -> {
            if (json.once(20)) {
                json.value(1);
            } else {
                json.object(
                        new Field("role", () -> json.text()),
                        new Field("content", () -> json.value(3)));
            }
        });
    }

    private static void input(RandomJson json) {
        if (json.once(2)) {
            json.text();
        } else {
            json.value(2);
        }
    }
}
