package dev.sluice.inference.relay;

import dev.sluice.dialect.AnswerText;
import dev.sluice.dialect.ChunkReader;
import dev.sluice.dialect.Usage;
import dev.sluice.inference.notes.Consumed;
import dev.sluice.record.AttemptRecord;
import dev.sluice.stream.SseFrame;

import org.jspecify.annotations.Nullable;

/**
 * What has been read of a streamed answer: its model, its tokens, its text, and one chunk as a
 * sample of the others. Belongs to one relay and runs on its event loop.
 */
final class AnswerSoFar {
    private final ChunkReader chunk;
    private final @Nullable AnswerText text;
    private final boolean sampleKept;
    private final boolean usageWanted;
    private final boolean carriesOn;
    private String model = "";
    private boolean begun;
    private boolean contentSeen;
    private long tokens;
    private long tokensTold;
    private byte @Nullable [] sample;

    /** @param chunk the reader that holds what was just read */
    AnswerSoFar(ChunkReader chunk, StreamTerms terms) {
        this.chunk = chunk;
        this.text = terms.has(StreamTerms.Mark.TEXT_KEPT) ? new AnswerText() : null;
        this.usageWanted = terms.request().usageWanted();
        this.carriesOn = terms.has(StreamTerms.Mark.CARRIES_ON);
        this.sampleKept = terms.has(StreamTerms.Mark.SAMPLE_KEPT);
    }

    /** Notes the chunk that was just read. */
    void addChunk() {
        if (model.isEmpty()) {
            model = chunk.model();
        }
        begun |= chunk.hasChoice();
    }

    /**
     * Whether the chunk is withheld from the client: usage that it did not ask for, or the opening
     * of a continued answer, which it already has from the rung before.
     */
    boolean isHidden() {
        boolean prologue = carriesOn && !contentSeen && !chunk.hasContent() && !chunk.isFinish();
        return prologue || (chunk.isUsageOnly() && !usageWanted);
    }

    /** Notes that the chunk has content. */
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

    /** Notes a chunk with content that was not read, because it is like an earlier one. */
    void addKnown() {
        tokens++;
    }

    /** Whether tokens have arrived since the last call. */
    boolean hasNewTokens() {
        boolean more = tokens > tokensTold;
        tokensTold = tokens;
        return more;
    }

    /** Whether there has been a part of an answer, though perhaps without content. */
    boolean hasChunk() {
        return begun;
    }

    /** Whether the text is kept, for which every chunk must be read. */
    boolean keepsText() {
        return text != null;
    }

    /** The text, for another rung to continue; null if it can't be continued. */
    @Nullable
    String text() {
        return text == null ? null : text.whole();
    }

    /** What the upstream calls the model; null as long as no chunk has said so. */
    @Nullable
    String model() {
        return model.isEmpty() ? null : model;
    }

    byte @Nullable [] sample() {
        return sample;
    }

    /** The tokens as the upstream counts them; else one for each chunk with content. */
    AttemptRecord.Tokens tokens() {
        Usage usage = chunk.usage();
        return usage == null ? new AttemptRecord.Tokens(-1, 0, tokens, false) : Consumed.of(usage);
    }
}
