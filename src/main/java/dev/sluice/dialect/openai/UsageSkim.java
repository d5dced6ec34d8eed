package dev.sluice.dialect.openai;

import dev.sluice.dialect.JsonCursor;
import dev.sluice.dialect.Usage;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;

/** Reads {@code usage} where it is present, and keeps the last one of an answer. */
final class UsageSkim {
    private static final byte[] PROMPT_TOKENS = ascii("prompt_tokens");
    private static final byte[] COMPLETION_TOKENS = ascii("completion_tokens");

    /** Names that other servers use, and the sum where a part is missing. */
    private static final byte[] INPUT_TOKENS = ascii("input_tokens");

    private static final byte[] OUTPUT_TOKENS = ascii("output_tokens");
    private static final byte[] TOTAL_TOKENS = ascii("total_tokens");
    private static final byte[] PROMPT_TOKENS_DETAILS = ascii("prompt_tokens_details");
    private static final byte[] CACHED_TOKENS = ascii("cached_tokens");

    private final JsonCursor in;
    private final JsonCursor.Field field = this::field;
    private final JsonCursor.Field promptDetail = this::promptDetail;
    private boolean seen;
    private long prompt;
    private long cached;
    private long completion;
    private long total;

    UsageSkim(JsonCursor in) {
        this.in = in;
    }

    /** Reads the object whose opening brace the cursor has read. */
    void read() {
        seen = true;
        in.object(field);
        if (completion == 0 && total > prompt) {
            completion = total - prompt;
        }
    }

    /** The last usage; null if there was none. */
    @Nullable
    Usage last() {
        return seen ? new Usage(prompt, cached, completion) : null;
    }

    private void field(int nameStart, int nameEnd) {
        if (in.is(PROMPT_TOKENS, nameStart, nameEnd) || in.is(INPUT_TOKENS, nameStart, nameEnd)) {
            prompt = in.skipNumber(prompt);
        } else if (in.is(COMPLETION_TOKENS, nameStart, nameEnd)
                || in.is(OUTPUT_TOKENS, nameStart, nameEnd)) {
            completion = in.skipNumber(completion);
        } else if (in.is(TOTAL_TOKENS, nameStart, nameEnd)) {
            total = in.skipNumber(total);
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
