package dev.sluice.inference.door;

import dev.sluice.access.ApiKey;
import dev.sluice.config.server.LimitsConfig;
import dev.sluice.dialect.ClientError;
import dev.sluice.dialect.ErrorFormat;
import dev.sluice.inference.climb.Place;
import dev.sluice.inference.notes.InferenceLog;
import dev.sluice.inference.notes.Reporter;
import dev.sluice.record.RecordedText;
import dev.sluice.routing.Route;
import dev.sluice.telemetry.Meters;
import dev.sluice.vocabulary.Outcome;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * What one request holds of the limits, from its arrival to its one {@link Outcome}. The places are
 * given back and the outcome is recorded exactly once, whether the request is refused, its client
 * leaves, or its exchange ends.
 *
 * <p>Runs on the client connection's event loop.
 */
public final class Ticket implements Place {
    private static final long NO_TIMER = -1;

    private final RoutingContext context;
    private final Vertx vertx;
    private final Admission admission;
    private final Meters meters;
    private final Reporter reporter;
    private final InferenceLog log;
    private final ErrorFormat errors;
    private final Context loop;
    private @Nullable AtomicInteger keyPlace;
    private @Nullable AtomicInteger routePlace;
    private Admission.@Nullable Waiter waiter;
    private long timer = NO_TIMER;
    private boolean inside;
    private boolean started;
    private boolean over;

    public Ticket(
            RoutingContext context,
            Vertx vertx,
            Admission admission,
            Meters meters,
            Reporter reporter,
            InferenceLog log,
            ErrorFormat errors) {
        this.context = context;
        this.vertx = vertx;
        this.admission = admission;
        this.meters = meters;
        this.reporter = reporter;
        this.log = log;
        this.errors = errors;
        this.loop = vertx.getOrCreateContext();
        context.response().closeHandler(ignored -> end(Outcome.CLIENT_CANCELLED));
        context.response().exceptionHandler(ignored -> end(Outcome.CLIENT_CANCELLED));
    }

    /**
     * Continues with the request once it has a place, or refuses it. Its body has not been read.
     */
    public void enter(@Nullable ApiKey key, Runnable onAdmitted) {
        Integer limit = key == null ? null : key.open();
        if (key != null && limit != null) {
            keyPlace = admission.enter(key, limit);
            if (keyPlace == null) {
                refuseOverLimit(
                        "key",
                        "the key '" + key.name() + "' has " + limit
                                + " open requests, the most it may have (keys[].open); wait "
                                + "until one of them has ended");
                return;
            }
        }
        if (admission.enter()) {
            inside = true;
            onAdmitted.run();
        } else {
            await(onAdmitted);
        }
    }

    /**
     * Takes a place on the route; false if the request has been refused because all are taken, or
     * has ended.
     */
    public boolean enter(Route route) {
        if (over) {
            // An exception on the connection has ended the request before its body was whole.
            return false;
        }
        Integer limit = route.open();
        if (limit == null) {
            return true;
        }
        routePlace = admission.enter(route, limit);
        if (routePlace == null) {
            refuseOverLimit(
                    "route",
                    "the route '" + route.name() + "' has " + limit
                            + " open requests, the most it may have (routes." + route.name()
                            + ".open); try again soon");
            return false;
        }
        return true;
    }

    @Override
    public void start() {
        started = true;
        meters.inferenceStarted();
    }

    /** The log of the inference. */
    InferenceLog log() {
        return log;
    }

    /** Gives everything back and records the outcome. Later calls do nothing. */
    public void end(Outcome outcome) {
        end(outcome, 0, null);
    }

    @Override
    public void end(Outcome outcome, long bytesOut, @Nullable RecordedText text) {
        if (over) {
            return;
        }
        over = true;
        stopWaiting();
        if (inside) {
            admission.leave();
        }
        giveBack(keyPlace);
        giveBack(routePlace);
        if (started) {
            meters.inferenceEnded();
        }
        reporter.ended(log.record(outcome, bytesOut, text));
    }

    /** Ends the request with an error of the gateway. */
    void refuse(Outcome outcome, ClientError error) {
        if (over) {
            return;
        }
        log.answered(error.status(), error.code());
        end(outcome);
        if (!context.response().headWritten() && !context.response().closed()) {
            Replies.error(context, errors, error);
        }
    }

    /** Like {@link #refuse}, for a request whose body has not been read: it is discarded. */
    void refuseUnread(Outcome outcome, ClientError error) {
        refuse(outcome, error);
        BodyReader.discard(context.request());
    }

    /**
     * Refuses because the gateway is stopping, and has the client connect anew, to another replica.
     */
    void refuseStopping() {
        HttpServerResponse response = context.response();
        if (over || response.headWritten() || response.closed()) {
            end(Outcome.SHUTDOWN);
            return;
        }
        response.putHeader("retry-after", "1");
        if (context.request().version() == HttpVersion.HTTP_2) {
            // Other streams of the connection continue.
            response.endHandler(ignored -> context.request().connection().goAway(0));
        } else {
            response.putHeader("connection", "close");
            response.endHandler(ignored -> BodyReader.closeWhenRead(context.request()));
        }
        refuseUnread(Outcome.SHUTDOWN, ClientError.STOPPING);
    }

    private void await(Runnable onAdmitted) {
        LimitsConfig limits = admission.limits();
        waiter = admission.await(
                admitted -> loop.runOnContext(ignored -> onTurn(admitted, onAdmitted)));
        if (waiter == null) {
            refuseOverloaded("the gateway is busy: " + limits.open()
                    + " requests are open, the most it takes (limits.open), and " + limits.queue()
                    + " are waiting (limits.queue); try again later");
            return;
        }
        timer = vertx.setTimer(limits.queueWait().toMillis(), ignored -> {
            timer = NO_TIMER;
            // If the turn has just come, withdraw() fails and onTurn is on its way.
            if (waiter != null && waiter.withdraw()) {
                waiter = null;
                refuseOverloaded("the gateway is busy: no place became free within "
                        + limits.queueWait().toMillis() + " ms (limits.queue-wait), "
                        + limits.open()
                        + " requests are open (limits.open); try again later");
            }
        });
    }

    private void onTurn(boolean admitted, Runnable onAdmitted) {
        if (over) {
            return; // stopWaiting() has seen that the turn had come, and end() gave the place back.
        }
        waiter = null;
        cancelTimer();
        inside = admitted;
        if (admitted) {
            onAdmitted.run();
        } else {
            refuseStopping();
        }
    }

    private void cancelTimer() {
        if (timer != NO_TIMER) {
            vertx.cancelTimer(timer);
            timer = NO_TIMER;
        }
    }

    private void stopWaiting() {
        cancelTimer();
        if (waiter != null) {
            // If its turn has just come it has a place, which end() gives back.
            inside = !waiter.withdraw() && waiter.isAdmitted();
            waiter = null;
        }
    }

    private void refuseOverLimit(String limit, String message) {
        meters.shed(limit);
        context.response().putHeader("retry-after", "1");
        refuseUnread(Outcome.SHED, ClientError.limit(message, "concurrency_limit_exceeded"));
    }

    private void refuseOverloaded(String message) {
        meters.shed("gateway");
        context.response().putHeader("retry-after", "1");
        refuseUnread(Outcome.SHED, ClientError.overloaded(message));
    }

    private static void giveBack(@Nullable AtomicInteger place) {
        if (place != null) {
            place.decrementAndGet();
        }
    }
}
