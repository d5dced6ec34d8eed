package dev.sluice.dialect;

import io.vertx.core.buffer.Buffer;

import org.jspecify.annotations.Nullable;

/** How a {@link Dialect} writes answers. */
public interface AnswerFormat {
    /** Reads the chunks of one answer. */
    ChunkReader chunkReader();

    /**
     * Reads the log-probabilities in the chunks of one answer.
     *
     * @param kept alternatives of each token that the client asked for; the others are the
     *     gateway's own
     */
    LogprobReader logprobReader(LogprobReader.Sink sink, int kept);

    /** The event that ends a stream, for an upstream that leaves it out. Not to be changed. */
    byte[] endEvent();

    /**
     * An event that says nothing, for a client that waits; null when there can be none yet.
     *
     * @param sample a chunk of the answer that is under way; null before there is one
     */
    @Nullable
    Buffer emptyEvent(byte @Nullable [] sample);

    /** Reads a whole document; null when it is no answer, for example an error inside a 200. */
    @Nullable
    WholeAnswer read(Buffer document);

    /**
     * The text that a client got; what is there of it, when it is broken. Not for event loops: an
     * answer may be long.
     *
     * @param answer the body: the events of a stream, or a document
     */
    String text(byte[] answer, boolean streaming);
}
