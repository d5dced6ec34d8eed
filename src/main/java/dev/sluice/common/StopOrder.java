package dev.sluice.common;

/**
 * The order in which the application stops, as priorities of observers, one after the other on the
 * thread that stops it. First those of Quarkus' {@code ShutdownDelayInitiatedEvent}, which run
 * while the server, the database's pool and the engine still do; then the server closes; then those
 * of the {@code ShutdownEvent}, which stop the workers; and the embedded database goes with the
 * process.
 */
public final class StopOrder {
    /** Says that no more requests are wanted, and goes on serving. */
    public static final int READINESS = 1000;

    /** Turns new inferences away and sees the open ones to their end. */
    public static final int DRAIN = 2000;

    /**
     * Ends the streams that tell people what goes on, which go on telling until the inferences have
     * ended.
     */
    public static final int EVENTS = 3000;

    /** At the {@code ShutdownEvent}: writes down what the inferences have left. */
    public static final int RECORDS = 1000;

    /**
     * At the {@code ShutdownEvent}: ends what goes on by itself, and gives leads and leases away.
     */
    public static final int WORKERS = 2000;

    /** At the {@code ShutdownEvent}: ends the engines. */
    public static final int ENGINES = 3000;

    private StopOrder() {}
}
