package dev.sluice.upstream.local;

import dev.sluice.config.upstream.EngineConfig;
import dev.sluice.upstream.Attempt;
import dev.sluice.upstream.TokenStream;
import dev.sluice.upstream.UpstreamCall;
import dev.sluice.upstream.UpstreamException;
import dev.sluice.upstream.UpstreamFailure;
import dev.sluice.upstream.local.answer.AnswerAssembler;
import dev.sluice.upstream.local.answer.AssembledStream;
import dev.sluice.upstream.local.answer.WholeStream;
import dev.sluice.upstream.local.request.LocalPlan;
import dev.sluice.upstream.local.request.LocalRequest;
import dev.sluice.upstream.local.request.ModelSettings;
import dev.sluice.upstream.local.request.TemplateAbilities;
import dev.sluice.upstream.local.request.Vocabulary;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;

import org.jspecify.annotations.Nullable;

import java.util.Objects;

/**
 * One request in the local lane: checked, queued, held until the engine is ready, then passed
 * through, or drawn answer by answer ({@link ChoiceRuns}).
 *
 * <p>Runs on the event loop it was made on. It leaves its place in the queue exactly once: at the
 * end of the answer, at a failure, or by {@link #cancel()}, whichever is first.
 */
final class LocalAttempt implements Attempt {
    private final LocalCall local;
    private final Promise<TokenStream> answer = Promise.promise();
    private SlotQueue.@Nullable Place place;
    private @Nullable Attempt delegate;
    private @Nullable ChoiceRuns runs;
    private boolean over;

    LocalAttempt(String upstream, ServedModel served, UpstreamCall call) {
        Context context = Objects.requireNonNull(Vertx.currentContext(), "not on an event loop");
        this.local = new LocalCall(upstream, served, call, context);
    }

    void start() {
        LocalEngine engine = local.served().engine();
        try {
            // Bad input is refused before it waits. What is sent is planned when the engine is
            // ready, because only then its vocabulary and its template are known.
            plan(Vocabulary.UNKNOWN, TemplateAbilities.UNKNOWN);
        } catch (UpstreamException invalid) {
            fail(invalid.failure());
            return;
        }
        switch (engine.queue()
                .enter(
                        local.served().lane(),
                        task -> local.context().runOnContext(ignored -> task.run()),
                        this::onSlot)) {
            case SlotQueue.Place entered -> place = entered;
            case SlotQueue.Full full ->
                fail(new UpstreamFailure.Busy(
                        "upstream '" + local.upstream() + "' is busy: "
                                + engine.spec().config().queue()
                                + " requests wait for a slot of model '"
                                + local.call().model().name() + "'",
                        full.retryAfter()));
        }
    }

    @Override
    public Future<TokenStream> answer() {
        return answer.future();
    }

    @Override
    public void cancel() {
        if (end()) {
            abandon();
        }
    }

    /** Why a model can't be served in this state of its engine. */
    static UpstreamFailure notReady(LocalCall local, EngineState state) {
        return new UpstreamFailure.Unreachable("upstream '" + local.upstream()
                + "' can't serve model '" + local.call().model().name() + "': "
                + LocalUpstream.describe(state));
    }

    private void onSlot(SlotQueue.Place held) {
        ChoiceRuns begun = runs;
        if (begun != null) {
            begun.turn(held);
            return;
        }
        Future.fromCompletionStage(local.served().engine().supervisor().settled(), local.context())
                .onComplete(settled -> {
                    if (!over) {
                        onSettled(settled.result(), held);
                    }
                });
    }

    private void onSettled(EngineState state, SlotQueue.Place held) {
        if (!(state instanceof EngineState.Ready ready)) {
            fail(notReady(local, state));
            return;
        }
        LocalPlan plan;
        try {
            plan = plan(ready.vocabulary(), ready.properties().abilities());
        } catch (UpstreamException invalid) {
            fail(invalid.failure());
            return;
        }
        switch (plan) {
            case LocalPlan.PassedOn passed -> passOn(ready, passed.body());
            case LocalPlan.Choices choices -> draw(choices, held);
        }
    }

    private void passOn(EngineState.Ready ready, Buffer body) {
        UpstreamCall call = local.call();
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
                TokenStream stream = head.result();
                answer.complete(
                        call.streaming()
                                ? new WholeStream(local.upstream(), stream, this::end)
                                : document(stream));
            } else {
                fail(EngineErrors.failure(local.upstream(), head.cause(), call.operation()));
            }
        });
    }

    private void draw(LocalPlan.Choices plan, SlotQueue.Place held) {
        ChoiceRuns begun = new ChoiceRuns(local, plan);
        runs = begun;
        begun.begun().onComplete(first -> {
            if (over) {
                return;
            }
            if (first.failed()) {
                fail(((UpstreamException) first.cause()).failure());
            } else if (local.call().streaming()) {
                answer.complete(first.result());
            } else {
                answer.complete(document(first.result()));
            }
        });
        if (local.call().streaming()) {
            begun.ended().onComplete(ignored -> end());
        }
        begun.start(held);
    }

    private TokenStream document(TokenStream stream) {
        return new AssembledStream(
                new AnswerAssembler(local.upstream()), stream, this::end, this::abandon);
    }

    private LocalPlan plan(Vocabulary vocabulary, TemplateAbilities abilities) {
        EngineConfig engine = local.served().engine().spec().config();
        ModelSettings settings = new ModelSettings(
                local.upstream(),
                local.served().adapterScales(),
                engine.context(),
                engine.temperature(),
                engine.maxTokens());
        return new LocalRequest(settings, vocabulary, abilities)
                .plan(local.call().operation(), local.call().body());
    }

    /** Ends what the engine still computes. */
    private void abandon() {
        if (delegate != null) {
            delegate.cancel();
        }
        if (runs != null) {
            runs.cancel();
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
