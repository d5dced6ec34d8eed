package dev.sluice.routing;

/** An experiment can't be served with the configuration in force; the message says why. */
final class UnservableException extends Exception {
    private static final long serialVersionUID = 1;

    UnservableException(String reason) {
        super(reason, null, false, false);
    }
}
