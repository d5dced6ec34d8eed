package dev.sluice.inference.relay;

import dev.sluice.inference.judge.Evidence;
import dev.sluice.routing.Window;

import org.jspecify.annotations.Nullable;

/** Tells when enough of an answer is held to judge it, and when too much is. */
final class HeldWindow {
    private final FrameRun run;
    private final Window limits;
    private final @Nullable Evidence evidence;

    /** @param evidence what the answer is judged by; null if it is not judged */
    HeldWindow(FrameRun run, Window limits, @Nullable Evidence evidence) {
        this.run = run;
        this.limits = limits;
        this.evidence = evidence;
    }

    /** Whether the answer is judged at all. */
    boolean isJudged() {
        return evidence != null;
    }

    /** Whether there are enough tokens to judge by. */
    boolean isFull() {
        return evidence != null && evidence.tokens() >= limits.tokens();
    }

    /** Whether a comment may be held, too: a quarter of the bound is for comments at most. */
    boolean hasRoomForComment(int bytes) {
        return run.heldBytes() + bytes <= limits.bytes() / 4;
    }

    /** Whether more bytes are held than allowed. */
    boolean overflows() {
        return run.heldBytes() > limits.bytes();
    }

    /** The answer is judged now: notes how many bytes are held. */
    void close() {
        if (evidence != null) {
            evidence.noteHeldBytes(run.heldBytes());
        }
    }
}
