package dev.sluice.inference.climb;

import dev.sluice.common.BugReport;
import dev.sluice.config.route.KeepAliveConfig;
import dev.sluice.dialect.openai.ErrorEnvelope;
import dev.sluice.dialect.openai.InferenceRequest;
import dev.sluice.inference.notes.FailureLabels;
import dev.sluice.inference.notes.InferenceLog;
import dev.sluice.inference.relay.ClientStream;
import dev.sluice.inference.relay.Headers;
import dev.sluice.inference.relay.KeepAlive;
import dev.sluice.inference.relay.StreamRelay;
import dev.sluice.inference.shadow.ShadowCopy;
import dev.sluice.routing.RoutePlan;
import dev.sluice.upstream.Attempt;
import dev.sluice.upstream.TokenStream;
import dev.sluice.upstream.UpstreamFailure;
import dev.sluice.vocabulary.Outcome;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;

import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * One inference from its plan to its one {@link Outcome}: has its ladder climbed, and carries the
 * answer that is committed to the client.
 *
 * <p>Runs on the client connection's event loop, as does everything it opens. Whatever ends it
 * gives all open attempts up in the same turn, which resets their upstreams.
 */
public final class Exchange implements Climb.Flow, Deadlines.Listener {
    private static final Logger LOG = Logger.getLogger(Exchange.class);
    private static final long TAIL_MILLIS = 1000;
    private static final int OK = 200;

    private final Vertx vertx;
    private final InferenceRequest request;
    private final RoutePlan plan;
    private final ClientStream client;
    private final Place place;
    private final InferenceLog log;
    private final OpenExchanges others;
    private final Context context;
    private final Deadlines deadlines;
    private final KeepAliveConfig.Mode keepAlive;
    private final Climb climb;
    private final @Nullable ShadowCopy shadow;
    private @Nullable Contender winner;
    private @Nullable Outcome outcome;
    private boolean over;

    public Exchange(
            Vertx vertx,
            Ladder ladder,
            ClimbTerms terms,
            ClientStream client,
            Place place,
            OpenExchanges others) {
        this(vertx, ladder, terms, client, place, others, System::nanoTime);
    }

    /** @param nanos the time that its deadlines look at; timers are those of {@code vertx} */
    public Exchange(
            Vertx vertx,
            Ladder ladder,
            ClimbTerms terms,
            ClientStream client,
            Place place,
            OpenExchanges others,
            LongSupplier nanos) {
        this.vertx = vertx;
        this.request = terms.request();
        this.plan = terms.plan();
        this.shadow = terms.shadow();
        this.client = client;
        this.place = place;
        this.log = terms.log();
        this.others = others;
        this.context = vertx.getOrCreateContext();
        KeepAliveConfig silence = plan.route().keepAlive();
        this.keepAlive = keepAlive(terms);
        this.deadlines = new Deadlines(
                vertx,
                plan.route().deadlines().total(),
                keepAlive == KeepAliveConfig.Mode.OFF ? null : silence.after(),
                nanos,
                this);
        this.climb = new Climb(vertx, ladder, terms, deadlines);
    }

    /** What a client is sent while it waits: a document has no room for signs of life. */
    static KeepAliveConfig.Mode keepAlive(ClimbTerms terms) {
        return terms.request().streaming()
                ? terms.plan().route().keepAlive().mode()
                : KeepAliveConfig.Mode.OFF;
    }

    /** Begins to climb. */
    public void start() {
        place.start();
        others.opened(this);
        climb.start(stream -> onCommitted(stream.contender()), cause -> onNoAnswer(cause, null));
    }

    /** The client has gone: everything opened for it is given up in this turn. */
    public void onClientGone() {
        if (outcome == null) {
            client.abandon();
            outcome = Outcome.CLIENT_CANCELLED;
            giveUp(Outcome.CLIENT_CANCELLED.label());
            end(Outcome.CLIENT_CANCELLED);
        }
    }

    /** The gateway stops and the grace is over. Called from any thread. */
    public void onShutdown() {
        context.runOnContext(ignored -> {
            if (outcome == null) {
                fail(
                        Outcome.SHUTDOWN,
                        ErrorEnvelope.STOPPING.with(
                                MultiMap.caseInsensitiveMultiMap().set("retry-after", "1")),
                        ErrorEnvelope.STOPPING.code(),
                        Outcome.SHUTDOWN.label());
            }
        });
    }

    /**
     * @param failure what the client is told when that comes to nothing; null for what came of it
     */
    private void follow(Uni<CommittedStream> answer, @Nullable UpstreamFailure failure) {
        answer.subscribe()
                .with(
                        stream -> onCommitted(stream.contender()),
                        cause -> onNoAnswer(cause, failure));
    }

    private void onCommitted(Contender next) {
        if (outcome != null) {
            next.abandon(outcome.label()); // It ended in the turn in which the answer was accepted.
            return;
        }
        UpstreamFailure failed = next.failure();
        if (failed != null) {
            fail(failed); // Between its acceptance and now.
            return;
        }
        Contender before = winner;
        climb.committed(next);
        if (next == before) {
            endTrial(next);
            return;
        }
        winner = next;
        if (before == null) {
            head(next);
        } else {
            client.add(Announcement.of(next, before, log.attempts()));
            before.abandon("unsure"); // Its upstream may not have ended yet.
        }
        client.commitEvents(request.streaming());
        next.commit(client, this);
    }

