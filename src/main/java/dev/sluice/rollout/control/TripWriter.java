package dev.sluice.rollout.control;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.sluice.common.StopOrder;
import dev.sluice.database.DatabaseAddress;
import dev.sluice.database.LostException;
import dev.sluice.database.OwnConnection;
import dev.sluice.experiment.live.LiveExperiments;
import dev.sluice.experiment.live.Trip;
import dev.sluice.experiment.live.VariantHealth;
import dev.sluice.jobs.Rest;
import dev.sluice.jobs.Worker;
import dev.sluice.rollout.Rollout;
import dev.sluice.rollout.State.Live;
import dev.sluice.rollout.control.Decision.RollBack;
import dev.sluice.rollout.store.Change;
import dev.sluice.rollout.store.ExperimentTable;
import dev.sluice.vocabulary.ChangeAction;
import dev.sluice.vocabulary.Conclusion;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Transaction;

import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import org.jboss.logging.Logger;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;

/**
 * Writes into the database that an experiment's breaker has opened in this process, so that every
 * replica takes it back: at once, or as soon as the database can be reached. No leader is needed.
 * If two replicas see the same, one of them writes it. Until it is written the experiment is out in
 * this process only; the snapshot file keeps it out over a restart. Runs on a thread of its own.
 */
@Singleton
public class TripWriter implements Worker.Task {
    private static final Logger LOG = Logger.getLogger(TripWriter.class);
    private static final String BY = "breaker";
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    /** For each answer of the database. */
    private static final Duration ANSWER_PATIENCE = Duration.ofSeconds(10);

    /** After this silence the database ends the session of a replica that has vanished. */
    private static final Duration SILENCE_MAX = Duration.ofSeconds(15);

    private final Vertx vertx;
    private final PgConnectOptions database;
    private final LiveExperiments live;
    private final RolloutTime time;
    private final Map<String, Trip> waiting = new ConcurrentHashMap<>();
    private final Worker worker = new Worker("rollout-trips", this);
    private final Set<String> told = new HashSet<>();
    private boolean away;

    @Inject
    TripWriter(
            Vertx vertx,
            DatabaseAddress database,
            LiveExperiments live,
            VariantHealth health,
            RolloutTime time) {
        this(vertx, database.options("sluice-trips"), live, time);
        health.subscribe(this::onTrip);
    }

    TripWriter(Vertx vertx, PgConnectOptions database, LiveExperiments live, RolloutTime time) {
        this.vertx = vertx;
        this.database = database;
        this.live = live;
        this.time = time;
    }

    /** Runs after the snapshot file was read. */
    void onStart(@Observes StartupEvent event) {
        start();
    }

    void onStop(@Observes @Priority(StopOrder.WORKERS) ShutdownEvent event)
            throws InterruptedException {
        stop();
    }

    void start() {
        Instant now = time.wall();
        live.tripped()
                .forEach(id -> onTrip(
                        new Trip(id, "", "its breaker opened before the gateway's restart", now)));
        worker.start();
    }

    void stop() throws InterruptedException {
        worker.stop(PATIENCE);
    }

    /** Takes note of one; returns at once. */
    void onTrip(Trip trip) {
        waiting.putIfAbsent(trip.experiment(), trip);
        worker.signal();
    }

    @Override
    public Rest turn() throws InterruptedException {
        return waiting.isEmpty() || writeAll() ? Rest.idle() : Rest.backOff();
    }

    @Override
    public void failed(RuntimeException bug) {
        LOG.error("open breakers can't be written to the database now; it is tried again", bug);
    }

    /** True when none is left. One that fails does not stop the others. */
    private boolean writeAll() throws InterruptedException {
        try (OwnConnection session = OwnConnection.open(vertx, database, ANSWER_PATIENCE)) {
            session.limit(SILENCE_MAX);
            for (Trip trip : List.copyOf(waiting.values())) {
                if (write(session, trip)) {
                    waiting.remove(trip.experiment());
                }
            }
            away = false;
        } catch (LostException e) {
            LOG.logf(
                    away ? Logger.Level.DEBUG : Logger.Level.WARN,
                    "%s is taken back here only, until the database can be reached: %s",
                    waiting.keySet(),
                    e.getMessage());
            away = true;
        }
        return waiting.isEmpty();
    }

    private boolean write(OwnConnection session, Trip trip)
            throws LostException, InterruptedException {
        Transaction transaction = session.begin();
        try {
            boolean written = writeIn(session, trip);
            session.await(transaction.commit());
            return written;
        } catch (ExecutionException | RuntimeException e) {
            session.rollback(transaction);
            LOG.logf(
                    told.add(trip.experiment()) ? Logger.Level.WARN : Logger.Level.DEBUG,
                    "rollout %s can't be taken back everywhere now; it is tried again: %s",
                    trip.experiment(),
                    e.getCause() == null ? e : e.getCause());
            return false;
        }
    }

    /**
     * True when nothing more is to be done; false when somebody else was first and it has to be
     * looked at again.
     */
    private boolean writeIn(OwnConnection session, Trip trip)
            throws ExecutionException, LostException, InterruptedException {
        Optional<Rollout> found =
                session.await(ExperimentTable.find(session.connection(), trip.experiment()));
        if (found.isEmpty() || !(found.get().state() instanceof Live before)) {
            return true;
        }
        Rollout seen = found.get();
        String sentence = trip.reason();
        RollBack decision = new RollBack(Conclusion.FAIL, sentence);
        Instant now = time.wall();
        boolean taken = session.await(ExperimentTable.change(
                        session.connection(),
                        seen,
                        decision.after(before, now),
                        ChangeAction.ROLL_BACK,
                        new Change.Said(BY, sentence, now)))
                .isPresent();
        if (taken) {
            ObjectNode inputs = JsonNodeFactory.instance.objectNode();
            inputs.put("by", BY).put("state", seen.state().label()).put("version", seen.version());
            inputs.put("variant", trip.variant()).put("tripped_at", trip.at().toString());
            session.await(DecisionTable.add(
                    session.connection(), seen, now, before.at().stage(), decision, inputs));
            LOG.infof("rollout %s: %s. %s", seen.id(), decision.kind().label(), sentence);
        }
        return taken;
    }
}
