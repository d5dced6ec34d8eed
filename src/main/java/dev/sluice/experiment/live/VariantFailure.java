package dev.sluice.experiment.live;

import dev.sluice.record.AttemptRecord;
import dev.sluice.record.InferenceRecord;
import dev.sluice.vocabulary.AttemptResult;

import java.util.EnumSet;
import java.util.Set;

/** What an inference says of the variant that it was served. */
enum VariantFailure {
    /** Its own rung, the first, did what it should, or was only unsure. */
    NONE,
    /** Its own rung failed, or no answer came to its end. */
    FAILED,
    /** Nothing: the client or the operator ended it, or the request itself was at fault. */
    UNKNOWN;

    /** How an attempt ends that fails by its upstream's doing. */
    private static final Set<AttemptResult> FAILURES = EnumSet.of(
            AttemptResult.UNREACHABLE,
            AttemptResult.REFUSED,
            AttemptResult.BREAKER_OPEN,
            AttemptResult.TIMED_OUT,
            AttemptResult.CUT,
            AttemptResult.ERROR_EVENT,
            AttemptResult.UPSTREAM_FAILED,
            AttemptResult.UPSTREAM_TIMEOUT);

    /** Refused for what the client asked. */
    private static final Set<Integer> CLIENTS_FAULT = Set.of(400, 413, 422);

    static VariantFailure of(InferenceRecord inference) {
        return switch (inference.ending().outcome()) {
            case UPSTREAM_FAILED, UPSTREAM_TIMEOUT -> FAILED;
            case COMPLETED -> ownRungFailed(inference) ? FAILED : NONE;
            case CLIENT_CANCELLED, REJECTED, SHED, SHUTDOWN, GATEWAY_FAILED, UNKNOWN ->
                ownRungFailed(inference) ? FAILED : UNKNOWN;
        };
    }

    /** A rung that failed and answered when it was tried again has not failed. */
    private static boolean ownRungFailed(InferenceRecord inference) {
        boolean failed = false;
        for (AttemptRecord attempt : inference.attempts()) {
            if (attempt.call().rung() != 1 || attempt.call().purpose().isToJudge()) {
                continue;
            }
            if (FAILURES.contains(attempt.ending().result())
                    && !CLIENTS_FAULT.contains(attempt.ending().status())) {
                failed = true;
            } else if (attempt.ending().result() == AttemptResult.COMPLETED) {
                failed = false;
            }
        }
        return failed;
    }
}
