package dev.sluice.experiment.live;

import dev.sluice.record.AttemptRecord;
import dev.sluice.record.InferenceRecord;

import java.util.Set;

/** What an inference says of the variant that it was served. */
enum VariantFailure {
    /** Its own rung, the first, did what it should, or was only unsure. */
    NONE,
    /** Its own rung failed, or no answer came to its end. */
    FAILED,
    /** Nothing: the client or the operator ended it, or the request itself was at fault. */
    UNKNOWN;

    private static final Set<String> ENDED_BADLY = Set.of("upstream_failed", "upstream_timeout");
    private static final Set<String> TELL_NOTHING =
            Set.of("client_cancelled", "rejected", "shed", "shutdown", "gateway_failed");

    /** What an attempt that failed by its upstream's doing is called. */
    private static final Set<String> FAILURES = Set.of(
            "unreachable",
            "refused",
            "breaker_open",
            "timed_out",
            "cut",
            "error_event",
            "upstream_failed",
            "upstream_timeout");

    /** Refused for what the client asked. */
    private static final Set<Integer> CLIENTS_FAULT = Set.of(400, 413, 422);

    private static final Set<String> TO_JUDGE = Set.of("sample", "verifier");

    static VariantFailure of(InferenceRecord inference) {
        if (ENDED_BADLY.contains(inference.outcome()) || ownRungFailed(inference)) {
            return FAILED;
        }
        return TELL_NOTHING.contains(inference.outcome()) ? UNKNOWN : NONE;
    }

    /** A rung that failed and answered when it was tried again has not failed. */
    private static boolean ownRungFailed(InferenceRecord inference) {
        boolean failed = false;
        for (AttemptRecord attempt : inference.attempts()) {
            if (attempt.rung() != 1 || TO_JUDGE.contains(attempt.purpose())) {
                continue;
            }
            if (FAILURES.contains(attempt.result()) && !CLIENTS_FAULT.contains(attempt.status())) {
                failed = true;
            } else if (attempt.result().equals("completed")) {
                failed = false;
            }
        }
        return failed;
    }
}
