package dev.sluice.model.store;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Finds the special tokens of a vocabulary. Its two arrays, texts and types, may be anywhere in the
 * header, in either order. Belongs to one {@link GgufParser}.
 */
final class GgufVocabulary {
    private static final int MAX_TOKENS = 8_000_000;
    private static final int MAX_SPECIAL_TOKENS = 100_000;
    private static final int MAX_SPECIAL_TOKEN_BYTES = 256;

    /* Token types, as llama.cpp numbers them. It treats the unknown token like a control token. */
    private static final int UNKNOWN = 2;
    private static final int CONTROL = 3;
    private static final int USER_DEFINED = 4;

    /**
     * Tokens that a careless conversion marks as ordinary but that llama.cpp treats as control
     * tokens because of how they look. This matches a few more than llama.cpp does: better to
     * escape too much than too little.
     */
    private static final Pattern LOOKS_LIKE_CONTROL = Pattern.compile("<[|｜][^\\s<>]{1,64}[|｜]>");

    private static final Set<String> KNOWN_CONTROL = Set.of(
            "</s>",
            "<eos>",
            "<EOT>",
            "_<EOT>",
            "[EOT]",
            "[EOS]",
            "<end_of_turn>",
            "<end_of_utterance>",
            "<turn|>",
            "<|tool_response>",
            "<start_of_turn>",
            "<|turn>");

    private final Path file;
    private final GgufInput input;
    private long tokensAt = -1;
    private long tokenCount;
    private long typesAt = -1;
    private long typeCount;

    GgufVocabulary(Path file, GgufInput input) {
        this.file = file;
        this.input = input;
    }

    /** Remembers where the texts are. */
    void tokens(long position, long count) {
        tokensAt = position;
        tokenCount = count;
    }

    /** Remembers where the types are. */
    void types(long position, long count) {
        typesAt = position;
        typeCount = count;
    }

    /** How many tokens there are. */
    long size() {
        return tokenCount;
    }

    List<SpecialToken> specialTokens() throws IOException {
        if (tokensAt < 0) {
            return List.of();
        }
        if (tokenCount > MAX_TOKENS) {
            throw new GgufException(
                    file,
                    "its vocabulary has %d tokens, at most %d are allowed"
                            .formatted(tokenCount, MAX_TOKENS));
        }
        byte[] types = types();
        List<SpecialToken> special = new ArrayList<>();
        input.position(tokensAt);
        for (int id = 0; id < tokenCount; id++) {
            SpecialToken token = token(id, id < types.length ? types[id] : 0);
            if (token != null) {
                special.add(token);
            }
            if (special.size() > MAX_SPECIAL_TOKENS) {
                throw new GgufException(
                        file, "it has more than %d special tokens".formatted(MAX_SPECIAL_TOKENS));
            }
        }
        return special;
    }

    /** Reads one token; null if it is ordinary. */
    private @Nullable SpecialToken token(int id, int type) throws IOException {
        boolean special = type == UNKNOWN || type == CONTROL || type == USER_DEFINED;
        long at = input.position();
        long length = input.i64("a token");
        input.require(length, "a token");
        if (length < 1 || length > MAX_SPECIAL_TOKEN_BYTES) {
            input.skip(length, "a token");
            return null;
        }
        // Nearly every token is ordinary, which its first byte shows without making a string.
        if (!special && !startsLikeControl(input.u8("a token"))) {
            input.skip(length - 1, "a token");
            return null;
        }
        input.position(at);
        String text = input.string("a token", MAX_SPECIAL_TOKEN_BYTES);
        if (type == USER_DEFINED) {
            return new SpecialToken(id, text, SpecialToken.Kind.USER_DEFINED);
        }
        return special || looksLikeControl(text)
                ? new SpecialToken(id, text, SpecialToken.Kind.CONTROL)
                : null;
    }

    private static boolean startsLikeControl(int first) {
        return first == '<' || first == '[' || first == '_';
    }

    private static boolean looksLikeControl(String text) {
        return KNOWN_CONTROL.contains(text) || LOOKS_LIKE_CONTROL.matcher(text).matches();
    }

    private byte[] types() throws IOException {
        if (typesAt < 0) {
            return new byte[0];
        }
        input.position(typesAt);
        byte[] types = new byte[(int) Math.min(typeCount, tokenCount)];
        for (int i = 0; i < types.length; i++) {
            types[i] = (byte) Math.clamp(input.i32("a token's type"), 0, Byte.MAX_VALUE);
        }
        return types;
    }
}
