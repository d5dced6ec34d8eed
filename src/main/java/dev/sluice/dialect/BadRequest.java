package dev.sluice.dialect;

/**
 * Ends the reading of a request with what to tell the client. Has no stack trace: it reports input,
 * not a bug.
 */
public final class BadRequest extends RuntimeException {
    private final transient ClientError envelope;

    public BadRequest(ClientError envelope) {
        super(envelope.message(), null, false, false);
        this.envelope = envelope;
    }

    public ClientError envelope() {
        return envelope;
    }
}
