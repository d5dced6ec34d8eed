package dev.sluice.inference;

/**
 * Ends the reading of a request with what to tell the client. Has no stack trace: it reports input,
 * not a bug.
 */
final class BadRequest extends RuntimeException {
    private final transient ErrorEnvelope envelope;

    BadRequest(ErrorEnvelope envelope) {
        super(envelope.message(), null, false, false);
        this.envelope = envelope;
    }

    ErrorEnvelope envelope() {
        return envelope;
    }
}
