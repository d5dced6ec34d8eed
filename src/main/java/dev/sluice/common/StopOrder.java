package dev.sluice.common;

/**
 * The order in which the application stops, as priorities of observers, which run one after the
 * other on the stopping thread. First the observers of Quarkus' {@code
 * ShutdownDelayInitiatedEvent}, while the server, the database's pool and the engine still run;
 * then the server closes; then the observers of {@code ShutdownEvent}. The embedded database ends
 * with the process.
 */
public final class StopOrder {
    /** Readiness goes down; requests are still served. */
    public static final int READINESS = 1000;

    /** New inferences are refused; open ones run to their end. */
    public static final int DRAIN = 2000;

    /** The event streams end; until here they still report on the last inferences. */
    public static final int EVENTS = 3000;

    /** At the {@code ShutdownEvent}: the records of the inferences are written. */
    public static final int RECORDS = 1000;

    /** At the {@code ShutdownEvent}: background work ends, and gives up leadership and leases. */
    public static final int WORKERS = 2000;

    /** At the {@code ShutdownEvent}: the engines end. */
    public static final int ENGINES = 3000;

    private StopOrder() {}
}
