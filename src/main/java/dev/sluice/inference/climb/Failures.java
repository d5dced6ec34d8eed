package dev.sluice.inference.climb;

import dev.sluice.dialect.openai.ErrorEnvelope;
import dev.sluice.inference.notes.FailureLabels;
import dev.sluice.inference.relay.Headers;
import dev.sluice.upstream.UpstreamFailure;
import dev.sluice.vocabulary.Outcome;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;

import java.time.Duration;

/** What a client is told of an upstream's failure, and whether another rung may do better. */
final class Failures {
    private Failures() {}

    /**
     * Whether the next rung is worth a try: not when the request itself is at fault, or its time is
     * over.
     */
    static boolean mayFallBack(UpstreamFailure failure) {
        boolean late = failure instanceof UpstreamFailure.TimedOut timedOut
                && timedOut.phase().equals(Deadlines.Phase.TOTAL.label());
        return !late && FailureLabels.outcome(failure) != Outcome.REJECTED;
    }

    /**
     * The error for an inference that is already committed, or that has no status of its own to
     * pass on.
     */
    static ErrorEnvelope envelope(UpstreamFailure failure) {
        return switch (failure) {
            case UpstreamFailure.Invalid f ->
                ErrorEnvelope.invalid(f.status(), f.message(), f.param(), f.code());
            case UpstreamFailure.TimedOut f ->
                ErrorEnvelope.upstream(
                        504, f.message(), "upstream_timeout_" + f.phase().replace('-', '_'));
            case UpstreamFailure.Busy f ->
                new ErrorEnvelope(
                        429, f.message(), "rate_limit_error", null, "rate_limit_exceeded");
            case UpstreamFailure.BreakerOpen f ->
                ErrorEnvelope.upstream(503, f.message(), "upstream_breaker_open");
            case UpstreamFailure.Unreachable f ->
                ErrorEnvelope.upstream(502, f.message(), "upstream_unreachable");
            case UpstreamFailure.Cut f -> ErrorEnvelope.upstream(502, f.message(), "upstream_cut");
            case UpstreamFailure.Refused f -> refused(f);
        };
    }

    /** The whole response for an inference that is not yet committed. */
    static ErrorEnvelope.Response response(UpstreamFailure failure) {
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
            if (isPassedOn(refused.status()) && isEnvelope(refused.body())) {
                return new ErrorEnvelope.Response(refused.status(), headers, refused.body());
            }
        }
        return envelope(failure).with(headers);
    }

    private static ErrorEnvelope refused(UpstreamFailure.Refused refused) {
        if (refused.status() == 401 || refused.status() == 403) {
            // The client's own key was fine: it is the gateway's credentials that the upstream
            // refuses.
            return ErrorEnvelope.upstream(
                    502,
                    refused.message() + ": it does not accept the gateway's credentials",
                    "upstream_auth");
        }
        if (refused.status() >= 300 && refused.status() < 400) {
            return ErrorEnvelope.upstream(
                    502,
                    refused.message()
                            + ": it redirects, which is not followed, since credentials go "
                            + "nowhere else;"
                            + " its url has to be the final one",
                    "upstream_redirect");
        }
        int status = isPassedOn(refused.status()) ? refused.status() : 502;
        return ErrorEnvelope.upstream(
                status, refused.message(), "upstream_status_" + refused.status());
    }

    private static boolean isPassedOn(int status) {
        return status >= 400 && status != 401 && status != 403;
    }

    private static boolean isEnvelope(Buffer body) {
        try {
            return new JsonObject(body).getValue("error") instanceof JsonObject;
        } catch (DecodeException e) {
            return false;
        }
    }

    private static long seconds(Duration duration) {
        return Math.max(1, duration.plusMillis(999).toSeconds());
    }
}
