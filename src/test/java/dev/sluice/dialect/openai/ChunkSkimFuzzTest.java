package dev.sluice.dialect.openai;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import dev.sluice.testing.Fuzz;
import dev.sluice.testing.Mutator;
import dev.sluice.testing.RandomJson;
import dev.sluice.testing.RandomJson.Field;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.BitSet;
import java.util.SplittableRandom;

/**
 * The skim of a chunk against Jackson's tree of it: whatever Jackson reads as an object the skim
 * reads the same, and nothing makes it throw or run on. Two things are left out, since no server
 * writes them: a field twice in one object, and a field's name with escapes.
 */
class ChunkSkimFuzzTest {
    private static final ObjectMapper JACKSON = new ObjectMapper()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);
    private static final int LAST_CHOICE = 1024;
    private final Mutator mutator = new Mutator(
            "{",
            "}",
            "[",
            "]",
            ",",
            ":",
            "\"",
            "\\",
            "null",
            "{}",
            "[]",
            "\"choices\":",
            "\"usage\":{",
            "\"error\":",
            "\"id\":",
            "\"index\":",
            "\"index\":9999999999999999999",
            "\"delta\":{",
            "\"finish_reason\":\"stop\"",
            "-",
            "1e5",
            " ",
            "\n");

    @Test
    void readsWhatJacksonReads() {
        ChunkSkim reused = new ChunkSkim();
        int[] objects = {0};
        Fuzz.check(20_000, this::chunk, (bytes, random) -> {
            int before = random.nextInt(4);
            byte[] within = new byte[before + bytes.length + 3];
            Arrays.fill(within, (byte) '}');
            System.arraycopy(bytes, 0, within, before, bytes.length);
            ChunkSkim fresh = new ChunkSkim();

            boolean read = fresh.read(within, before, before + bytes.length);
            Fuzz.same(reused.read(within, before, before + bytes.length), read);
            JsonNode tree = tree(bytes);
            if (tree != null) {
                objects[0]++;
                Fuzz.same(read, true);
                Fuzz.same(facts(fresh, within), facts(tree));
                Fuzz.same(reused.hasContent(), fresh.hasContent());
                Fuzz.same(reused.isUsageOnly(), fresh.isUsageOnly());
            }
        });
        assertThat(objects[0]).isPositive();
    }

    /** What the skim found. Places are turned into what stands there. */
    private static String facts(ChunkSkim chunk, byte[] bytes) {
        return "content=" + chunk.hasContent() + " finish=" + chunk.isFinish() + " all="
                + chunk.allFinished()
                + " logprobs=" + (chunk.logprobSpans().count() > 0)
                + " usage=" + (chunk.usage() != null) + " only="
                + chunk.isUsageOnly()
                + " error=" + chunk.isError() + " tokens="
                + (chunk.usage() == null
                        ? "0,0"
                        : chunk.usage().prompt() + "," + chunk.usage().completion())
                + " id=" + value(bytes, chunk.idStart(), chunk.idEnd())
                + " created=" + value(bytes, chunk.createdStart(), chunk.createdEnd());
    }

    private static String value(byte[] bytes, int from, int to) {
        try {
            return from == to ? "" : JACKSON.readTree(text(bytes, from, to)).toString();
        } catch (JsonProcessingException e) {
            return "broken: " + text(bytes, from, to);
        }
    }

    private static String facts(JsonNode tree) {
        boolean content = false;
        boolean logprobs = false;
        BitSet seen = new BitSet();
        BitSet finished = new BitSet();
        for (JsonNode choice :
                tree.path("choices").isArray() ? tree.path("choices") : JACKSON.createArrayNode()) {
            if (choice.isObject()) {
                content |= isFilled(choice.path("text"))
                        || isFilledBesideRole(choice.path("delta"))
                        || isFilledBesideRole(choice.path("message"));
                logprobs |= isFilled(choice.path("logprobs"));
                int index = (int) Math.min(number(choice.path("index"), 0), LAST_CHOICE);
                seen.set(index);
                if (isFilled(choice.path("finish_reason"))) {
                    finished.set(index);
                }
            }
        }
        JsonNode usage = tree.path("usage");
        boolean empty = !tree.path("choices").isArray() || tree.path("choices").isEmpty();
        return "content=" + content + " finish=" + !finished.isEmpty() + " all="
                + (!seen.isEmpty() && finished.equals(seen)) + " logprobs=" + logprobs + " usage="
                + usage.isObject()
                + " only=" + (usage.isObject() && empty) + " error=" + isFilled(tree.path("error"))
                + " tokens="
                + number(usage.path("prompt_tokens"), 0) + ","
                + number(usage.path("completion_tokens"), 0) + " id="
                + tree.path("id") + " created=" + tree.path("created");
    }

    private static boolean isFilledBesideRole(JsonNode message) {
        return message.isObject()
                && message.properties().stream()
                        .anyMatch(field ->
                                !field.getKey().equals("role") && isFilled(field.getValue()));
    }

    private static boolean isFilled(JsonNode value) {
        return switch (value.getNodeType()) {
            case STRING -> !value.textValue().isEmpty();
            case ARRAY, OBJECT -> !value.isEmpty();
            case BOOLEAN -> value.booleanValue();
            case NUMBER -> true;
            default -> false;
        };
    }

    /**
     * The digits that a number begins with; without any, such as of a negative one, the other
     * value.
     */
    private static long number(JsonNode value, long otherwise) {
        if (!value.isNumber() || value.asText().startsWith("-")) {
            return otherwise;
        }
        return value.isIntegralNumber()
                ? value.canConvertToLong() ? value.longValue() : Long.MAX_VALUE
                : -1;
    }

    /**
     * Jackson's tree, null where it is not an object in UTF-8, or one of the two that are left out.
     */
    private static JsonNode tree(byte[] bytes) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            JsonNode tree = JACKSON.readTree(text);
            boolean leftOut = tree == null
                    || !tree.isObject()
                    || text.startsWith("\uFEFF")
                    || hasFractions(tree);
            return leftOut || hasEscapedNames(bytes) ? null : tree;
        } catch (CharacterCodingException | JsonProcessingException e) {
            return null;
        }
    }

    /** Counts and places with a fraction or an exponent are read up to there. Nobody sends them. */
    private static boolean hasFractions(JsonNode tree) {
        return tree.findValues("index").stream().anyMatch(it -> number(it, 0) < 0)
                || tree.findValues("prompt_tokens").stream().anyMatch(it -> number(it, 0) < 0)
                || tree.findValues("completion_tokens").stream().anyMatch(it -> number(it, 0) < 0);
    }

    private static boolean hasEscapedNames(byte[] bytes) {
        try (JsonParser parser = JACKSON.createParser(bytes)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token == JsonToken.FIELD_NAME) {
                    int start = (int) parser.currentTokenLocation().getByteOffset() + 1;
                    byte[] name = Fuzz.utf8(parser.currentName());
                    if (!Arrays.equals(name, 0, name.length, bytes, start, start + name.length)) {
                        return true;
                    }
                }
            }
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    private static String text(byte[] bytes, int from, int to) {
        return new String(bytes, from, to - from, StandardCharsets.UTF_8);
    }

    private byte[] chunk(SplittableRandom random) {
        RandomJson json = new RandomJson(random);
        json.blank()
                .object(
                        field(json, 8, "id", () -> json.text()),
                        field(json, 8, "created", () -> json.number()),
                        field(json, 8, "choices", () -> choices(json)),
                        field(json, 3, "usage", () -> usage(json)),
                        json.once(8) ? new Field("error", () -> json.value(2)) : null,
                        json.once(4) ? new Field("x_vendor", () -> json.value(3)) : null);
        byte[] bytes = json.blank().bytes();
        return mutator.mutate(bytes, Math.max(0, random.nextInt(5) - 2), random);
    }

    private static void choices(RandomJson json) {
        if (json.once(20)) {
            json.value(2);
            return;
        }
        json.array(json.below(4), () -> {
            if (json.once(20)) {
                json.value(1);
                return;
            }
            json.object(
                    field(
                            json,
                            6,
                            "index",
                            () -> json.raw(json.one("0", "0", "1", "2"))
                                    .raw(json.once(20) ? "e1" : "")),
                    field(json, 3, "delta", () -> delta(json)),
                    json.once(8) ? new Field("message", () -> delta(json)) : null,
                    json.once(8) ? new Field("text", () -> json.value(1)) : null,
                    field(json, 2, "logprobs", () -> json.value(2)),
                    field(
                            json,
                            2,
                            "finish_reason",
                            () -> json.raw(json.one("null", "\"stop\"", "\"length\"", "\"\""))));
        });
    }

    private static void delta(RandomJson json) {
        if (json.once(12)) {
            json.value(1);
            return;
        }
        json.object(
                field(json, 2, "role", () -> json.text()),
                field(json, 4, "content", () -> json.value(1)),
                json.once(5) ? new Field("tool_calls", () -> json.value(3)) : null,
                json.once(5) ? new Field("reasoning_content", () -> json.text()) : null);
    }

    private static void usage(RandomJson json) {
        if (json.once(2)) {
            json.raw("null");
            return;
        }
        json.object(
                field(json, 8, "prompt_tokens", () -> json.number()),
                field(json, 8, "completion_tokens", () -> json.number()),
                json.once(3) ? new Field("prompt_tokens_details", () -> json.value(2)) : null);
    }

    /** The field, but for once in so many times. */
    private static Field field(RandomJson json, int leftOutOnceIn, String name, Runnable value) {
        return json.once(leftOutOnceIn) ? null : new Field(name, value);
    }
}
