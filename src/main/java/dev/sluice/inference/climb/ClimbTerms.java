package dev.sluice.inference.climb;

import dev.sluice.config.route.KeepAliveConfig;
import dev.sluice.dialect.InferenceRequest;
import dev.sluice.inference.notes.InferenceLog;
import dev.sluice.inference.shadow.ShadowCopy;
import dev.sluice.routing.RoutePlan;

import io.vertx.core.MultiMap;

import org.jspecify.annotations.Nullable;

/**
 * What is asked, of whom, and for whom.
 *
 * @param upHeaders the client's headers that may be passed on
 * @param maxFrameBytes bytes of the longest event
 * @param reader what the client knows to do with an answer
 * @param shadow the copy of it that a candidate is asked; null for none
 */
public record ClimbTerms(
        InferenceRequest request,
        RoutePlan plan,
        MultiMap upHeaders,
        InferenceLog log,
        int maxFrameBytes,
        Reader reader,
        @Nullable ShadowCopy shadow) {
    /** What a client knows to do with an answer. */
    public enum Reader {
        /** Reads it from its beginning to its end. */
        PLAIN,

        /** Has asked to see one that may be replaced. */
        TAKES_REPLACEMENTS
    }

    boolean replaceAsked() {
        return reader == Reader.TAKES_REPLACEMENTS;
    }

    /** What the client is sent while it waits: a document has no room for signs of life. */
    KeepAliveConfig.Mode keepAlive() {
        return request.streaming() ? plan.route().keepAlive().mode() : KeepAliveConfig.Mode.OFF;
    }

    /** Whether a chunk is kept, to make empty ones of. */
    boolean keepsSample() {
        return plan.route().keepAlive().mode() == KeepAliveConfig.Mode.EMPTY_CHUNK;
    }
}
