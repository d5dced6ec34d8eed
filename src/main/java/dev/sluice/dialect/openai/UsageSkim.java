package dev.sluice.dialect.openai;

import dev.sluice.dialect.JsonCursor;
import dev.sluice.dialect.Usage;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;

/** Reads {@code usage} where it is present, and keeps the last one of an answer. */
final class UsageSkim {
    private static final byte[] PROMPT_TOKENS = ascii("prompt_tokens");
    private static final byte[] COMPLETION_TOKENS = ascii("completion_tokens");
    private static final byte[] PROMPT_TOKENS_DETAILS = ascii("prompt_tokens_details");
    private static final byte[] CACHED_TOKENS = ascii("cached_tokens");

    private final JsonCursor in;
    private final JsonCursor.Field field = this::field;
    private final JsonCursor.Field promptDetail = this::promptDetail;
    private boolean seen;
    private long prompt;
    private long cached;
    private long completion;

    UsageSkim(JsonCursor in) {
        this.in = in;
    }

    /** Reads the object whose opening brace the cursor has read. */
    void read() {
        seen = true;
        in.object(field);
    }

    /** The last usage; null if there was none. */
    @Nullable
    Usage last() {
        return seen ? new Usage(prompt, cached, completion) : null;
    }

    private void field(int nameStart, int nameEnd) {
        if (in.is(PROMPT_TOKENS, nameStart, nameEnd)) {
            prompt = in.skipNumber(prompt);
        } else if (in.is(COMPLETION_TOKENS, nameStart, nameEnd)) {
            completion = in.skipNumber(completion);
        } else if (in.is(PROMPT_TOKENS_DETAILS, nameStart, nameEnd) && in.peek() == '{') {
            in.step();
            in.object(promptDetail);
        } else {
            in.skipValue();
        }
    }

    private void promptDetail(int nameStart, int nameEnd) {
        if (in.is(CACHED_TOKENS, nameStart, nameEnd)) {
            cached = in.skipNumber(cached);
        } else {
            in.skipValue();
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
