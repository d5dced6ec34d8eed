package dev.sluice.inference.relay;

import dev.sluice.dialect.AnswerFormat;
import dev.sluice.dialect.ChunkReader;
import dev.sluice.stream.SseFrame;
import dev.sluice.stream.SseFrames;

/**
 * Reads the frames of one answer as events of its protocol, and hands its relay those that say
 * something. Runs on the relay's event loop.
 */
final class FrameReader implements SseFrames.Sink {
    private final StreamRelay relay;
    private final AnswerFormat answers;
    private final ChunkReader chunk;
    private final KnownFrames known;
    private final SseFrame frame = new SseFrame();
    private boolean begun;

    FrameReader(StreamRelay relay, AnswerFormat answers, ChunkReader chunk, KnownFrames known) {
        this.relay = relay;
        this.answers = answers;
        this.chunk = chunk;
        this.known = known;
    }

    /** The frame that was read last. */
    SseFrame frame() {
        return frame;
    }

    @Override
    public void onFrame(byte[] bytes, int start, int end) {
        if (relay.hasEnded()) {
            return;
        }
        int from = begun ? start : SseFrame.afterMark(bytes, start, end);
        begun = true;
        read(bytes, from, end);
    }

    private void read(byte[] bytes, int start, int end) {
        boolean hasData = frame.read(bytes, start, end);
        if (frame.hasId()) {
            // An id makes OpenAI's Python client fail on the next blank line (wire.md 1).
            byte[] without = SseFrame.withoutId(bytes, start, end);
            read(without, 0, without.length);
        } else if (hasData) {
            switch (chunk.read(frame)) {
                case CHUNK -> relay.onChunk(bytes, start, end);
                case NOTHING -> {}
                case ERROR -> relay.onErrorEvent(bytes, start, end);
                case END -> end(bytes, start, end);
                case UNREADABLE -> relay.onUnreadable();
            }
        } else if (frame.isComment()) {
            relay.onComment(bytes, start, end);
        }
    }

    private void end(byte[] bytes, int start, int end) {
        if (answers.isEndAsWritten(frame)) {
            relay.onDone(bytes, start, end);
        } else {
            byte[] event = answers.endEvent(); // With blanks around it few clients know it.
            relay.onDone(event, 0, event.length);
        }
    }

    @Override
    public int takeKnown(byte[] bytes, int start, int end) {
        return known.take(bytes, start, end);
    }
}
