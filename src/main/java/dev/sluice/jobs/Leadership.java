package dev.sluice.jobs;

import dev.sluice.database.LostException;
import dev.sluice.database.OwnConnection;

import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * A worker's task that only one replica may do: it asks for the lead again and again, and while it
 * leads, it does its duty once a tick. The lead is an advisory lock on a connection of its own.
 * What is written on that connection is therefore written by the leader, and a lost session ends
 * the lead at once.
 */
public final class Leadership implements Worker.Task {
    /** The limit for each answer of the database. */
    public static final Duration PATIENCE = Duration.ofSeconds(10);

    /**
     * The time between two attempts to get the lead, and so how long there is no leader after one
     * has died.
     */
    private static final Duration RETRY = Duration.ofSeconds(3);

    /**
     * The database ends the session of a leader that has been silent for this long; a live one is
     * heard at each tick.
     */
    private static final Duration SILENCE_MAX = Duration.ofSeconds(15);

    private final Vertx vertx;
    private final PgConnectOptions database;
    private final String lock;
    private final Duration tick;
    private final Duty duty;
    private @Nullable OwnConnection session;
    private @Nullable Term term;

    /** What the leader does. Called on the worker's thread. */
    public interface Duty {
        /** This replica leads from now on. */
        Term begin(OwnConnection session);

        /** This replica does not lead, or no longer. */
        void end();

        /** The database can't be reached, so this replica can't lead. */
        void away(LostException why);

        /** A bug ended the turn; the next one follows after a back-off. */
        void failed(RuntimeException bug);
    }

    /** The lead of one session. */
    @FunctionalInterface
    public interface Term {
        /** Does what is due. */
        void tick() throws LostException, InterruptedException;
    }

    /**
     * Prepares the task.
     *
     * @param lock the name of the lock, the same on all replicas and used for nothing else
     * @param tick the time from the end of one tick to the next
     */
    public Leadership(
            Vertx vertx, PgConnectOptions database, String lock, Duration tick, Duty duty) {
        this.vertx = vertx;
        this.database = database;
        this.lock = lock;
        this.tick = tick;
        this.duty = duty;
    }

    @Override
    public Rest turn() throws InterruptedException {
        try {
            Term mine = term == null ? ask() : term;
            if (mine != null) {
                mine.tick();
                return Rest.pause(tick);
            }
        } catch (LostException e) {
            duty.away(e);
        }
        release();
        return Rest.pause(shorter(RETRY, tick.multipliedBy(3)));
    }

    @Override
    public void failed(RuntimeException bug) {
        duty.failed(bug);
        release();
    }

    @Override
    public void end(BooleanSupplier inTime) {
        release();
    }

    private @Nullable Term ask() throws LostException, InterruptedException {
        OwnConnection opened = OwnConnection.open(vertx, database, PATIENCE);
        session = opened;
        Duration ticks = tick.multipliedBy(5);
        opened.limit(ticks.compareTo(SILENCE_MAX) > 0 ? ticks : SILENCE_MAX);
        if (opened.tryLock(lock)) {
            term = duty.begin(opened);
        }
        return term;
    }

    /** Ends the session, which releases the lead. */
    private void release() {
        OwnConnection open = session;
        session = null;
        term = null;
        if (open != null) {
            open.close();
        }
        duty.end();
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
