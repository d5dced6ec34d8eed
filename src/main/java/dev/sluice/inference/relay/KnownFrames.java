package dev.sluice.inference.relay;

import dev.sluice.dialect.ChunkReader;
import dev.sluice.dialect.ChunkTemplate;
import dev.sluice.stream.SseFrames;

/**
 * Forwards frames that are like an earlier one without reading them, and has its relay read the
 * others.
 */
final class KnownFrames implements SseFrames.Sink {
    private final StreamRelay relay;
    private final ChunkTemplate template = new ChunkTemplate();
    private boolean enabled;

    KnownFrames(StreamRelay relay) {
        this.relay = relay;
    }

    /** From now on chunks may be forwarded unread. */
    void enable() {
        enabled = true;
    }

    /**
     * Learns from a frame that is forwarded as it came.
     *
     * @param chunk what was read from it
     */
    void learn(byte[] bytes, int start, int end, ChunkReader chunk) {
        if (enabled) {
            template.learn(bytes, start, end, chunk);
        }
    }

    @Override
    public void onFrame(byte[] bytes, int start, int end) {
        relay.onFrame(bytes, start, end);
    }

    @Override
    public int takeKnown(byte[] bytes, int start, int end) {
        if (!enabled || relay.isOver()) {
            return -1;
        }
        int frameEnd = template.match(bytes, start, end);
        if (frameEnd > start) {
            relay.onKnownFrame(bytes, start, frameEnd);
        }
        return frameEnd;
    }
}
