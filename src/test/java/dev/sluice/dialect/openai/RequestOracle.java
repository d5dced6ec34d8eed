package dev.sluice.dialect.openai;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import dev.sluice.vocabulary.Operation;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/** What Jackson says of a request. */
final class RequestOracle {
    static final int DEPTH = 12;
    static final ObjectMapper JACKSON = new ObjectMapper(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(Integer.MAX_VALUE)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private RequestOracle() {}

    static boolean isUtf8(byte[] body) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    static byte[] withoutMark(byte[] body) {
        boolean marked = body.length > 2
                && body[0] == (byte) 0xEF
                && body[1] == (byte) 0xBB
                && body[2] == (byte) 0xBF;
        return marked ? Arrays.copyOfRange(body, 3, body.length) : body;
    }

    /** Whether there is nothing to refuse, as a reader of the tree sees it. */
    static boolean isFine(Operation operation, byte[] body) {
        if (body.length > 1
                && (body[0] == 0
                        || body[1] == 0
                        || body[0] == (byte) 0xFE
                        || body[0] == (byte) 0xFF)) {
            return false;
        }
        JsonNode tree;
        try {
            tree = JACKSON.readTree(body);
        } catch (IOException e) {
            return false;
        }
        boolean object =
                tree != null && tree.isObject() && depth(tree) <= DEPTH && !namesTwice(body);
        return object
                && tree.path("model").isTextual()
                && !tree.path("model").textValue().isEmpty()
                && isFlag(tree.path("stream"))
                && (isAbsent(tree.path("stream_options"))
                        || tree.path("stream_options").isObject())
                && optionsAreFlags(body)
                && (isAbsent(tree.path("user"))
                        || tree.path("user").isTextual()
                        || tree.path("user").isNumber())
                && isInput(operation, tree);
    }

    private static boolean isInput(Operation operation, JsonNode tree) {
        JsonNode prompt = tree.path(operation == Operation.EMBEDDINGS ? "input" : "prompt");
        if (operation != Operation.CHAT_COMPLETIONS) {
            return prompt.isTextual() || prompt.isArray();
        }
        JsonNode messages = tree.path("messages");
        return messages.isArray()
                && !messages.isEmpty()
                && messages.valueStream().allMatch(JsonNode::isObject);
    }

    private static boolean isFlag(JsonNode value) {
        return isAbsent(value) || value.isBoolean();
    }

    private static boolean isAbsent(JsonNode value) {
        return value.isMissingNode() || value.isNull();
    }

    private static int depth(JsonNode node) {
        return node.isContainerNode()
                ? 1 + node.valueStream().mapToInt(RequestOracle::depth).max().orElse(0)
                : 0;
    }

    /**
     * Whether a field stands twice in the body's object; in what is within it, the gateway lets it
     * pass.
     */
    private static boolean namesTwice(byte[] body) {
        return eachOf(body, null, (name, flag, names) -> !names.add(name));
    }

    /** Whether each wish for usage is one, also one that another overrules. */
    private static boolean optionsAreFlags(byte[] body) {
        return !eachOf(
                body,
                "stream_options",
                (name, flag, names) -> name.equals("include_usage") && !flag);
    }

    /** Whether the test is true of a field of the body's object, or of an object in it. */
    private static boolean eachOf(byte[] body, String within, FieldTest test) {
        try (var parser = JACKSON.createParser(body)) {
            var names = new HashSet<String>();
            String outer = null;
            int depth = 0;
            while (parser.nextToken() != null) {
                var token = parser.currentToken();
                if (token.isStructStart()) {
                    depth++;
                } else if (token.isStructEnd()) {
                    depth--;
                } else if (token == JsonToken.FIELD_NAME) {
                    String name = parser.currentName();
                    outer = depth == 1 ? name : outer;
                    if (within == null ? depth == 1 : depth == 2 && within.equals(outer)) {
                        var value = parser.nextToken();
                        boolean flag = value.isBoolean() || value == JsonToken.VALUE_NULL;
                        depth += value.isStructStart() ? 1 : 0;
                        if (test.isTrue(name, flag, names)) {
                            return true;
                        }
                    }
                }
            }
            return false;
        } catch (IOException e) {
            return false;
        }
    }

    @FunctionalInterface
    interface FieldTest {
        boolean isTrue(String name, boolean flag, Set<String> seen);
    }
}
