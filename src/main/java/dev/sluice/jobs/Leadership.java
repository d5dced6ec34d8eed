package dev.sluice.jobs;

import dev.sluice.database.LostException;
import dev.sluice.database.OwnConnection;

import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * The task of a worker that does what only one replica may do: asks for the lead again and again,
 * and while it has it does its duty once a tick. The lead is an advisory lock of an own connection:
 * what is written on that connection is written by the leader, and a session that is lost is the
 * end of the lead at once.
 */
public final class Leadership implements Worker.Task {
    /** For each answer of the database. */
    public static final Duration PATIENCE = Duration.ofSeconds(10);

    /** Between two questions of who does not lead: how long nobody does after one has died. */
    private static final Duration RETRY = Duration.ofSeconds(3);

    /**
     * The database ends the session of a leader that is gone without a word: one that lives says
     * something at each tick.
     */
    private static final Duration SILENCE_MAX = Duration.ofSeconds(15);

    private final Vertx vertx;
    private final PgConnectOptions database;
    private final String lock;
    private final Duration tick;
    private final Duty duty;
    private @Nullable OwnConnection session;
    private @Nullable Term term;

    /** What whoever leads does; called on the worker's thread. */
    public interface Duty {
        /** This replica leads from now on. */
        Term begin(OwnConnection session);

        /** It does not, or does not any more. */
        void end();

        /** The database is away, and so nobody leads from here. */
        void away(LostException why);

        /** What nobody has thought of; another try comes after a back-off. */
        void failed(RuntimeException bug);
    }

    /** The lead of one session. */
    @FunctionalInterface
    public interface Term {
        /** Does what is due. */
        void tick() throws LostException, InterruptedException;
    }

    /**
     * Asks for nothing yet.
     *
     * @param lock the same for all replicas, and nobody else's
     * @param tick between the end of what was due and the next
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

    /** The session's end gives the lead away. */
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
