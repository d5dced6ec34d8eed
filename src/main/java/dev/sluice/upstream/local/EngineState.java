package dev.sluice.upstream.local;

import dev.sluice.upstream.Upstream;
import dev.sluice.upstream.local.request.Vocabulary;

import java.time.Duration;

/**
 * The state of an engine.
 *
 * <pre>
 *                     {@link Failed}     what it needs is missing; checked every two seconds
 *                      ^    |
 *                      |    v
 *   (start) ---------- {@link Starting} -- it answers /health -- {@link Ready}
 *                      ^    |                                 |
 *    delay is over     |    | did not start             ended |
 *                      |    v                                 |
 *                     {@link BackingOff} ---------------------------+
 *
 *   {@link Stopped} follows any of them, and is the end.
 * </pre>
 */
sealed interface EngineState {
    /** The state in a word or two, for people and health checks. */
    String label();

    /** What it is waiting for or what to do about it; empty if there is nothing to say. */
    String detail();

    /** The process is being prepared, or runs but does not answer yet. */
    record Starting(String detail) implements EngineState {
        @Override
        public String label() {
            return "starting";
        }
    }

    /**
     * It answers.
     *
     * @param lane the upstream for this start of the engine, with its port and key
     * @param pid the process id
     * @param vocabulary the tokens of its model
     * @param routes its routes beside the streams
     * @param properties what it says about its model
     */
    record Ready(
            Upstream lane,
            long pid,
            Vocabulary vocabulary,
            EngineRoutes routes,
            EngineProperties properties)
            implements EngineState {
        @Override
        public String label() {
            return "ready";
        }

        @Override
        public String detail() {
            return "";
        }
    }

    /** It has ended, and will be started again after a delay. */
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

    /** It can't be started, because something it needs is missing. */
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
