package dev.sluice.inference.door;

import dev.sluice.config.server.LimitsConfig;
import dev.sluice.dialect.Dialect;
import dev.sluice.dialect.RequestReader;

/**
 * What the limits of one configuration mean for one request.
 *
 * @param maxBodyBytes of its body
 * @param maxFrameBytes of one event of its answer
 * @param reader reads its body, to a bounded depth
 */
record RequestLimits(long maxBodyBytes, int maxFrameBytes, RequestReader reader) {
    static RequestLimits of(LimitsConfig limits, Dialect dialect) {
        return new RequestLimits(
                limits.body().bytes(),
                (int) limits.frame().bytes(),
                dialect.requests(limits.depth()));
    }
}
