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
 * Makes a chunk what the client is to get of it: one identity, and no log-probabilities that only
 * the gateway asked for. On the way tells the evidence of it. Of one answer.
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

    /** The answer has been judged: what comes is no evidence any more. */
    void judged() {
        judged = true;
    }

    /**
     * Looks at the chunk that was just read from these bytes; tells whether it has to be changed.
     */
    boolean read(ChunkReader chunk, byte[] bytes) {
        identity.apply(chunk, bytes, edits);
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

    /** The chunk does not go on. */
    void forget() {
        edits.clear();
    }

    /** The chunk that was just read, as the client gets it. */
    byte[] json(SseFrame frame) {
        return edits.copy(frame.bytes(), frame.from(), frame.to());
    }

    /** The frame {@code bytes[start, end)} with its chunk changed as it has to be. */
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
