package dev.sluice.dialect.openai;

import dev.sluice.config.server.LimitsConfig;

/**
 * What the limits of one configuration mean for one request.
 *
 * @param maxBodyBytes of its body
 * @param maxFrameBytes of one event of its answer
 * @param scanner reads its body, to a bounded depth
 */
public record RequestLimits(long maxBodyBytes, int maxFrameBytes, RequestScanner scanner) {
    public static RequestLimits of(LimitsConfig limits) {
        return new RequestLimits(
                limits.body().bytes(),
                (int) limits.frame().bytes(),
                new RequestScanner(limits.depth()));
    }
}
