package dev.sluice.inference.climb;

import dev.sluice.config.route.KeepAliveConfig;
import dev.sluice.dialect.InferenceRequest;
import dev.sluice.inference.notes.InferenceLog;
import dev.sluice.inference.shadow.ShadowCopy;
import dev.sluice.routing.RoutePlan;

import io.vertx.core.MultiMap;

import org.jspecify.annotations.Nullable;

/**
 * What one climb is for.
 *
 * @param upHeaders the client's headers that may be passed on
 * @param maxFrameBytes the most bytes of one event of an answer
 * @param reader what the client can handle
 * @param shadow the copy of the request that a candidate gets; null for none
 */
public record ClimbTerms(
        InferenceRequest request,
        RoutePlan plan,
        MultiMap upHeaders,
        InferenceLog log,
        int maxFrameBytes,
        Reader reader,
        @Nullable ShadowCopy shadow) {
    /** What a client can handle. */
    public enum Reader {
        /** Only an answer that is never replaced. */
        PLAIN,

        /** Also an answer that is replaced, which it has asked for. */
        TAKES_REPLACEMENTS
    }

    boolean replaceAsked() {
        return reader == Reader.TAKES_REPLACEMENTS;
    }

    /** What the client is sent while it waits; nothing for a document, which has no room for it. */
    KeepAliveConfig.Mode keepAlive() {
        return request.streaming() ? plan.route().keepAlive().mode() : KeepAliveConfig.Mode.OFF;
    }

    /** Whether a chunk is kept, as the pattern for empty chunks. */
    boolean keepsSample() {
        return plan.route().keepAlive().mode() == KeepAliveConfig.Mode.EMPTY_CHUNK;
    }
}
