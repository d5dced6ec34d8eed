package dev.sluice.rollout.control;

import dev.sluice.database.DatabaseAddress;
import dev.sluice.database.LostException;
import dev.sluice.database.OwnConnection;
import dev.sluice.rollout.FindingsSource;
import dev.sluice.telemetry.ExperimentMeters;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Leads the rollouts when no other replica does, and asks again and again when one does. On a
 * thread of its own, which waits here and not on an event loop. A session that is lost is the end
 * of the lead at once; rollouts stay as they are until the next leader comes, and requests notice
 * nothing.
 */
@Singleton
public class Controller {
    private static final Logger LOG = Logger.getLogger(Controller.class);

    /**
     * Between two questions of whoever does not lead: the time that rollouts go without a leader
     * after one has died.
     */
    private static final Duration RETRY = Duration.ofSeconds(3);

    /** For each answer of the database. */
    static final Duration ANSWER_PATIENCE = Duration.ofSeconds(10);

    /** One that lives says something at each tick. */
    private static final Duration SILENCE_MAX = Duration.ofSeconds(15);

    /** The lock is the session's, and so what is written on that session is the leader's word. */
    private static final String LOCK = "sluice rollouts";

    private static final Duration TICK_LEAST = Duration.ofMillis(10);
    private static final Duration TICK_MOST = Duration.ofMinutes(1);
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final Vertx vertx;
    private final PgConnectOptions database;
    private final FindingsSource figures;
    private final RolloutTime time;
    private final ExperimentMeters meters;
    private final boolean leads;
    private final Duration tick;
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final Thread thread;
    private volatile boolean leading;
    private boolean away;

    @Inject
    Controller(
            Vertx vertx,
            DatabaseAddress database,
            FindingsSource figures,
            RolloutTime time,
            ExperimentMeters meters,
            @ConfigProperty(name = "sluice.rollouts.lead", defaultValue = "true") boolean leads,
            @ConfigProperty(name = "sluice.rollouts.tick", defaultValue = "1s") Duration tick) {
        this(vertx, database.options("sluice-rollouts"), figures, time, meters, leads, tick);
    }

    Controller(
            Vertx vertx,
            PgConnectOptions database,
            FindingsSource figures,
            RolloutTime time,
            ExperimentMeters meters,
            boolean leads,
            Duration tick) {
        if (tick.compareTo(TICK_LEAST) < 0 || tick.compareTo(TICK_MOST) > 0) {
            throw new IllegalArgumentException(
                    "sluice.rollouts.tick is " + tick + " (expected: 10ms to 1m)");
        }
        this.vertx = vertx;
        this.database = database;
        this.figures = figures;
        this.time = time;
        this.meters = meters;
        this.leads = leads;
        this.tick = tick;
        this.thread = Thread.ofPlatform().name("rollouts").daemon().unstarted(this::run);
    }

    /** Whether this replica is the one. */
    public boolean isLeading() {
        return leading;
    }

    void onStart(@Observes StartupEvent event) {
        start();
    }

    void onStop(@Observes ShutdownEvent event) throws InterruptedException {
        stop();
    }

    void start() {
        if (leads) {
            thread.start();
        }
    }

    /** Gives the lead away. */
    void stop() throws InterruptedException {
        stopping.countDown();
        if (thread.isAlive() && !thread.join(PATIENCE)) {
            thread.interrupt();
            thread.join(PATIENCE);
        }
    }

    private void run() {
        try {
            do {
                attempt();
            } while (!waited(
                    RETRY.compareTo(tick.multipliedBy(3)) < 0 ? RETRY : tick.multipliedBy(3)));
        } catch (InterruptedException e) {
            LOG.debug("interrupted at the end of the patience", e);
        }
    }

    /** What nobody has thought of must not end the way of all rollouts. */
    private void attempt() throws InterruptedException {
        try (OwnConnection session = OwnConnection.open(vertx, database, ANSWER_PATIENCE)) {
            session.limit(silenceMax(tick));
            if (session.tryLock(LOCK)) {
                lead(session);
            }
        } catch (LostException e) {
            LOG.logf(
                    away ? Logger.Level.DEBUG : Logger.Level.INFO,
                    "rollouts stay as they are, the database is away: %s",
                    e.getMessage());
            away = true;
        } catch (RuntimeException e) {
            LOG.error("rollouts can't be led, which is tried again", e);
        } finally {
            leading = false;
            meters.leads(false);
        }
    }

    static Duration silenceMax(Duration tick) {
        Duration ticks = tick.multipliedBy(5);
        return ticks.compareTo(SILENCE_MAX) > 0 ? ticks : SILENCE_MAX;
    }

    private void lead(OwnConnection session) throws LostException, InterruptedException {
        LOG.infof("this replica leads the rollouts");
        Leader leader = new Leader(session, figures, time, new Watch(time.scaled(tick)), meters);
        leading = true;
        meters.leads(true);
        away = false;
        do {
            leader.tick();
        } while (!waited(tick));
    }

    private boolean waited(Duration span) throws InterruptedException {
        return stopping.await(span.toMillis(), TimeUnit.MILLISECONDS);
    }
}
