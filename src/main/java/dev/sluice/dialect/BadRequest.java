package dev.sluice.dialect;

/**
 * Refuses a request with an error for the client. Has no stack trace: it reports input, not a bug.
 */
public final class BadRequest extends RuntimeException {
    private final transient ClientError error;

    public BadRequest(ClientError error) {
        super(error.message(), null, false, false);
        this.error = error;
    }

    public ClientError error() {
        return error;
    }
}
