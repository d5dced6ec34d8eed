package dev.sluice.database;

import java.time.Duration;

/**
 * Shares of the connection pool, one or two for each feature, so that slow statements of one
 * feature can't take the connections of others. Everything that uses the pool uses a lane, and
 * their connections add up to the pool's size; a test checks that.
 */
public enum Lane {
    RECORDS(Kind.READ, 8, 64, Limits.CLIENT, "return the records"),
    EXPORTS(Kind.READ, 2, 16, Limits.CLIENT, "export the records"),
    FEEDBACK(Kind.READ, 2, 64, Limits.CLIENT, "return feedback"),
    FEEDBACK_WRITES(Kind.WRITE, 4, 64, Limits.CLIENT, "store feedback"),
    EXPERIMENTS(Kind.READ, 2, 32, Limits.CLIENT, "return the experiments"),
    EXPERIMENT_CHANGES(Kind.WRITE, 2, 32, Limits.CLIENT, "change experiments"),
    ANALYSES(Kind.READ, 2, 32, Limits.CLIENT, "return the figures of experiments"),
    AUDIT(Kind.READ, 1, 16, Limits.CLIENT, "return the audit"),
    AUDIT_WRITES(Kind.WRITE, 1, 32, Limits.CLIENT, "write the audit"),
    EVENTS(Kind.READ, 2, 64, Limits.CLIENT, "return the events"),
    WEBHOOKS(Kind.WRITE, 1, 512, Limits.CLIENT, "deliver webhooks"),
    /** Creates and drops partitions; each step waits for whoever uses the table. */
    RETENTION(Kind.WRITE, 1, 1, Duration.ofMillis(20_500), "maintain partitions"),
    HEALTH(Kind.READ, 1, 8, Duration.ofSeconds(2), "answer");

    private final Kind kind;
    private final int runningMax;
    private final int waitingMax;
    private final Duration patience;
    private final String deed;

    Lane(Kind kind, int runningMax, int waitingMax, Duration patience, String deed) {
        this.kind = kind;
        this.runningMax = runningMax;
        this.waitingMax = waitingMax;
        this.patience = patience;
        this.deed = deed;
    }

    /** The kind of its transactions. */
    enum Kind {
        READ,
        WRITE
    }

    private static final class Limits {
        /** How long a client of the administration API waits at most. */
        static final Duration CLIENT = Duration.ofMillis(2500);
    }

    /** Maximum number of concurrent transactions. */
    public int runningMax() {
        return runningMax;
    }

    /** Maximum number of transactions that wait for their turn. */
    public int waitingMax() {
        return waitingMax;
    }

    /** Time limit from request to answer, whatever the database does. */
    public Duration patience() {
        return patience;
    }

    /** What the database could not do; completes "the database can't ...". */
    String deed() {
        return deed;
    }

    /** What one of its transactions is called in messages. */
    String transaction() {
        return kind == Kind.READ ? "read" : "write";
    }

    boolean reads() {
        return kind == Kind.READ;
    }

    /**
     * Statements at the start of each transaction. The database gives up before the client does, so
     * that an abandoned statement stops using its time.
     */
    String bounds() {
        String timeout =
                "set local statement_timeout = " + patience.minusMillis(500).toMillis();
        return reads() ? "set transaction read only; " + timeout : timeout;
    }
}
