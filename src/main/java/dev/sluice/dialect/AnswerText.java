package dev.sluice.dialect;

import io.vertx.core.buffer.Buffer;

import org.jspecify.annotations.Nullable;

/**
 * Collects the text of an answer, escaped as in JSON. Gives up if the answer has content other than
 * text.
 */
public final class AnswerText {
    private static final int BYTES_MAX = 256 * 1024;

    private @Nullable Buffer escaped = Buffer.buffer();

    /** Adds the text of the chunk that was just read from these bytes. */
    public void add(ChunkReader chunk, byte[] bytes) {
        Spans texts = chunk.mainText();
        if (escaped == null) {
            return;
        }
        if (texts.count() != 1 || !chunk.isOneContent()) {
            escaped = null;
            return;
        }
        int length = texts.to(0) - texts.from(0);
        escaped = escaped.length() + length > BYTES_MAX
                ? null
                : escaped.appendBytes(bytes, texts.from(0), length);
    }

    /** The whole text; null if there is none, too much of it, or other content. */
    @Nullable
    public String whole() {
        return escaped == null || escaped.length() == 0 ? null : JsonText.unquoted(escaped);
    }
}
