package dev.sluice.upstream;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;

import java.time.Duration;

/**
 * Every way in which an upstream can fail to answer. Messages name the upstream, never its address
 * or credentials.
 */
public sealed interface UpstreamFailure {
    /** What went wrong, for the client and the log. */
    String message();

    /** There was no connection: refused, unresolved, TLS failed, or not within the deadline. */
    record Unreachable(String message) implements UpstreamFailure {}

    /**
     * The upstream answered with a status other than 2xx. The body is at most the first 64 KiB of
     * its answer.
     */
    record Refused(int status, MultiMap headers, Buffer body, String message)
            implements UpstreamFailure {
        /** Leaves out what the upstream wrote: it may quote what was sent to it. */
        @Override
        public String toString() {
            return "Refused[status=%d, %d bytes, message=%s]"
                    .formatted(status, body.length(), message);
        }
    }

    /**
     * The upstream can't serve this request, however often it is tried: the client has to change
     * it.
     */
    record Invalid(int status, String message, String param, String code)
            implements UpstreamFailure {}

    /** The upstream was not called, because it has failed too often and is skipped for a while. */
    record BreakerOpen(String message, Duration retryAfter) implements UpstreamFailure {}

    /** The upstream has no capacity now; worth another try after the given time. */
    record Busy(String message, Duration retryAfter) implements UpstreamFailure {}

    /** A deadline passed; {@code phase} is its name in {@code sluice.yaml}. */
    record TimedOut(String phase, String message) implements UpstreamFailure {}

    /** The answer ended before it was whole, or could not be read. */
    record Cut(String message) implements UpstreamFailure {}
}
