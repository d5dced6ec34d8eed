package dev.sluice.inference.door;

import dev.sluice.config.server.LimitsConfig;
import dev.sluice.dialect.Dialect;
import dev.sluice.dialect.RequestReader;

/**
 * The configured limits, as one request needs them.
 *
 * @param maxBodyBytes the most bytes of its body
 * @param maxFrameBytes the most bytes of one event of its answer
 * @param reader reads its body, up to the configured depth
 */
record RequestLimits(long maxBodyBytes, int maxFrameBytes, RequestReader reader) {
    static RequestLimits of(LimitsConfig limits, Dialect dialect) {
        return new RequestLimits(
                limits.body().bytes(),
                (int) limits.frame().bytes(),
                dialect.requests(limits.depth()));
    }
}
