package dev.sluice.inference.judge.verifier;

/**
 * There is no assessment. The message says why and quotes no prompt and no answer. Has no stack
 * trace: it is not a bug.
 */
final class NoJudgeException extends RuntimeException {
    NoJudgeException(String message) {
        super(message, null, false, false);
    }
}
