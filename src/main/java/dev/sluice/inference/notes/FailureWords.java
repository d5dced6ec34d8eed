package dev.sluice.inference.notes;

import dev.sluice.dialect.ErrorFormat;
import dev.sluice.upstream.UpstreamFailure;
import dev.sluice.vocabulary.AttemptResult;
import dev.sluice.vocabulary.Outcome;

import org.jspecify.annotations.Nullable;

/** Translates an upstream's failure into the words of a record. */
public final class FailureWords {
    private FailureWords() {}

    /** The outcome of an inference that ends with this failure. */
    public static Outcome outcome(UpstreamFailure failure) {
        return switch (failure) {
            case UpstreamFailure.Invalid ignored -> Outcome.REJECTED;
            case UpstreamFailure.TimedOut ignored -> Outcome.UPSTREAM_TIMEOUT;
            case UpstreamFailure.Busy ignored -> Outcome.SHED;
            case UpstreamFailure.BreakerOpen ignored -> Outcome.UPSTREAM_FAILED;
            case UpstreamFailure.Refused refused ->
                isRequestsFault(refused.status()) ? Outcome.REJECTED : Outcome.UPSTREAM_FAILED;
            case UpstreamFailure.Unreachable ignored -> Outcome.UPSTREAM_FAILED;
            case UpstreamFailure.Cut ignored -> Outcome.UPSTREAM_FAILED;
        };
    }

    /** The result of an attempt that ends with this failure. */
    public static AttemptResult result(UpstreamFailure failure) {
        return switch (failure) {
            case UpstreamFailure.Unreachable ignored -> AttemptResult.UNREACHABLE;
            case UpstreamFailure.Refused ignored -> AttemptResult.REFUSED;
            case UpstreamFailure.Invalid ignored -> AttemptResult.INVALID;
            case UpstreamFailure.Busy ignored -> AttemptResult.BUSY;
            case UpstreamFailure.BreakerOpen ignored -> AttemptResult.BREAKER_OPEN;
            case UpstreamFailure.TimedOut ignored -> AttemptResult.TIMED_OUT;
            case UpstreamFailure.Cut ignored -> AttemptResult.CUT;
        };
    }

    /** The status that the upstream refused with; 0 if it did not. */
    public static int refusal(UpstreamFailure failure) {
        return failure instanceof UpstreamFailure.Refused refused ? refused.status() : 0;
    }

    /** What an upstream said when it refused; null if it did not refuse. */
    static @Nullable String said(UpstreamFailure failure, ErrorFormat errors) {
        return switch (failure) {
            case UpstreamFailure.Refused refused -> {
                String words = errors.words(refused.body());
                yield words == null ? refused.message() : words;
            }
            case UpstreamFailure.Invalid invalid -> invalid.message();
            default -> null;
        };
    }

    private static boolean isRequestsFault(int status) {
        return status == 400 || status == 413 || status == 422;
    }
}
