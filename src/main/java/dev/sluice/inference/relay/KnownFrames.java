package dev.sluice.inference.relay;

import dev.sluice.dialect.ChunkReader;
import dev.sluice.dialect.ChunkTemplate;
import dev.sluice.stream.SseFrames;

/** Lets frames pass that are like one before, and has its relay read the others. */
final class KnownFrames implements SseFrames.Sink {
    private final StreamRelay relay;
    private final ChunkTemplate template = new ChunkTemplate();
    private boolean open;

    KnownFrames(StreamRelay relay) {
        this.relay = relay;
    }

    /** Nobody wants to read every chunk from now on. */
    void open() {
        open = true;
    }

    /** A frame that goes on as it came; {@code chunk} is what was read of it. */
    void learn(byte[] bytes, int start, int end, ChunkReader chunk) {
        if (open) {
            template.learn(bytes, start, end, chunk);
        }
    }

    @Override
    public void onFrame(byte[] bytes, int start, int end) {
        relay.onFrame(bytes, start, end);
    }

    @Override
    public int takeKnown(byte[] bytes, int start, int end) {
        if (!open || relay.isOver()) {
            return -1;
        }
        int frameEnd = template.match(bytes, start, end);
        if (frameEnd > start) {
            relay.onKnownFrame(bytes, start, frameEnd);
        }
        return frameEnd;
    }
}
