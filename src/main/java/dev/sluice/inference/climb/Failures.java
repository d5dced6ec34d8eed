package dev.sluice.inference.climb;

import dev.sluice.dialect.ClientError;
import dev.sluice.dialect.ErrorFormat;
import dev.sluice.dialect.ErrorResponse;
import dev.sluice.inference.notes.FailureWords;
import dev.sluice.inference.relay.Headers;
import dev.sluice.upstream.UpstreamFailure;
import dev.sluice.vocabulary.Outcome;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;

import java.time.Duration;

/** What a client is told about an upstream's failure, and whether another rung may do better. */
final class Failures {
    private Failures() {}

    /**
     * Whether the next rung is worth a try: not if the request itself is at fault, or its time is
     * over.
     */
    static boolean mayFallBack(UpstreamFailure failure) {
        boolean late = failure instanceof UpstreamFailure.TimedOut timedOut
                && timedOut.phase().equals(Deadlines.Phase.TOTAL.label());
        return !late && FailureWords.outcome(failure) != Outcome.REJECTED;
    }

    /** The error if the upstream's own response is not passed on. */
    static ClientError error(UpstreamFailure failure) {
        return switch (failure) {
            case UpstreamFailure.Invalid f ->
                ClientError.invalid(f.status(), f.message(), f.param(), f.code());
            case UpstreamFailure.TimedOut f ->
                ClientError.upstream(
                        504, f.message(), "upstream_timeout_" + f.phase().replace('-', '_'));
            case UpstreamFailure.Busy f -> ClientError.limit(f.message(), "rate_limit_exceeded");
            case UpstreamFailure.BreakerOpen f ->
                ClientError.upstream(503, f.message(), "upstream_breaker_open");
            case UpstreamFailure.Unreachable f ->
                ClientError.upstream(502, f.message(), "upstream_unreachable");
            case UpstreamFailure.Cut f -> ClientError.upstream(502, f.message(), "upstream_cut");
            case UpstreamFailure.Refused f -> refused(f);
        };
    }

    /** The whole response, for a client that has no status yet. */
    static ErrorResponse response(UpstreamFailure failure, ErrorFormat errors) {
        MultiMap headers = MultiMap.caseInsensitiveMultiMap();
        if (failure instanceof UpstreamFailure.Busy busy) {
            headers.set("retry-after", String.valueOf(seconds(busy.retryAfter())));
        }
        if (failure instanceof UpstreamFailure.BreakerOpen open) {
            headers.set("retry-after", String.valueOf(seconds(open.retryAfter())));
        }
        if (failure instanceof UpstreamFailure.Refused refused) {
            Headers.answerHeaders(refused.headers(), headers);
            headers.remove("content-type");
            Buffer said = isPassedOn(refused.status())
                    ? errors.passOn(refused.body(), refused.status())
                    : null;
            if (said != null) {
                return new ErrorResponse(refused.status(), headers, said);
            }
        }
        return errors.response(error(failure), headers);
    }

    private static ClientError refused(UpstreamFailure.Refused refused) {
        if (refused.status() == 401 || refused.status() == 403) {
            // The client's key is valid: the upstream refuses the gateway's credentials.
            return ClientError.upstream(
                    502,
                    refused.message() + ": it does not accept the gateway's credentials",
                    "upstream_auth");
        }
        if (refused.status() >= 300 && refused.status() < 400) {
            return ClientError.upstream(
                    502,
                    refused.message()
                            + ": it redirects, and redirects are not followed because they "
                            + "could take the credentials elsewhere; set its url to the final "
                            + "address",
                    "upstream_redirect");
        }
        int status = isPassedOn(refused.status()) ? refused.status() : 502;
        return ClientError.upstream(
                status, refused.message(), "upstream_status_" + refused.status());
    }

    private static boolean isPassedOn(int status) {
        return status >= 400 && status != 401 && status != 403;
    }

    private static long seconds(Duration duration) {
        return Math.max(1, duration.plusMillis(999).toSeconds());
    }
}
