package dev.sluice.dialect;

import dev.sluice.stream.SseFrame;

import org.jspecify.annotations.Nullable;

/**
 * Reads the few facts of an answer that the gateway needs, from one event at a time or from a
 * document. Reused for all events of one answer; gives the positions of what the last event held,
 * and remembers which choices have ended. Allocates nothing per event.
 *
 * <p>Chunks that are like an earlier one are not read ({@link ChunkTemplate}). For the others, each
 * fact costs one call through this interface.
 */
public interface ChunkReader {
    /** What an event is. */
    enum Event {
        CHUNK,

        /**
         * One that says nothing of the answer, and would break clients that take every event for a
         * chunk: empty or null data, a keep-alive in words, an object of another kind.
         */
        NOTHING,

        /** An error instead of an answer, in whichever shape. */
        ERROR,

        /** The last event of the answer. */
        END,

        /** Not an event of this protocol. */
        UNREADABLE
    }

    /** Reads the data of one event. */
    Event read(SseFrame event);

    /**
     * Reads the document in {@code bytes[from, to)}.
     *
     * @return false if it is not a whole JSON object
     */
    boolean read(byte[] bytes, int from, int to);

    /** Whether it has a choice: part of an answer, though perhaps without content. */
    boolean hasChoice();

    /** Whether it has content: text, a tool call, reasoning, or a refusal. */
    boolean hasContent();

    /** Whether it has exactly one piece of content, for one choice. */
    boolean isOneContent();

    /**
     * Whether it has one piece of text for one choice and nothing else, so that later chunks are
     * likely to differ only in that text.
     */
    boolean isPlainText();

    /** Where the text of a plain chunk begins, after its quote. */
    int textStart();

    /** Where the text of a plain chunk ends, before its quote. */
    int textEnd();

    /**
     * Where a second string that may differ begins, after the text; equal to {@link #paddingEnd} if
     * there is none.
     */
    int paddingStart();

    int paddingEnd();

    /** Whether a choice ends in it. */
    boolean isFinish();

    /** Whether there was a choice, and every choice of the answer has ended. */
    boolean allFinished();

    /** Whether it reports an error instead of an answer. */
    boolean isError();

    /** Whether it has the usage and nothing of the answer. */
    boolean isUsageOnly();

    /** Adds the edits that put in what its upstream has left out and clients rely on. */
    void mend(FrameEdits edits);

    /** The last usage that was read; null if there was none. */
    @Nullable
    Usage usage();

    /** The model's name as the upstream calls it; empty if it has none. */
    String model();

    /** Where the id of the answer begins; equal to {@link #idEnd} if there is none. */
    int idStart();

    int idEnd();

    /** Where the time of the answer begins; equal to {@link #createdEnd} if there is none. */
    int createdStart();

    int createdEnd();

    /** The positions of the log-probabilities of all choices. */
    Spans logprobSpans();

    /**
     * Adds the replacement of numbers that JSON does not have, such as {@code NaN}: a client that
     * reads JSON strictly would fail.
     */
    void replaceNonNumbers(FrameEdits edits);

    /** The positions of the log-probabilities of the first choice. */
    Spans mainLogprobs();

    /** The positions of the text of the first choice, inside its quotes and escaped as in JSON. */
    Spans mainText();
}
