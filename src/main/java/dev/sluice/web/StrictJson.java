package dev.sluice.web;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * A parser for untrusted JSON: UTF-8, nothing after the value, no duplicate names, limited depth.
 * Pure and thread-safe.
 */
public enum StrictJson {
    /** For definitions. */
    OBJECT(16),
    /** For bodies with little nesting. */
    FLAT(8),
    /** For files on disk. */
    FILE(1000);

    /** A snapshot's file may hold a million hashes in one text. */
    private static final int TEXT_MAX = 32 << 20;

    @SuppressWarnings("ImmutableEnumChecker") // A reader is immutable, but not marked so.
    private final ObjectReader reader;

    StrictJson(int depthMax) {
        reader = JsonMapper.builder(JsonFactory.builder()
                        .streamReadConstraints(StreamReadConstraints.builder()
                                .maxNestingDepth(depthMax)
                                .maxStringLength(TEXT_MAX)
                                .build())
                        .build())
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .build()
                .readerFor(JsonNode.class)
                .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    }

    /** The text is not valid JSON; the message says why and may quote it. */
    static final class InvalidJsonException extends Exception {
        private static final long serialVersionUID = 1L;

        InvalidJsonException(String why) {
            super(why, null, false, false);
        }

        String why() {
            return String.valueOf(getMessage());
        }
    }

    /**
     * Parses the whole text; an empty one gives a missing node.
     *
     * @param json the caller limits its size
     */
    JsonNode read(byte[] json) throws InvalidJsonException {
        try {
            // Jackson itself would be lenient and guess the encoding.
            return read(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(json))
                    .toString());
        } catch (CharacterCodingException e) {
            throw new InvalidJsonException("it is not UTF-8");
        }
    }

    JsonNode read(String json) throws InvalidJsonException {
        try {
            return reader.readTree(json);
        } catch (JsonProcessingException e) {
            throw new InvalidJsonException(e.getOriginalMessage());
        }
    }

    /** Whether the database can store the text: it has no NUL and no unpaired surrogates. */
    public static boolean isStorable(String text) {
        return text.indexOf('\0') < 0 && StandardCharsets.UTF_8.newEncoder().canEncode(text);
    }

    /** Whether it is a text of 1 to {@code most} characters that the database can store. */
    public static boolean isStorable(String text, int most) {
        return !text.isEmpty() && text.length() <= most && isStorable(text);
    }
}
