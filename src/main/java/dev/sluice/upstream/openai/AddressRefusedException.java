package dev.sluice.upstream.openai;

/** Reports that every address of an upstream is refused by its {@code egress}. Has no stack trace: it is no bug. */
final class AddressRefusedException extends RuntimeException {
    AddressRefusedException(String message) {
        super(message, null, false, false);
    }
}
