package dev.sluice.rollout.store;

import dev.sluice.common.StopOrder;
import dev.sluice.database.DatabaseAddress;
import dev.sluice.database.DatabaseException;
import dev.sluice.database.KeptConnection;
import dev.sluice.database.LostException;
import dev.sluice.database.OwnConnection;
import dev.sluice.experiment.live.LiveExperiments;
import dev.sluice.experiment.live.LiveSnapshot;
import dev.sluice.jobs.Rest;
import dev.sluice.jobs.Worker;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;

import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;

import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.function.BooleanSupplier;

/**
 * Brings the database's experiments into force in this process: on a notification, every five
 * seconds in case one was lost, and after each connection. While the database can't be reached, or
 * has no tables yet, what is in force stays; after a start that is the snapshot file. Has one
 * worker, and one connection beside the pool, which is discarded after any failure.
 */
@ApplicationScoped
public class SnapshotWatch implements Worker.Task {
    private static final Logger LOG = Logger.getLogger(SnapshotWatch.class);
    private static final Duration PERIOD = Duration.ofSeconds(5);
    private static final Duration AGAIN = Duration.ofSeconds(1);
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(1);

    /** For a statement that reads no units: a connection that is silent for longer is given up. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final Duration LOAD_PATIENCE = Duration.ofSeconds(30);

    /**
     * How long a command waits until its change is in force here; it comes into force in any case.
     */
    private static final Duration RELOAD_PATIENCE = Duration.ofSeconds(2);

    private static final String LISTEN = "listen " + ChangeTable.CHANNEL;

    private final Vertx vertx;
    private final LiveExperiments live;
    private final SnapshotFile file;
    private final Duration period;
    private final EnrolledUnits enrolled = new EnrolledUnits(System::nanoTime, EnrolledUnits.MOST);
    private final SnapshotRows rows = new SnapshotRows(enrolled);
    private final Queue<Promise<Void>> asked = new ConcurrentLinkedQueue<>();
    private final Worker worker = new Worker("experiments", this);
    private final KeptConnection connection;
    /** The database's, or the file's before there is one. */
    private LiveSnapshot inForce = LiveSnapshot.NONE;

    private boolean isFromDatabase;
    private boolean isAway;
    private boolean isTold;

    @Inject
    SnapshotWatch(
            Vertx vertx,
            DatabaseAddress database,
            LiveExperiments live,
            @ConfigProperty(name = "sluice.data", defaultValue = "data") String dataDir) {
        this(
                vertx,
                database.options("sluice-experiments"),
                live,
                Path.of(dataDir, SnapshotFile.NAME),
                PERIOD);
    }

    SnapshotWatch(
            Vertx vertx,
            PgConnectOptions database,
            LiveExperiments live,
            Path file,
            Duration period) {
        this.vertx = vertx;
        this.connection = new KeptConnection(vertx, database, PATIENCE, this::prepare);
        this.live = live;
        this.file = new SnapshotFile(file);
        this.period = period;
    }

    /** Runs before requests arrive. */
    void onStart(@Observes @Priority(1) StartupEvent event) {
        start();
    }

    void onStop(@Observes @Priority(StopOrder.WORKERS) ShutdownEvent event)
            throws InterruptedException {
        stop();
    }

    /** Puts the file's snapshot in force and begins. */
    void start() {
        file.read().ifPresent(kept -> {
            inForce = kept.snapshot();
            live.publish(inForce);
            kept.tripped().forEach(live::trip);
        });
        live.subscribe(worker::signal); // Trips are kept in the file, too.
        worker.start();
    }

    void stop() throws InterruptedException {
        worker.stop(STOP_PATIENCE);
    }

    /**
     * Looks at the database now; completes when what was committed before is in force here, or when
     * that takes too long; then it comes into force as soon as it can.
     */
    public Uni<Void> reload() {
        return Uni.createFrom().emitter(emitter -> {
            Context context = vertx.getOrCreateContext();
            Promise<Void> done = Promise.promise();
            long timer = vertx.setTimer(RELOAD_PATIENCE.toMillis(), ignored -> done.tryComplete());
            done.future().onComplete(ignored -> {
                vertx.cancelTimer(timer);
                context.runOnContext(back -> emitter.complete(null));
            });
            asked.add(done);
            worker.signal();
        });
    }

    @Override
    public Rest turn() throws InterruptedException {
        List<Promise<Void>> waiting = new ArrayList<>();
        for (Promise<Void> one = asked.poll(); one != null; one = asked.poll()) {
            waiting.add(one);
        }
        try {
            if (look()) {
                back();
            }
        } catch (ExecutionException e) {
            away(LostException.reason(e));
        } catch (LostException e) {
            away(LostException.reason(e));
        } finally {
            keep();
            waiting.forEach(Promise::tryComplete);
        }
        return Rest.idle(isAway ? AGAIN : period);
    }

    @Override
    public void failed(RuntimeException bug) {
        LOG.error("the experiments can't be brought into force", bug);
        connection.discard();
    }

    @Override
    public void end(BooleanSupplier inTime) {
        connection.discard();
    }

    private void keep() {
        file.keep(new SnapshotFile.Kept(inForce, live.tripped()));
    }

    /** False when the database has only an older state. */
    private boolean look() throws ExecutionException, LostException, InterruptedException {
        OwnConnection open = connection.open();
        long sequence = open.await(SnapshotRows.sequence(open.connection()));
        if (isFromDatabase && sequence == inForce.sequence() && !enrolled.isDue()) {
            return true;
        }
        LiveSnapshot snapshot = open.await(rows.load(open.connection()), LOAD_PATIENCE);
        if (isFromDatabase && snapshot.sequence() < inForce.sequence()) {
            older(snapshot.sequence());
            return false;
        }
        if (!isFromDatabase || !snapshot.equals(inForce)) {
            inForce = snapshot;
            isFromDatabase = true;
            keep(); // First, so that what somebody has seen survives a restart.
            live.publish(snapshot);
        }
        return true;
    }

    private void prepare(OwnConnection opened)
            throws ExecutionException, LostException, InterruptedException {
        opened.connection().notificationHandler(told -> worker.signal());
        opened.connection().closeHandler(closed -> worker.signal());
        opened.await(opened.connection().query(LISTEN).execute());
    }

    private void away(Throwable cause) {
        connection.discard();
        isAway = true;
        // Until the tables of a new or an earlier database have been brought up to date.
        if (!DatabaseException.lacksTables(cause) && !isTold) {
            isTold = true;
            LOG.warnf(
                    "experiments can't be read from the database; those in force stay: %s",
                    cause.getMessage());
        }
    }

    private void back() {
        isAway = false;
        if (isTold) {
            isTold = false;
            LOG.infof(
                    "experiments are read from the database again, as of change %d",
                    inForce.sequence());
        }
    }

    /**
     * It is another database, or has lost changes. This process can't know what is right, so
     * nothing changes.
     */
    private void older(long sequence) {
        if (!isTold) {
            isTold = true;
            LOG.warnf(
                    "the database has experiments up to change %d, but those of change %d are in "
                            + "force and stay until a restart",
                    sequence, inForce.sequence());
        }
    }
}
