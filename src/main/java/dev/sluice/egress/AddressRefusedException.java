package dev.sluice.egress;

/**
 * Reports that every address of an upstream is refused by its {@code egress}. Has no stack trace:
 * it is no bug.
 */
public final class AddressRefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    AddressRefusedException(String message) {
        super(message, null, false, false);
    }
}
