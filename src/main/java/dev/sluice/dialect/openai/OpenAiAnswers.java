package dev.sluice.dialect.openai;

import dev.sluice.dialect.AnswerFormat;
import dev.sluice.dialect.ChunkReader;
import dev.sluice.dialect.LogprobReader;
import dev.sluice.dialect.WholeAnswer;
import dev.sluice.stream.SseFrame;

import io.vertx.core.buffer.Buffer;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;

/** Answers as OpenAI writes them: chunks and {@code [DONE]}, or a document with choices. */
final class OpenAiAnswers implements AnswerFormat {
    /** The data of the event that ends a stream. */
    static final String DONE = "[DONE]";

    /** Longer data is no end. */
    private static final int END_MAX = 64;

    private static final byte[] END_EVENT = "data: [DONE]\n\n".getBytes(StandardCharsets.US_ASCII);

    /**
     * Whether the data {@code bytes[from, to)} ends a stream: as OpenAI writes it, with blanks
     * around, or as a JSON string.
     */
    static boolean isEnd(byte[] bytes, int from, int to) {
        if (from == to || (bytes[from] != '[' && bytes[from] != '"')) {
            return false;
        }
        String data = new String(bytes, from, Math.min(to - from, END_MAX), StandardCharsets.UTF_8);
        return data.strip().replace("\"", "").equals(DONE);
    }

    @Override
    public boolean isEndAsWritten(SseFrame event) {
        return event.isData(DONE);
    }

    @Override
    public ChunkReader chunkReader() {
        return new ChunkSkim();
    }

    @Override
    public LogprobReader logprobReader(LogprobReader.Sink sink, int kept) {
        return new LogprobSkim(sink, kept);
    }

    @Override
    public byte[] endEvent() {
        return END_EVENT;
    }

    @Override
    @Nullable
    public Buffer events(Buffer document) {
        return StreamedDocument.of(document);
    }

    @Override
    @Nullable
    public Buffer document(Buffer stream) {
        return AssembledDocument.of(stream);
    }

    @Override
    @Nullable
    public Buffer emptyEvent(byte @Nullable [] sample) {
        return sample == null ? null : EmptyChunk.like(Buffer.buffer(sample));
    }

    @Override
    @Nullable
    public WholeAnswer read(Buffer document) {
        return ChatReply.read(document);
    }

    @Override
    public String text(byte[] answer, boolean streaming) {
        return ServedText.of(answer, streaming);
    }
}
