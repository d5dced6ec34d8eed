package dev.sluice.inference.climb;

import dev.sluice.config.route.KeepAliveConfig;
import dev.sluice.dialect.ClientError;
import dev.sluice.inference.notes.BugReport;
import dev.sluice.inference.notes.FailureWords;
import dev.sluice.inference.relay.ClientStream;
import dev.sluice.inference.shadow.ShadowCopy;
import dev.sluice.upstream.Attempt;
import dev.sluice.upstream.UpstreamFailure;
import dev.sluice.vocabulary.AttemptResult;
import dev.sluice.vocabulary.Outcome;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;

import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Objects;
import java.util.function.LongSupplier;

/**
 * One inference from its plan to its one {@link Outcome}: has its ladder climbed, and carries the
 * committed answer to the client. {@link #on} handles every event; {@link ExchangeState} says where
 * it stands.
 *
 * <p>Runs on the client connection's event loop, as does everything it opens. Whatever ends it
 * gives up all open attempts in the same turn, which resets their upstreams.
 */
public final class Exchange implements Deadlines.Listener {
    private static final Logger LOG = Logger.getLogger(Exchange.class);
    private static final long TAIL_MILLIS = 1000;

    private final Vertx vertx;
    private final ClimbTerms terms;
    private final ClientStream client;
    private final ClientSide clientSide;
    private final Place place;
    private final OpenExchanges others;
    private final Context context;
    private final Deadlines deadlines;
    private final Climb climb;
    private ExchangeState state = ExchangeState.first();

    public Exchange(
            Vertx vertx,
            Ladder ladder,
            ClimbTerms terms,
            ClientStream client,
            Place place,
            OpenExchanges others) {
        this(vertx, ladder, terms, client, place, others, System::nanoTime);
    }

    /** @param nanos the clock of its deadlines; their timers are those of {@code vertx} */
    public Exchange(
            Vertx vertx,
            Ladder ladder,
            ClimbTerms terms,
            ClientStream client,
            Place place,
            OpenExchanges others,
            LongSupplier nanos) {
        this.vertx = vertx;
        this.terms = terms;
        this.client = client;
        this.clientSide = new ClientSide(client, terms);
        this.place = place;
        this.others = others;
        this.context = vertx.getOrCreateContext();
        this.deadlines = new Deadlines(
                vertx,
                terms.plan().route().deadlines().total(),
                terms.keepAlive() == KeepAliveConfig.Mode.OFF
                        ? null
                        : terms.plan().route().keepAlive().after(),
                nanos,
                this);
        this.climb = new Climb(vertx, ladder, terms, deadlines);
    }

    /** Begins to climb the ladder. */
    public void start() {
        on(new ExchangeEvent.Begun());
    }

    /** The client has gone: gives up everything opened for it, in this turn. */
    public void onClientGone() {
        on(new ExchangeEvent.ClientGone());
    }

    /** The gateway is stopping, and the grace period is over. May be called from any thread. */
    public void onShutdown() {
        context.runOnContext(ignored -> on(new ExchangeEvent.Stopping()));
    }

    @Override
    public void onSilence() {
        on(new ExchangeEvent.Silence());
    }

    @Override
    public void onTotalExpired(Duration limit) {
        on(new ExchangeEvent.Expired(limit));
    }

    /** Every event of an exchange and what follows from it. */
    private void on(ExchangeEvent event) {
        if (state.outcome() != null) {
            onSettled(event);
            return;
        }
        switch (event) {
            case ExchangeEvent.Begun ignored -> begin();
            case ExchangeEvent.Accepted accepted -> accept(accepted.contender());
            case ExchangeEvent.Unanswered none -> onNoAnswer(none.cause(), none.told());
            case ExchangeEvent.TrialJudged judged when judged.accepted() -> giveHeldEnd();
            case ExchangeEvent.TrialJudged ignored -> replace();
            case ExchangeEvent.Cut cut -> carryOn(cut.failure());
            case ExchangeEvent.ErrorForwarded ignored -> endAfterErrorEvent();
            case ExchangeEvent.Whole ignored -> state = state.settle(Outcome.COMPLETED);
            case ExchangeEvent.Done ignored -> end();
            case ExchangeEvent.Silence ignored -> clientSide.keepWaiting(state.winner());
            case ExchangeEvent.Expired expired ->
                fail(Deadlines.Phase.TOTAL.expired(climb.rung().upstream(), expired.limit()));
            case ExchangeEvent.ClientGone ignored -> {
                client.abandon();
                settle(Outcome.CLIENT_CANCELLED, AttemptResult.CLIENT_CANCELLED);
                end();
            }
            case ExchangeEvent.Stopping ignored ->
                fail(
                        Outcome.SHUTDOWN,
                        ClientError.STOPPING,
                        MultiMap.caseInsensitiveMultiMap().set("retry-after", "1"));
        }
    }

