package dev.sluice.inference.relay;

import dev.sluice.dialect.ChunkReader;
import dev.sluice.dialect.FrameEdits;
import dev.sluice.dialect.OneIdentity;
import dev.sluice.dialect.Spans;
import dev.sluice.inference.judge.Evidence;
import dev.sluice.stream.SseFrame;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;

/**
 * Makes the client's version of a chunk: with the answer's one identity, and without numbers that
 * JSON does not have and log-probabilities that only the gateway asked for. Gives the chunk to the
 * evidence on the way. Belongs to one answer.
 */
final class ChunkMender {
    private static final byte[] NULL = "null".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] DATA = "data: ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] BLANK_LINE = "\n\n".getBytes(StandardCharsets.US_ASCII);

    private final FrameEdits edits = new FrameEdits();
    private final OneIdentity identity;
    private final @Nullable Evidence evidence;
    private final boolean logprobsWanted;
    private boolean judged;

    ChunkMender(StreamTerms terms) {
        this.identity = terms.identity();
        this.evidence = terms.evidence();
        this.logprobsWanted = terms.request().logprobsWanted();
    }

    /** The answer has been judged: later chunks are not evidence. */
    void judged() {
        judged = true;
    }

    /**
     * Examines the chunk that was just read from these bytes.
     *
     * @return whether it has to be changed
     */
    boolean read(ChunkReader chunk, byte[] bytes) {
        identity.apply(chunk, bytes, edits);
        chunk.mend(edits);
        chunk.replaceNonNumbers(edits);
        if (evidence != null) {
            if (!judged || logprobsWanted) {
                evidence.add(chunk, bytes, logprobsWanted ? edits : null);
            }
            if (evidence.asksLogprobs() && !logprobsWanted) {
                Spans spans = chunk.logprobSpans();
                for (int i = 0; i < spans.count(); i++) {
                    edits.replace(spans.from(i), spans.to(i), NULL);
                }
            }
        }
        return !edits.isEmpty();
    }

    /** Drops the changes: the chunk is not forwarded. */
    void forget() {
        edits.clear();
    }

    /** The chunk that was just read, as the client gets it. */
    byte[] json(SseFrame frame) {
        return edits.copy(frame.bytes(), frame.from(), frame.to());
    }

    /** The frame {@code bytes[start, end)} with the changes made. */
    byte[] apply(SseFrame frame, byte[] bytes, int start, int end) {
        if (frame.bytes() == bytes) {
            return edits.apply(bytes, start, end);
        }
        byte[] json = edits.apply(frame.bytes(), frame.from(), frame.to());
        byte[] event = new byte[DATA.length + json.length + BLANK_LINE.length];
        System.arraycopy(DATA, 0, event, 0, DATA.length);
        System.arraycopy(json, 0, event, DATA.length, json.length);
        System.arraycopy(BLANK_LINE, 0, event, DATA.length + json.length, BLANK_LINE.length);
        return event;
    }
}
