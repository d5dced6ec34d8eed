package dev.sluice.inference.relay;

import dev.sluice.inference.judge.Evidence;
import dev.sluice.routing.Window;

import org.jspecify.annotations.Nullable;

/** What is held of an answer until it is judged, and when that is enough. */
final class HeldWindow {
    private final FrameRun run;
    private final Window limits;
    private final @Nullable Evidence evidence;

    /** @param evidence what the answer is judged by; null when it is not */
    HeldWindow(FrameRun run, Window limits, @Nullable Evidence evidence) {
        this.run = run;
        this.limits = limits;
        this.evidence = evidence;
    }

    /** Whether the answer is judged at all. */
    boolean isJudged() {
        return evidence != null;
    }

    /** Whether there are tokens enough to judge by. */
    boolean isFull() {
        return evidence != null && evidence.tokens() >= limits.tokens();
    }

    /** Whether more is held than may be. */
    boolean overflows() {
        return run.heldBytes() > limits.bytes();
    }

    /** It is judged now: its judge is told how much is held. */
    void close() {
        if (evidence != null) {
            evidence.held(run.heldBytes());
        }
    }
}
