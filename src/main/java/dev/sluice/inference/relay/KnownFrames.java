package dev.sluice.inference.relay;

import dev.sluice.dialect.ChunkReader;
import dev.sluice.dialect.ChunkTemplate;

/** Forwards frames that are like an earlier one without reading them. */
final class KnownFrames {
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

    /** Where the frame ends that was forwarded; -1 if it has to be read. */
    int take(byte[] bytes, int start, int end) {
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
