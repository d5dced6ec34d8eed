package dev.sluice.inference.relay;

import dev.sluice.dialect.AnswerText;
import dev.sluice.dialect.ChunkReader;
import dev.sluice.dialect.Usage;
import dev.sluice.inference.notes.Consumed;
import dev.sluice.record.AttemptRecord;
import dev.sluice.stream.SseFrame;

import org.jspecify.annotations.Nullable;

/**
 * What has been seen of a streamed answer: the model that gives it, its tokens, its text, and one
 * chunk as a sample of the others. Of one relay; runs on its event loop.
 */
final class AnswerSoFar {
    private final ChunkReader chunk;
    private final @Nullable AnswerText text;
    private final boolean sampleKept;
    private final boolean usageWanted;
    private final boolean carriesOn;
    private @Nullable String model;
    private boolean contentSeen;
    private long tokens;
    private long tokensTold;
    private byte @Nullable [] sample;

    /** @param chunk what was just read */
    AnswerSoFar(ChunkReader chunk, StreamTerms terms) {
        this.chunk = chunk;
        this.text = terms.has(StreamTerms.Mark.TEXT_KEPT) ? new AnswerText() : null;
        this.usageWanted = terms.request().usageWanted();
        this.carriesOn = terms.has(StreamTerms.Mark.CARRIES_ON);
        this.sampleKept = terms.has(StreamTerms.Mark.SAMPLE_KEPT);
    }

    /** A chunk was read. */
    void addChunk() {
        if (model == null) {
            model = chunk.model();
        }
    }

    /**
     * Whether the client does not get it: usage that it did not ask for, or the beginning of an
     * answer whose beginning it has.
     */
    boolean isHidden() {
        boolean prologue = carriesOn && !contentSeen && !chunk.hasContent() && !chunk.isFinish();
        return prologue || (chunk.isUsageOnly() && !usageWanted);
    }

    /** It has content. */
    void addContent(SseFrame frame, ChunkMender mender) {
        contentSeen = true;
        tokens++;
        if (sample == null && sampleKept) {
            sample = mender.json(frame);
        }
        if (text != null) {
            text.add(chunk, frame.bytes());
        }
    }

    /** One more chunk has content, and was not read, since it is like one before. */
    void addKnown() {
        tokens++;
    }

    /** Whether there are tokens since it was last asked. */
    boolean hasNewTokens() {
        boolean more = tokens > tokensTold;
        tokensTold = tokens;
        return more;
    }

    boolean hasChunk() {
        return model != null;
    }

    /** Whether somebody wants to read every chunk. */
    boolean keepsText() {
        return text != null;
    }

    /** The text, for another rung to carry on; null where there is none that could be. */
    @Nullable
    String text() {
        return text == null ? null : text.whole();
    }

    /** What the upstream calls the model; null before a chunk has come. */
    @Nullable
    String model() {
        return model;
    }

    byte @Nullable [] sample() {
        return sample;
    }

    /** As its upstream counts them; else one for each chunk with content. */
    AttemptRecord.Tokens tokens() {
        Usage usage = chunk.usage();
        return usage == null ? new AttemptRecord.Tokens(-1, 0, tokens, false) : Consumed.of(usage);
    }
}
