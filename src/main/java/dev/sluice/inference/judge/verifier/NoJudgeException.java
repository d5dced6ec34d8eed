package dev.sluice.inference.judge.verifier;

/**
 * There is no assessment; the message, which names no text of anybody, says why. Has no stack
 * trace: it is no bug.
 */
final class NoJudgeException extends RuntimeException {
    NoJudgeException(String message) {
        super(message, null, false, false);
    }
}
