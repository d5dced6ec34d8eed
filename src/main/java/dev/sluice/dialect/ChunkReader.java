package dev.sluice.dialect;

import dev.sluice.stream.SseFrame;

import org.jspecify.annotations.Nullable;

/**
 * Reads the few things in an answer that the gateway needs, event by event, or once in a document.
 * Reused for every event of one answer; tells what the last one held, by its place in the bytes,
 * and which parts of the answer have ended. Nothing of it allocates per event.
 *
 * <p>Chunks that are like one before are not read at all ({@link ChunkTemplate}); of the others
 * each costs one call through this interface for every fact that is asked of it.
 */
public interface ChunkReader {
    /** What an event is. */
    enum Event {
        CHUNK,

        /** An error in place of an answer. */
        ERROR,

        /** The last one of the answer. */
        END,

        /** Nothing of this protocol. */
        UNREADABLE
    }

    /** Reads the data of one event. */
    Event read(SseFrame event);

    /**
     * Reads the document in {@code bytes[from, to)}.
     *
     * @return false when it is not a whole JSON object
     */
    boolean read(byte[] bytes, int from, int to);

    /** Whether there is something for the reader in it: text, a tool call, reasoning, a refusal. */
    boolean hasContent();

    /** Whether it holds one piece of content, for one choice. */
    boolean isOneContent();

    /**
     * Whether all there is to it is one piece of text for one choice: chunks of an answer that are
     * like this one differ in little else.
     */
    boolean isPlainText();

    /** Where the text of a plain chunk begins, behind its quote. */
    int textStart();

    /** Where the text of a plain chunk ends, before its quote. */
    int textEnd();

    /**
     * Where a string begins behind the text that may differ in a chunk which is like this one;
     * equal to its end when there is none.
     */
    int paddingStart();

    int paddingEnd();

    /** Whether a choice ended. */
    boolean isFinish();

    /** Whether every choice that has been seen in any chunk has ended, and there was one. */
    boolean allFinished();

    /** Whether it reports an error in place of an answer. */
    boolean isError();

    /** Whether it is an event of its own that carries the usage and nothing else. */
    boolean isUsageOnly();

    /** The last usage seen; null before there was one. */
    @Nullable
    Usage usage();

    /** The model's name as the upstream calls it; empty when it is not there. */
    String model();

    /** Where the id of the answer stands; equal to its end when it is not there. */
    int idStart();

    int idEnd();

    /** Where the time of the answer stands; equal to its end when it is not there. */
    int createdStart();

    int createdEnd();

    /** Where log-probabilities stand, of any choice. */
    Spans logprobSpans();

    /** Where the log-probabilities of the first choice stand; none when it has none here. */
    Spans mainLogprobs();

    /**
     * Where the text of the first choice stands, inside its quotes and as JSON writes it; none when
     * it has none here.
     */
    Spans mainText();
}
