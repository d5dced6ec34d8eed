package dev.sluice.inference;

import dev.sluice.config.DeadlinesConfig;
import dev.sluice.routing.RoutePlan;
import dev.sluice.routing.Rung;
import dev.sluice.telemetry.Meters;
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
 * the next rung, the client that has gone) does it through {@link #abandonAttempt()}, which resets the upstream in the
 * same turn.
 */
final class Exchange implements Relay.Listener {
    private static final long TAIL_MILLIS = 1000;

    private final Vertx vertx;
    private final InferenceRequest request;
    private final RoutePlan plan;
    private final ClientStream client;
    private final MultiMap upHeaders;
    private final Meters meters;
    private final InferenceDrain drain;
    private final Context context;
    private final Deadlines deadlines;
    private final DeadlinesConfig limits;
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
            Meters meters,
            InferenceDrain drain) {
        this.vertx = vertx;
        this.request = request;
        this.plan = plan;
        this.client = client;
        this.upHeaders = upHeaders;
        this.meters = meters;
        this.drain = drain;
        this.context = vertx.getOrCreateContext();
        this.limits = plan.route().deadlines();
        this.deadlines = new Deadlines(vertx, limits, System::nanoTime, this::onExpired);
    }

    /** Tries the first rung. */
    void start() {
        meters.inferenceStarted();
        drain.opened(this);
        climb(0);
    }

    /** The client has gone: everything opened for it is given up in this turn. */
    void onClientGone() {
        if (outcome == null) {
            client.abandon();
            abandonAttempt();
            end(Outcome.CLIENT_CANCELLED);
        }
    }

    /** The gateway stops and the grace is over. Called from any thread. */
    void onShutdown() {
        context.runOnContext(ignored -> {
            if (outcome == null) {
                abandonAttempt();
                ErrorEnvelope stopping =
                        new ErrorEnvelope(503, "the gateway is stopping", "server_error", null, "shutdown");
                outcome = Outcome.SHUTDOWN;
                client.fail(stopping.with(MultiMap.caseInsensitiveMultiMap().set("retry-after", "1")), stopping);
                end(Outcome.SHUTDOWN);
            }
        });
    }

    private void climb(int index) {
        rungIndex = index;
        Rung rung = plan.rungs().get(index);
        UpstreamCall call = new UpstreamCall(
                request.operation(),
                rung.model(),
                request.bodyFor(rung.model().sentName()),
                request.streaming(),
                upHeaders,
                limits.connect());
        // A document's head comes when the document is there: only the whole answer has a deadline then.
        deadlines.begin(request.streaming() ? Deadlines.Phase.HEAD : Deadlines.Phase.TOTAL);
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
        String type = stream.headers().get("content-type");
        if (request.streaming()
                && type != null
                && !type.toLowerCase(Locale.ROOT).startsWith("text/event-stream")) {
            onFailed(new UpstreamFailure.Cut("the upstream answered with '" + type + "' in place of a stream"));
            return;
        }
        if (request.streaming()) {
            deadlines.begin(Deadlines.Phase.FIRST_TOKEN);
        }
        answer = stream;
        Relay started = request.streaming()
                ? new StreamRelay(
                        stream,
                        client,
                        this,
                        request.usageWanted(),
                        plan.route().window().bytes().bytes())
                : new BodyRelay(stream, client, this);
        relay = started;
        started.start();
    }

    @Override
    public void onCommit() {
        Rung rung = plan.rungs().get(rungIndex);
        if (answer != null) {
            Headers.answerHeaders(answer.headers(), client.headers());
        }
        client.headers().set("x-sluice-model", rung.model().name()).set("x-sluice-rung", String.valueOf(rungIndex + 1));
        if (request.streaming()) {
            deadlines.begin(Deadlines.Phase.GAP);
        }
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
    public void onDone() {
        end(Outcome.COMPLETED);
    }

    @Override
    public void onErrorForwarded() {
        abandonAttempt();
        end(Outcome.UPSTREAM_FAILED);
        client.end();
    }

    @Override
    public void onFailed(UpstreamFailure failure) {
        if (outcome != null) {
            return;
        }
        abandonAttempt();
        boolean moreRungs = rungIndex + 1 < plan.rungs().size();
        if (!client.isCommitted() && moreRungs && Failures.mayFallBack(failure)) {
            climb(rungIndex + 1);
            return;
        }
        ErrorEnvelope.Response response = Failures.response(failure);
        if (plan.rungs().size() > 1 && Failures.mayFallBack(failure)) {
            response.headers().set("x-should-retry", "false"); // Every rung has had its try.
        }
        outcome = Failures.outcome(failure); // Now: a reset of the client's stream calls back at once.
        client.fail(response, Failures.envelope(failure));
        end(outcome);
    }

    private void onExpired(Deadlines.Phase phase, Duration limit) {
        String upstream = plan.rungs().get(rungIndex).upstream().name();
        onFailed(new UpstreamFailure.TimedOut(
                phase.label(),
                "upstream '" + upstream + "' exceeded the " + phase.label() + " deadline of " + limit.toMillis()
                        + " ms"));
    }

    private void abandonAttempt() {
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
        meters.inferenceEnded(ended.label());
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
