package dev.sluice.rollout.control;

import dev.sluice.common.StopOrder;
import dev.sluice.database.DatabaseAddress;
import dev.sluice.database.DatabaseException;
import dev.sluice.database.LostException;
import dev.sluice.database.OwnConnection;
import dev.sluice.jobs.Leadership;
import dev.sluice.jobs.Worker;
import dev.sluice.rollout.FindingsSource;
import dev.sluice.telemetry.ExperimentMeters;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;

import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

import java.time.Duration;

/**
 * Leads the rollouts when no other replica does, and keeps asking for the lock when one does. Runs
 * on a thread of its own, which may block. If its session is lost, it stops leading at once;
 * rollouts stay as they are until there is another leader, and requests notice nothing.
 */
@Singleton
public class Controller implements Leadership.Duty {
    private static final Logger LOG = Logger.getLogger(Controller.class);

    /** The lock belongs to the session, so that only the leader can write on it. */
    private static final String LOCK = "sluice rollouts";

    private static final Duration TICK_LEAST = Duration.ofMillis(10);
    private static final Duration TICK_MOST = Duration.ofMinutes(1);
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final FindingsSource figures;
    private final RolloutTime time;
    private final ExperimentMeters meters;
    private final boolean leads;
    private final Duration tick;
    private final Worker worker;
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
        this.figures = figures;
        this.time = time;
        this.meters = meters;
        this.leads = leads;
        this.tick = tick;
        this.worker = new Worker("rollouts", new Leadership(vertx, database, LOCK, tick, this));
    }

    /** Whether this replica leads. */
    boolean isLeading() {
        return leading;
    }

    void onStart(@Observes StartupEvent event) {
        start();
    }

    void onStop(@Observes @Priority(StopOrder.WORKERS) ShutdownEvent event)
            throws InterruptedException {
        stop();
    }

    void start() {
        if (leads) {
            worker.start();
        }
    }

    /** Gives up the lead. */
    void stop() throws InterruptedException {
        worker.stop(PATIENCE);
    }

    @Override
    public Leadership.Term begin(OwnConnection session) {
        LOG.infof("this replica leads the rollouts");
        leading = true;
        meters.leads(true);
        away = false;
        return new Leader(session, figures, time, new Watch(time.scaled(tick)), meters)::tick;
    }

    @Override
    public void end() {
        leading = false;
        meters.leads(false);
    }

    @Override
    public void away(LostException why) {
        boolean expected = away || DatabaseException.lacksTables(why.getCause());
        LOG.logf(
                expected ? Logger.Level.DEBUG : Logger.Level.INFO,
                "rollouts stay as they are, because the database can't be reached: %s",
                why.getMessage());
        away = true;
    }

    @Override
    public void failed(RuntimeException bug) {
        LOG.error("rollouts can't be led now; it is tried again", bug);
    }
}
