package dev.sluice.dialect;

import dev.sluice.stream.SseFrame;

import io.vertx.core.buffer.Buffer;

import org.jspecify.annotations.Nullable;

/** How a {@link Dialect} writes answers. */
public interface AnswerFormat {
    /** Makes a reader of the chunks of one answer. */
    ChunkReader chunkReader();

    /**
     * Makes a reader of the log-probabilities in the chunks of one answer.
     *
     * @param kept how many alternatives of each token the client asked for; the others were added
     *     by the gateway
     */
    LogprobReader logprobReader(LogprobReader.Sink sink, int kept);

    /** Whether an event that ends a stream is written as clients of the protocol expect it. */
    boolean isEndAsWritten(SseFrame event);

    /**
     * A whole document as the events of a stream, for an upstream that does not stream; null if it
     * is not an answer.
     */
    @Nullable
    Buffer events(Buffer document);

    /**
     * A whole stream as the document that its events make together, for an upstream that streams
     * unasked; its error if it has one, and null if it is not whole.
     */
    @Nullable
    Buffer document(Buffer stream);

    /**
     * The event that ends a stream, for an upstream that leaves it out. The caller must not change
     * it.
     */
    byte[] endEvent();

    /**
     * An event without content, for a waiting client; null if there can't be one yet.
     *
     * @param sample a chunk of the answer that is being sent; null before there is one
     */
    @Nullable
    Buffer emptyEvent(byte @Nullable [] sample);

    /** Reads a whole document; null if it is not an answer, for example an error inside a 200. */
    @Nullable
    WholeAnswer read(Buffer document);

    /**
     * The text that a client got, as far as it can be read. Not for event loops: an answer may be
     * long.
     *
     * @param answer the body: the events of a stream, or a document
     */
    String text(byte[] answer, boolean streaming);
}
