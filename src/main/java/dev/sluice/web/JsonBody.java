package dev.sluice.web;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The JSON object that a text is. Pure; safe for any thread. */
public final class JsonBody {
    private static final int DEPTH_MAX = 16;

    /** The file of a snapshot may hold a million hashes in one text. */
    private static final int TEXT_MAX = 32 << 20;

    private static final ObjectReader READER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(DEPTH_MAX)
                            .maxStringLength(TEXT_MAX)
                            .build())
                    .build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build()
            .readerFor(JsonNode.class)
            .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private JsonBody() {}

    /**
     * Reads a body; an empty one is an empty object.
     *
     * @param json all of it, bounded by whoever calls
     * @throws ProblemException when it is no JSON, or no object
     */
    public static ObjectNode object(byte[] json) {
        try {
            // Jackson itself is lenient, and would guess other encodings.
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(json))
                    .toString();
            return text.isBlank() ? JsonNodeFactory.instance.objectNode() : object(text);
        } catch (CharacterCodingException e) {
            throw noJson("it is not UTF-8");
        }
    }

    /**
     * Reads a text.
     *
     * @throws ProblemException when it is no JSON, or no object
     */
    public static ObjectNode object(String json) {
        JsonNode root;
        try {
            root = READER.readTree(json);
        } catch (JsonProcessingException e) {
            throw noJson(printable(e.getOriginalMessage()));
        }
        if (root instanceof ObjectNode object) {
            return object;
        }
        throw new ProblemException(Problem.badParameters(List.of(new Problem.Field(
                "body",
                printable(root.isMissingNode() ? "missing" : root.toString()),
                "an object"))));
    }

    /** Whether the database can keep it: it has no NUL, and halves of a pair are no characters. */
    public static boolean isStorable(String text) {
        return text.indexOf('\0') < 0 && StandardCharsets.UTF_8.newEncoder().canEncode(text);
    }

    /** Without halves of pairs, which no answer could be written with. */
    private static String printable(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }

    private static ProblemException noJson(String why) {
        return new ProblemException(Problem.of(400, "invalid_json", "the body is no JSON: " + why));
    }
}
