package dev.sluice.rollout.store;

import dev.sluice.common.StopOrder;
import dev.sluice.database.DatabaseAddress;
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
import io.vertx.pgclient.PgException;

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
 * Brings what the database says of experiments into force in this process: when it is told, every
 * five seconds in case it was not, and after each connection. While the database is away, or has no
 * tables yet, what there is stays; after a start that is the last snapshot's file. One worker, and
 * one connection beside the pool, which is thrown away after any failure.
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
     * How long a command waits for what it has changed to be in force here; it will be, whether it
     * waits or not.
     */
    private static final Duration RELOAD_PATIENCE = Duration.ofSeconds(2);

    private static final String LISTEN = "listen " + ChangeTable.CHANNEL;
    private static final String NO_TABLE = "42P01";

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

    /** Before requests come. */
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
        live.subscribe(worker::signal); // What is tripped here is kept too.
        worker.start();
    }

    void stop() throws InterruptedException {
        worker.stop(STOP_PATIENCE);
    }

    /**
     * Looks at the database now; completes when what was committed before is in force here, or with
     * nothing when that takes long: then it will be as soon as it can.
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
            keep(); // First: what somebody has seen stays, whatever happens next.
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
        boolean isNew =
                cause instanceof PgException refusal && NO_TABLE.equals(refusal.getSqlState());
        if (!isNew && !isTold) {
            isTold = true;
            LOG.warnf(
                    "the database can't give the experiments, those in force stay: %s",
                    cause.getMessage());
        }
    }

    private void back() {
        isAway = false;
        if (isTold) {
            isTold = false;
            LOG.infof(
                    "the database gives the experiments again, as of change %d",
                    inForce.sequence());
        }
    }

    /**
     * It is not the one that they came from, or has lost what it had: not for this process to
     * decide.
     */
    private void older(long sequence) {
        if (!isTold) {
            isTold = true;
            LOG.warnf(
                    "the database's experiments are of change %d, those in force of %d: these "
                            + "stay until a restart",
                    sequence, inForce.sequence());
        }
    }
}
