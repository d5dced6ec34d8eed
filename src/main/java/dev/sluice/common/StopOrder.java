package dev.sluice.common;

/**
 * The order in which the application stops, as priorities of the observers of Quarkus' {@code
 * ShutdownDelayInitiatedEvent}, one after the other on the thread that stops it. All of them run
 * while the server, the database's pool and the engine still do; then the server closes, then the
 * engine ends (at the {@code ShutdownEvent}), and the embedded database goes with the process.
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

    private StopOrder() {}
}
