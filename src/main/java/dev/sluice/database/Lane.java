package dev.sluice.database;

import java.time.Duration;

/**
 * The ways to the pool of connections, one or two for each feature, so that none of them takes the
 * others' connections however slow its statements are. All that use the pool go one of these, and
 * together they are as many as the pool has; a test holds that.
 */
public enum Lane {
    RECORDS(Kind.READ, 8, 64, Limits.CLIENT, "give the records"),
    FEEDBACK(Kind.READ, 2, 64, Limits.CLIENT, "give feedback"),
    FEEDBACK_WRITES(Kind.WRITE, 4, 64, Limits.CLIENT, "take feedback"),
    EXPERIMENTS(Kind.READ, 2, 32, Limits.CLIENT, "give the experiments"),
    EXPERIMENT_CHANGES(Kind.WRITE, 2, 32, Limits.CLIENT, "change experiments"),
    ANALYSES(Kind.READ, 2, 32, Limits.CLIENT, "give the figures of experiments"),
    EVENTS(Kind.READ, 2, 64, Limits.CLIENT, "give the events"),
    WEBHOOKS(Kind.WRITE, 1, 512, Limits.CLIENT, "deliver webhooks"),
    /** Partitions made and dropped: each step waits for whoever uses the table. */
    RETENTION(Kind.WRITE, 1, 1, Duration.ofMillis(20_500), "look after partitions"),
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

    /** What its transactions do. */
    enum Kind {
        READ,
        WRITE
    }

    private static final class Limits {
        /** How long a client of the administration API waits at most. */
        static final Duration CLIENT = Duration.ofMillis(2500);
    }

    /** Transactions at once. */
    public int runningMax() {
        return runningMax;
    }

    /** Transactions in line behind them. */
    public int waitingMax() {
        return waitingMax;
    }

    /** From its asking to its answer, whatever the database does. */
    public Duration patience() {
        return patience;
    }

    /** What the database does not do when it is away: completes "the database can't ...". */
    String deed() {
        return deed;
    }

    /** The name of one of its transactions. */
    String transaction() {
        return kind == Kind.READ ? "read" : "write";
    }

    boolean reads() {
        return kind == Kind.READ;
    }

    /**
     * Begins each of its transactions. The database gives up before the client does, so that what
     * nobody waits for stops taking its time.
     */
    String bounds() {
        String timeout =
                "set local statement_timeout = " + patience.minusMillis(500).toMillis();
        return reads() ? "set transaction read only; " + timeout : timeout;
    }
}
