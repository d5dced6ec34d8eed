package dev.sluice.dialect.openai;

/**
 * Ends the reading of a request with what to tell the client. Has no stack trace: it reports input,
 * not a bug.
 */
public final class BadRequest extends RuntimeException {
    private final transient ErrorEnvelope envelope;

    public BadRequest(ErrorEnvelope envelope) {
        super(envelope.message(), null, false, false);
        this.envelope = envelope;
    }

    public ErrorEnvelope envelope() {
        return envelope;
    }
}
