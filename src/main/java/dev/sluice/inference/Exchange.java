package dev.sluice.inference;

import dev.sluice.config.KeepAliveConfig;
import dev.sluice.routing.RoutePlan;
import dev.sluice.routing.Rung;
import dev.sluice.upstream.Attempt;
import dev.sluice.upstream.TokenStream;
import dev.sluice.upstream.UpstreamCall;
import dev.sluice.upstream.UpstreamFailure;
import io.vertx.core.Context;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One inference from its plan to its one {@link Outcome}: tries the rungs in order until an answer is committed, and
 * carries that answer to the client.
 *
 * <p>Runs on the client connection's event loop, as does everything it opens. Whoever gives an attempt up (a deadline,
 * the next rung, the client that has gone) does it through {@link #abandonAttempt}, which resets the upstream in the
 * same turn.
 */
final class Exchange implements Relay.Listener, Deadlines.Listener {
    private static final long TAIL_MILLIS = 1000;
    private static final int OK = 200;

    private final Vertx vertx;
    private final InferenceRequest request;
    private final RoutePlan plan;
    private final ClientStream client;
    private final MultiMap upHeaders;
    private final Ticket ticket;
    private final InferenceLog log;
    private final InferenceDrain drain;
    private final int maxFrameBytes;
    private final Context context;
    private final Deadlines deadlines;
    private final KeepAliveConfig.Mode keepAlive;
    private int rungIndex;
    private @Nullable Attempt attempt;
    private @Nullable TokenStream answer;
    private @Nullable Relay relay;
    private @Nullable Outcome outcome;
    private boolean over;

    Exchange(
            Vertx vertx,
            InferenceRequest request,
            RoutePlan plan,
            ClientStream client,
            MultiMap upHeaders,
            Ticket ticket,
            InferenceDrain drain,
            int maxFrameBytes) {
        this.vertx = vertx;
        this.request = request;
        this.plan = plan;
        this.client = client;
        this.upHeaders = upHeaders;
        this.ticket = ticket;
        this.log = ticket.log();
        this.drain = drain;
        this.maxFrameBytes = maxFrameBytes;
        this.context = vertx.getOrCreateContext();
        KeepAliveConfig silence = plan.route().keepAlive();
        this.keepAlive = request.streaming() ? silence.mode() : KeepAliveConfig.Mode.OFF;
        this.deadlines = new Deadlines(
                vertx,
                plan.route().deadlines().total(),
                keepAlive == KeepAliveConfig.Mode.OFF ? null : silence.after(),
                System::nanoTime,
                this);
    }

    /** Tries the first rung. */
    void start() {
        ticket.start();
        drain.opened(this);
        climb(0);
    }

    /** The client has gone: everything opened for it is given up in this turn. */
    void onClientGone() {
        if (outcome == null) {
            client.abandon();
            abandonAttempt("client_cancelled", 0);
            end(Outcome.CLIENT_CANCELLED);
        }
    }

    /** The gateway stops and the grace is over. Called from any thread. */
    void onShutdown() {
        context.runOnContext(ignored -> {
            if (outcome == null) {
                abandonAttempt("shutdown", 0);
                log.told(ErrorEnvelope.STOPPING.status(), ErrorEnvelope.STOPPING.code());
                outcome = Outcome.SHUTDOWN;
                client.fail(ErrorEnvelope.STOPPING.with(
                        MultiMap.caseInsensitiveMultiMap().set("retry-after", "1")));
                end(Outcome.SHUTDOWN);
            }
        });
    }

    private void climb(int index) {
        rungIndex = index;
        Rung rung = rung();
        UpstreamCall call = new UpstreamCall(
                request.operation(),
                rung.model(),
                request.bodyFor(rung.model().sentName()),
                request.streaming(),
                upHeaders,
                rung.deadlines().connect());
        // A document's head comes when the document is there: only the whole answer has a deadline then.
        deadlines.beginAttempt(rung.deadlines(), request.streaming() ? Deadlines.Phase.HEAD : Deadlines.Phase.TOTAL);
        log.attemptOpened(index + 1, rung);
        Attempt opened = rung.upstream().open(call);
        attempt = opened;
        opened.answer().onComplete(head -> {
            if (outcome != null || attempt != opened) {
                return;
            }
            if (head.succeeded()) {
                onHead(head.result());
            } else {
                onFailed(Relay.failure(head.cause()));
            }
        });
    }

    private void onHead(TokenStream stream) {
        log.head();
        String type = stream.headers().get("content-type");
        if (request.streaming()
                && type != null
                && !type.toLowerCase(Locale.ROOT).startsWith("text/event-stream")) {
            onFailed(new UpstreamFailure.Cut("the upstream answered with '" + type + "' in place of a stream"));
            return;
        }
        if (request.streaming()) {
            deadlines.begin(Deadlines.Phase.FIRST_TOKEN, rung().deadlines());
        }
        answer = stream;
        Relay started = request.streaming()
                ? new StreamRelay(
                        stream,
                        client,
                        this,
                        request.usageWanted(),
                        plan.route().window().bytes(),
                        maxFrameBytes,
                        keepAlive == KeepAliveConfig.Mode.EMPTY_CHUNK)
                : new BodyRelay(stream, client, this);
        relay = started;
        started.start();
    }

    @Override
    public void onCommit() {
        log.committed();
        log.told(OK, null);
        Rung rung = rung();
        if (client.hasHead()) {
            if (keepAlive == KeepAliveConfig.Mode.COMMENT) {
                client.add(KeepAlive.lateHeaders(rung.model().name(), rungIndex + 1));
            }
        } else {
            if (answer != null) {
                Headers.answerHeaders(answer.headers(), client.headers());
            }
            client.headers()
                    .set("x-sluice-model", rung.model().name())
                    .set("x-sluice-rung", String.valueOf(rungIndex + 1));
        }
        if (request.streaming()) {
            deadlines.begin(Deadlines.Phase.GAP, rung.deadlines());
        }
    }

    /** A proxy between here and the client might give up. The head goes out with the first sign of life. */
    @Override
    public void onSilence() {
        if (!client.isFull()) {
            log.told(OK, null);
            client.beginEvents();
            client.add(KeepAlive.filler(keepAlive, relay));
        }
    }

    @Override
    public void onTokens() {
        log.tokens();
    }

    @Override
    public void onActivity() {
        if (client.isCommitted()) {
            deadlines.touch();
        }
    }

    @Override
    public void onPaused(boolean paused) {
        if (paused) {
            deadlines.suspend();
        } else {
            deadlines.resume();
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
        abandonAttempt("error_event", 0);
        log.told(OK, "upstream_error_event");
        outcome = Outcome.UPSTREAM_FAILED;
        client.end();
        end(Outcome.UPSTREAM_FAILED);
    }

    @Override
    public void onFailed(UpstreamFailure failure) {
        if (outcome != null) {
            return;
        }
        abandonAttempt(
                Failures.label(failure), failure instanceof UpstreamFailure.Refused refused ? refused.status() : 0);
        boolean moreRungs = rungIndex + 1 < plan.rungs().size();
        if (!client.isCommitted() && moreRungs && Failures.mayFallBack(failure)) {
            climb(rungIndex + 1);
            return;
        }
        ErrorEnvelope.Response response = Failures.response(failure);
        if (plan.rungs().size() > 1 && Failures.mayFallBack(failure)) {
            response.headers().set("x-should-retry", "false"); // Every rung has had its try.
        }
        log.told(response.status(), Failures.envelope(failure).code());
        outcome = Failures.outcome(failure); // Now: a reset of the client's stream calls back at once.
        client.fail(response);
        end(outcome);
    }

    @Override
    public void onExpired(Deadlines.Phase phase, Duration limit) {
        boolean attempt = phase == Deadlines.Phase.ATTEMPT;
        onFailed(new UpstreamFailure.TimedOut(
                phase.label(),
                "upstream '" + rung().upstream().name() + "' exceeded "
                        + (attempt ? "its own total" : "the " + phase.label()) + " deadline of " + limit.toMillis()
                        + " ms"));
    }

    private Rung rung() {
        return plan.rungs().get(rungIndex);
    }

    private void abandonAttempt(String result, int refusal) {
        log.attemptEnded(result, refusal, relay);
        if (relay != null) {
            relay.abandon();
            relay = null;
        }
        if (attempt != null) {
            attempt.cancel();
            attempt = null;
        }
    }

    private void end(Outcome ended) {
        if (over) {
            return;
        }
        over = true;
        outcome = ended;
        deadlines.stop();
        log.attemptEnded(ended.label(), 0, relay);
        ticket.end(ended, client.bytes(), client.text(request.body()));
        drain.closed(this);
        if (ended == Outcome.COMPLETED) {
            vertx.runOnContext(ignored -> awaitTail());
        }
    }

    /** The terminator is not the end of the body: an upstream that sends it now keeps its connection. */
    private void awaitTail() {
        Attempt finished = attempt;
        if (finished != null && relay != null && !relay.isDrained()) {
            vertx.setTimer(TAIL_MILLIS, ignored -> finished.cancel());
        }
    }
}
