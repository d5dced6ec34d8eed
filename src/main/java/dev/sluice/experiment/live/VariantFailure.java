package dev.sluice.experiment.live;

import dev.sluice.record.AttemptRecord;
import dev.sluice.record.InferenceRecord;
import dev.sluice.vocabulary.AttemptResult;

import java.util.EnumSet;
import java.util.Set;

/** What an inference says about the variant that served it. */
enum VariantFailure {
    /** The variant's own rung, the first, worked or was merely unsure. */
    NONE,
    /** The variant's own rung failed, or no answer completed. */
    FAILED,
    /**
     * Nothing: the client or the operator ended the inference, or the request itself was at fault.
     */
    UNKNOWN;

    /** The results of attempts that failed because of their upstream. */
    private static final Set<AttemptResult> FAILURES = EnumSet.of(
            AttemptResult.UNREACHABLE,
            AttemptResult.REFUSED,
            AttemptResult.BREAKER_OPEN,
            AttemptResult.TIMED_OUT,
            AttemptResult.CUT,
            AttemptResult.ERROR_EVENT,
            AttemptResult.UPSTREAM_FAILED,
            AttemptResult.UPSTREAM_TIMEOUT);

    /** Statuses for a fault in the client's request. */
    private static final Set<Integer> CLIENTS_FAULT = Set.of(400, 413, 422);

    static VariantFailure of(InferenceRecord inference) {
        return switch (inference.ending().outcome()) {
            case UPSTREAM_FAILED, UPSTREAM_TIMEOUT -> FAILED;
            case COMPLETED -> ownRungFailed(inference) ? FAILED : NONE;
            case CLIENT_CANCELLED, REJECTED, SHED, SHUTDOWN, GATEWAY_FAILED, UNKNOWN ->
                ownRungFailed(inference) ? FAILED : UNKNOWN;
        };
    }

    /** A rung that failed and then answered on a retry has not failed. */
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
