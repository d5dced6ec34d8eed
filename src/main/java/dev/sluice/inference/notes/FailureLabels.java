package dev.sluice.inference.notes;

import dev.sluice.upstream.UpstreamFailure;
import dev.sluice.vocabulary.Outcome;

/** What records call an upstream's failure, and the inference that ends with it. */
public final class FailureLabels {
    private FailureLabels() {}

    /** How an inference ends that ends because of it. */
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

    /** The result of its attempt. */
    public static String label(UpstreamFailure failure) {
        return switch (failure) {
            case UpstreamFailure.Unreachable ignored -> "unreachable";
            case UpstreamFailure.Refused ignored -> "refused";
            case UpstreamFailure.Invalid ignored -> "invalid";
            case UpstreamFailure.Busy ignored -> "busy";
            case UpstreamFailure.BreakerOpen ignored -> "breaker_open";
            case UpstreamFailure.TimedOut ignored -> "timed_out";
            case UpstreamFailure.Cut ignored -> "cut";
        };
    }

    private static boolean isRequestsFault(int status) {
        return status == 400 || status == 413 || status == 422;
    }
}
