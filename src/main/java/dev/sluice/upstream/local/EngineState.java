package dev.sluice.upstream.local;

import dev.sluice.upstream.Upstream;

import java.time.Duration;

/**
 * Where an engine is in its life.
 *
 * <pre>
 *                     {@link Failed}     what it needs is missing; looked for every two seconds
 *                      ^    |
 *                      |    v
 *   (start) ---------- {@link Starting} -- it answers /health -- {@link Ready}
 *                      ^    |                                 |
 *    delay is over     |    | did not start             ended |
 *                      |    v                                 |
 *                     {@link BackingOff} ---------------------------+
 *
 *   {@link Stopped} is reached from each of them, and is the end.
 * </pre>
 */
sealed interface EngineState {
    /** One word for people and for health checks. */
    String label();

    /** What it is waiting for or what to do about it; empty when there is nothing to say. */
    String detail();

    /** The process runs and does not answer yet, or is being prepared. */
    record Starting(String detail) implements EngineState {
        @Override
        public String label() {
            return "starting";
        }
    }

    /**
     * It answers.
     *
     * @param lane the way to this start of the engine: its port and its key
     * @param pid the process
     * @param controls what must not reach it in a message
     */
    record Ready(Upstream lane, long pid, ControlTexts controls) implements EngineState {
        @Override
        public String label() {
            return "ready";
        }

        @Override
        public String detail() {
            return "";
        }
    }

    /** It has ended and will be started again. */
    record BackingOff(Duration delay, String reason) implements EngineState {
        @Override
        public String label() {
            return "backing off";
        }

        @Override
        public String detail() {
            return reason + "; next start in " + delay.toMillis() + " ms";
        }
    }

    /** It can't be started as things are. */
    record Failed(String reason) implements EngineState {
        @Override
        public String label() {
            return "failed";
        }

        @Override
        public String detail() {
            return reason;
        }
    }

    /** It was stopped for good. */
    record Stopped() implements EngineState {
        @Override
        public String label() {
            return "stopped";
        }

        @Override
        public String detail() {
            return "the engine was stopped";
        }
    }
}
