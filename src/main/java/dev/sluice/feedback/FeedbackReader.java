package dev.sluice.feedback;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;

import dev.sluice.web.Problem;
import dev.sluice.web.ProblemException;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads the body of a {@code POST /api/feedback}: an object, or a list of objects. Pure; safe for
 * any thread.
 */
final class FeedbackReader {
    /** Most objects of a list. */
    static final int ITEMS_MAX = 1000;

    private static final int DEPTH_MAX = 8;

    private static final ObjectReader READER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(DEPTH_MAX)
                            .build())
                    .build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build()
            .readerFor(JsonNode.class)
            .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private FeedbackReader() {}

    /**
     * Reads a body.
     *
     * @param json all of it, bounded by whoever calls
     * @throws ProblemException when the body as a whole can't be used; what is wrong with an object
     *     is in its item
     */
    static Posted read(byte[] json, Instant now) {
        JsonNode root = tree(json);
        if (root.isObject()) {
            return new Posted(false, List.of(ItemReader.read(root, now)));
        }
        if (!root.isArray() || root.isEmpty() || root.size() > ITEMS_MAX) {
            String shown = root.isArray() ? "a list of " + root.size() : ItemReader.shown(root);
            throw new ProblemException(Problem.badParameters(List.of(new Problem.Field(
                    "body",
                    shown,
                    "an object with 'inference', or a list of 1 to " + ITEMS_MAX + " of them"))));
        }
        List<Item> items = new ArrayList<>(root.size());
        root.forEach(node -> items.add(ItemReader.read(node, now)));
        return new Posted(true, List.copyOf(items));
    }

    private static JsonNode tree(byte[] json) {
        try {
            // Jackson itself is lenient, and would guess other encodings.
            return READER.readTree(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(json))
                    .toString());
        } catch (CharacterCodingException e) {
            throw noJson("it is not UTF-8");
        } catch (JsonProcessingException e) {
            throw noJson(ItemReader.printable(e.getOriginalMessage()));
        }
    }

    private static ProblemException noJson(String why) {
        return new ProblemException(Problem.of(400, "invalid_json", "the body is no JSON: " + why));
    }
}