    /** The outcome is settled. Resetting or ending a stream may call back at once. */
    private void onSettled(ExchangeEvent event) {
        switch (event) {
            case ExchangeEvent.Done ignored -> end();
            case ExchangeEvent.Accepted accepted ->
                accepted.contender().abandon(AttemptResult.of(outcome()));
            default -> {
                // Later events change nothing.
            }
        }
    }

    private void begin() {
        place.start();
        others.opened(this);
        climb.start(this::onAccepted, cause -> on(new ExchangeEvent.Unanswered(cause, null)));
    }

    /** @param told the failure the client is told if there is no answer; null for the last one */
    private void follow(Uni<CommittedStream> answer, @Nullable UpstreamFailure told) {
        answer.subscribe()
                .with(this::onAccepted, cause -> on(new ExchangeEvent.Unanswered(cause, told)));
    }

    private void onAccepted(CommittedStream stream) {
        on(new ExchangeEvent.Accepted(stream.contender()));
    }

    private void accept(Contender next) {
        Contender before = state.winner();
        if (next.failure() != null) {
            fail(next.failure()); // It failed between its acceptance and now.
            return;
        }
        climb.committed(next);
        if (next == before) {
            next.call().endTrial(); // The answer that the client has been seeing is the best.
            return;
        }
        state = state.commit(next);
        clientSide.announce(next, before);
        if (before != null) {
            before.abandon(AttemptResult.UNSURE); // Its upstream may not have ended yet.
        }
        clientSide.commit();
        next.commit(client, this::on);
    }

    private void onNoAnswer(Throwable cause, @Nullable UpstreamFailure told) {
        Contender seen = state.winner();
        if (seen != null && !seen.isOver()) {
            seen.call().endTrial(); // Nothing better came.
        } else if (cause instanceof ClimbSignal signal) {
            UpstreamFailure failure = told == null ? signal.failure() : told;
            fail(failure == null ? new UpstreamFailure.Cut("no rung gave an answer") : failure);
        } else {
            LOG.errorf("a climb failed because of a bug: %s", BugReport.of(cause));
            fail(Outcome.GATEWAY_FAILED, ClientError.FAILED, MultiMap.caseInsensitiveMultiMap());
        }
    }

    private void giveHeldEnd() {
        Contender seen = state.winner();
        if (seen != null) {
            seen.call().endTrial();
        }
    }

    private void replace() {
        Contender seen = state.winner();
        if (seen != null) {
            deadlines.flowing(null);
            follow(climb.replace(seen), null);
        }
    }

    private void carryOn(UpstreamFailure failure) {
        Contender cut = state.winner();
        Uni<CommittedStream> more = cut != null && terms.plan().route().continuation()
                ? climb.carryOn(cut, failure)
                : null;
        if (more == null) {
            fail(failure);
        } else {
            follow(more, failure);
        }
    }

    private void endAfterErrorEvent() {
        clientSide.noteErrorEvent();
        settle(Outcome.UPSTREAM_FAILED, AttemptResult.UPSTREAM_FAILED);
        client.end();
        end();
    }

    private void fail(UpstreamFailure failure) {
        settle(FailureWords.outcome(failure), FailureWords.result(failure));
        clientSide.fail(failure);
        end();
    }

    private void fail(Outcome outcome, ClientError error, MultiMap headers) {
        settle(outcome, AttemptResult.of(outcome));
        clientSide.fail(error, headers);
        end();
    }

    /** Settles the outcome first, because resetting the client's stream calls back at once. */
    private void settle(Outcome outcome, AttemptResult how) {
        state = state.settle(outcome);
        climb.giveUp(how);
        if (state.winner() != null) {
            state.winner().abandon(how);
        }
    }

    private void end() {
        state = state.end();
        Outcome ended = outcome();
        deadlines.stop();
        Contender winner = state.winner();
        Attempt undrained = winner == null ? null : winner.call().undrained();
        if (winner != null) {
            winner.end(AttemptResult.of(ended));
        }
        climb.giveUp(AttemptResult.of(ended));
        place.end(ended, client.bytes(), client.text(terms.request().body()));
        ShadowCopy shadow = terms.shadow();
        if (shadow != null) {
            shadow.served(ended == Outcome.COMPLETED ? client.kept() : null);
        }
        others.closed(this);
        if (ended == Outcome.COMPLETED && winner != null && undrained != null) {
            vertx.runOnContext(ignored -> awaitTail(winner));
        }
    }

    private Outcome outcome() {
        return Objects.requireNonNull(state.outcome());
    }

    /**
     * A body may go on after the terminator. If it ends soon, its connection is kept; else it is
     * reset.
     */
    private void awaitTail(Contender finished) {
        Attempt undrained = finished.call().undrained();
        if (undrained != null) {
            vertx.setTimer(TAIL_MILLIS, ignored -> undrained.cancel());
        }
    }
}
