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
 * JSON from outside, in UTF-8, whole, without a name twice and of bounded depth. Pure; safe for any
 * thread.
 */
public enum StrictJson {
    /** What describes a thing. */
    OBJECT(16),
    /** What has hardly any depth. */
    FLAT(8),
    /** What lies on the disk, whoever has put it there. */
    FILE(1000);

    /** The file of a snapshot may hold a million hashes in one text. */
    private static final int TEXT_MAX = 32 << 20;

    @SuppressWarnings("ImmutableEnumChecker") // A reader is immutable, and does not say so.
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

    /** A text is no JSON; the message says why, and may quote it. */
    static final class NoJsonException extends Exception {
        private static final long serialVersionUID = 1L;

        NoJsonException(String why) {
            super(why, null, false, false);
        }

        String why() {
            return String.valueOf(getMessage());
        }
    }

    /**
     * Reads all of it; an empty one is a missing node.
     *
     * @param json bounded by whoever calls
     */
    JsonNode read(byte[] json) throws NoJsonException {
        try {
            // Jackson itself is lenient, and would guess other encodings.
            return read(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(json))
                    .toString());
        } catch (CharacterCodingException e) {
            throw new NoJsonException("it is not UTF-8");
        }
    }

    JsonNode read(String json) throws NoJsonException {
        try {
            return reader.readTree(json);
        } catch (JsonProcessingException e) {
            throw new NoJsonException(e.getOriginalMessage());
        }
    }

    /** Whether the database can keep it: it has no NUL, and halves of a pair are no characters. */
    public static boolean isStorable(String text) {
        return text.indexOf('\0') < 0 && StandardCharsets.UTF_8.newEncoder().canEncode(text);
    }

    /** Whether it is a text of 1 to so many characters that the database can keep. */
    public static boolean isStorable(String text, int most) {
        return !text.isEmpty() && text.length() <= most && isStorable(text);
    }
}