    private void head(Contender next) {
        log.told(OK, null);
        if (client.hasHead()) {
            if (keepAlive == KeepAliveConfig.Mode.COMMENT) {
                client.add(AnswerHeaders.late(next, log.attempts()));
            }
            return;
        }
        TokenStream answer = next.answer();
        if (answer != null) {
            Headers.answerHeaders(answer.headers(), client.headers());
        }
        AnswerHeaders.set(client.headers(), next, log.attempts());
    }

    private void onNoAnswer(Throwable cause, @Nullable UpstreamFailure told) {
        if (outcome != null) {
            return;
        }
        Contender seen = winner;
        if (seen != null && !seen.isOver()) {
            endTrial(seen); // Nothing better was to be had.
            return;
        }
        if (cause instanceof ClimbSignal signal) {
            UpstreamFailure failure = told == null ? signal.failure() : told;
            fail(failure == null ? new UpstreamFailure.Cut("no rung gave an answer") : failure);
            return;
        }
        LOG.errorf("a ladder could not be climbed: %s", BugReport.of(cause));
        fail(
                Outcome.GATEWAY_FAILED,
                ErrorEnvelope.FAILED.with(MultiMap.caseInsensitiveMultiMap()),
                ErrorEnvelope.FAILED.code(),
                Outcome.GATEWAY_FAILED.label());
    }

    /**
     * A proxy between here and the client might give up. The head goes out with the first sign of
     * life.
     */
    @Override
    public void onSilence() {
        if (!client.isFull()) {
            log.told(OK, null);
            client.beginEvents();
            client.add(KeepAlive.filler(keepAlive, winner == null ? null : winner.relay()));
        }
    }

    @Override
    public void onTrialJudged(boolean accepted) {
        Contender seen = winner;
        if (outcome != null || seen == null) {
            return;
        }
        if (accepted) {
            endTrial(seen);
        } else {
            deadlines.flowing(null);
            follow(climb.replace(seen), null);
        }
    }

    private static void endTrial(Contender seen) {
        if (seen.relay() instanceof StreamRelay stream) {
            stream.endTrial();
        }
    }

    @Override
    public void onWhole() {
        outcome = Outcome.COMPLETED;
    }

    @Override
    public void onDone() {
        end(Outcome.COMPLETED);
    }

    @Override
    public void onErrorForwarded() {
        log.told(OK, "upstream_error_event");
        outcome = Outcome.UPSTREAM_FAILED;
        giveUp(Outcome.UPSTREAM_FAILED.label());
        client.end();
        end(Outcome.UPSTREAM_FAILED);
    }

    /** The committed answer ended early. */
    @Override
    public void onFailed(UpstreamFailure failure) {
        if (outcome != null) {
            return;
        }
        Contender cut = winner;
        Uni<CommittedStream> more =
                cut != null && plan.route().continuation() ? climb.carryOn(cut, failure) : null;
        if (more == null) {
            fail(failure);
        } else {
            follow(more, failure);
        }
    }

    @Override
    public void onTotalExpired(Duration limit) {
        fail(new UpstreamFailure.TimedOut(
                Deadlines.Phase.TOTAL.label(),
                "upstream '" + climb.rung().upstream().name() + "' exceeded the total deadline of "
                        + limit.toMillis() + " ms"));
    }

    private void fail(UpstreamFailure failure) {
        ErrorEnvelope.Response response = Failures.response(failure);
        if (plan.rungs().size() > 1 && Failures.mayFallBack(failure)) {
            response.headers().set("x-should-retry", "false"); // Every rung has had its try.
        }
        fail(
                FailureLabels.outcome(failure),
                response,
                Failures.envelope(failure).code(),
                FailureLabels.label(failure));
    }

    private void fail(
            Outcome ended, ErrorEnvelope.Response response, @Nullable String code, String label) {
        outcome = ended; // Now: a reset of the client's stream calls back at once.
        giveUp(label);
        log.told(response.status(), code);
        client.fail(response);
        end(ended);
    }

    private void giveUp(String label) {
        climb.giveUp(label);
        if (winner != null) {
            winner.abandon(label);
        }
    }

    private void end(Outcome ended) {
        if (over) {
            return;
        }
        over = true;
        outcome = ended;
        deadlines.stop();
        Attempt undrained = winner == null ? null : winner.undrained();
        if (winner != null) {
            winner.end(ended.label());
        }
        climb.giveUp(ended.label());
        place.end(ended, client.bytes(), client.text(request.body()));
        if (shadow != null) {
            shadow.served(ended == Outcome.COMPLETED ? client.kept() : null);
        }
        others.closed(this);
        if (ended == Outcome.COMPLETED && undrained != null) {
            vertx.runOnContext(ignored -> awaitTail(winner));
        }
    }

    /**
     * The terminator is not the end of the body: an upstream that sends it now keeps its
     * connection.
     */
    private void awaitTail(@Nullable Contender finished) {
        Attempt undrained = finished == null ? null : finished.undrained();
        if (undrained != null) {
            vertx.setTimer(TAIL_MILLIS, ignored -> undrained.cancel());
        }
    }
}
