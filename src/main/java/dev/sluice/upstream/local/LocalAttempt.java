package dev.sluice.upstream.local;

import dev.sluice.config.upstream.EngineConfig;
import dev.sluice.upstream.Attempt;
import dev.sluice.upstream.TokenStream;
import dev.sluice.upstream.UpstreamCall;
import dev.sluice.upstream.UpstreamException;
import dev.sluice.upstream.UpstreamFailure;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;

import org.jspecify.annotations.Nullable;

import java.util.Objects;

/**
 * One request in the local lane: checked, queued, held until the engine is ready, then passed
 * through.
 *
 * <p>Runs on the event loop it was made on. It leaves its place in the queue exactly once: at the
 * end of the answer, at a failure, or by {@link #cancel()}, whichever is first.
 */
final class LocalAttempt implements Attempt {
    private final String upstream;
    private final ServedModel served;
    private final UpstreamCall call;
    private final Context context =
            Objects.requireNonNull(Vertx.currentContext(), "not on an event loop");
    private final Promise<TokenStream> answer = Promise.promise();
    private SlotQueue.@Nullable Place place;
    private @Nullable Attempt delegate;
    private boolean over;

    LocalAttempt(String upstream, ServedModel served, UpstreamCall call) {
        this.upstream = upstream;
        this.served = served;
        this.call = call;
    }

    void start() {
        LocalEngine engine = served.engine();
        try {
            // Bad input is refused before it waits. The body that is sent is written when the
            // engine is ready, because only then its control texts are known.
            rewrite(ControlTexts.NONE);
        } catch (UpstreamException invalid) {
            fail(invalid.failure());
            return;
        }
        switch (engine.queue()
                .enter(
                        served.lane(),
                        task -> context.runOnContext(ignored -> task.run()),
                        this::onSlot)) {
            case SlotQueue.Place entered -> place = entered;
            case SlotQueue.Full full ->
                fail(new UpstreamFailure.Busy(
                        "upstream '" + upstream + "' is busy: "
                                + engine.spec().config().queue()
                                + " requests wait for a slot of model '"
                                + call.model().name() + "'",
                        full.retryAfter()));
        }
    }

    @Override
    public Future<TokenStream> answer() {
        return answer.future();
    }

    @Override
    public void cancel() {
        if (end() && delegate != null) {
            delegate.cancel();
        }
    }

    private void onSlot() {
        Future.fromCompletionStage(served.engine().supervisor().settled(), context)
                .onComplete(settled -> {
                    if (!over) {
                        onSettled(settled.result());
                    }
                });
    }

    private void onSettled(EngineState state) {
        if (!(state instanceof EngineState.Ready ready)) {
            fail(new UpstreamFailure.Unreachable("upstream '" + upstream + "' can't serve model '"
                    + call.model().name() + "': " + LocalUpstream.describe(state)));
            return;
        }
        Buffer body;
        try {
            body = rewrite(ready.controls());
        } catch (UpstreamException invalid) {
            fail(invalid.failure());
            return;
        }
        Attempt opened = ready.lane()
                .open(new UpstreamCall(
                        call.operation(),
                        call.model(),
                        body,
                        true,
                        call.headers(),
                        call.connect()));
        delegate = opened;
        opened.answer().onComplete(head -> {
            if (over) {
                return;
            }
            if (head.succeeded()) {
                answer.complete(wrap(head.result()));
            } else {
                fail(EngineErrors.failure(head.cause(), call.operation()));
            }
        });
    }

    private TokenStream wrap(TokenStream stream) {
        return call.streaming()
                ? new WholeStream(upstream, stream, this::end)
                : new AssembledStream(
                        new AnswerAssembler(upstream), stream, this::end, this::abandon);
    }

    private Buffer rewrite(ControlTexts controls) {
        EngineConfig engine = served.engine().spec().config();
        return new LocalRequest(
                        served.adapterScales(), controls, engine.context(), engine.temperature())
                .rewrite(call.operation(), call.body());
    }

    /** Resets the engine's stream, which is malformed. */
    private void abandon() {
        if (delegate != null) {
            delegate.cancel();
        }
    }

    private void fail(UpstreamFailure failure) {
        if (end()) {
            answer.fail(new UpstreamException(failure));
        }
    }

    /** Leaves the queue or frees the slot; false if the attempt was already over. */
    private boolean end() {
        if (over) {
            return false;
        }
        over = true;
        if (place != null) {
            place.leave();
        }
        return true;
    }
}
