package dev.sluice.egress;

/**
 * Every address of an upstream or a webhook is refused by its {@code egress}. Has no stack trace,
 * since it is no bug.
 */
public final class AddressRefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    AddressRefusedException(String message) {
        super(message, null, false, false);
    }
}
