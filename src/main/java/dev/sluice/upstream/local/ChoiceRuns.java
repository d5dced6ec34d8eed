package dev.sluice.upstream.local;

import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.sluice.upstream.TokenStream;
import dev.sluice.upstream.UpstreamException;
import dev.sluice.upstream.UpstreamFailure;
import dev.sluice.upstream.local.answer.ShapedStream;
import dev.sluice.upstream.local.request.LocalPlan;
import dev.sluice.upstream.local.request.Prompt;

import io.vertx.core.Future;
import io.vertx.core.Promise;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Draws the answers of one request, each by its own calls of the engine. The request has a place in
 * the queue for each answer that it draws at a time; after each it goes to the end of its lane, so
 * that others come in between. Runs on the attempt's event loop.
 */
final class ChoiceRuns {
    private final LocalCall local;
    private final LocalPlan.Choices plan;
    private final AnswerShapes shapes;
    private final ShapedStream out = new ShapedStream();
    private final Promise<TokenStream> begun = Promise.promise();
    private final Promise<Void> ended = Promise.promise();
    private final Set<EngineCall> calls = new HashSet<>();
    private final List<SlotQueue.Place> places = new ArrayList<>();
    private int next;
    private int finished;
    private boolean over;

    ChoiceRuns(LocalCall local, LocalPlan.Choices plan) {
        this.local = local;
        this.plan = plan;
        this.shapes = new AnswerShapes(local, plan, events -> {
            out.write(events);
            begun.tryComplete(out);
        });
    }

    /**
     * Completes when the answer begins; fails with an {@link UpstreamException} if it never does.
     */
    Future<TokenStream> begun() {
        return begun.future();
    }

    /** Completes when every answer is there, or one of them has failed. */
    Future<Void> ended() {
        return ended.future();
    }

    /** Draws in this place, which holds a slot, and in others as far as slots are free. */
    void start(SlotQueue.Place held) {
        int slots = local.served().engine().spec().config().slots();
        int more = Math.min(slots, plan.choices().size()) - 1;
        for (int i = 0; i < more; i++) {
            SlotQueue.@Nullable Place free = local.served()
                    .engine()
                    .queue()
                    .enterIfFree(
                            local.served().lane(),
                            task -> local.context().runOnContext(ignored -> task.run()),
                            this::turn);
            if (free == null) {
                break;
            }
            places.add(free);
        }
        places.add(held);
        turn(held);
    }

    /** Draws the next answer in a place that has got a slot. */
    void turn(SlotQueue.Place place) {
        if (over || next == plan.choices().size()) {
            place.leave();
            return;
        }
        int index = next++;
        Future.fromCompletionStage(local.served().engine().supervisor().settled(), local.context())
                .compose(state -> draw(state, index))
                .onComplete(drawn -> {
                    if (over) {
                        return;
                    }
                    if (drawn.failed()) {
                        fail(drawn.cause());
                        return;
                    }
                    shapes.drawn(index);
                    if (++finished == plan.choices().size()) {
                        finish();
                    } else if (next < plan.choices().size()) {
                        place.again();
                    } else {
                        place.leave();
                    }
                });
    }

    /** Gives up: ends all calls and leaves all places. Nothing is reported afterwards. */
    void cancel() {
        over = true;
        List.copyOf(calls).forEach(EngineCall::cancel);
        calls.clear();
        places.forEach(SlotQueue.Place::leave);
    }

    private Future<Void> draw(EngineState state, int index) {
        if (over) {
            return Future.succeededFuture();
        }
        if (!(state instanceof EngineState.Ready engine)) {
            return Future.failedFuture(new UpstreamException(LocalAttempt.notReady(local, state)));
        }
        LocalPlan.Choice choice = plan.choices().get(index);
        ObjectNode body = choice.body();
        return echo(engine, choice, index).compose(echo -> {
            if (over) {
                return Future.succeededFuture();
            }
            if (body == null) {
                echo.run();
                return promptTokens(engine, choice)
                        .onSuccess(tokens -> shapes.nothing(index, tokens))
                        .mapEmpty();
            }
            return run(new EngineCall(
                            engine.lane(),
                            local.call(),
                            body,
                            stream -> {
                                // Only now is it sure that the engine takes the prompt.
                                echo.run();
                                out.add(stream);
                                begun.tryComplete(out);
                            },
                            chunk -> shapes.chunk(index, chunk)))
                    .onSuccess(out::remove)
                    .onSuccess(stream ->
                            shapes.generated(index, engine.properties().endToken()))
                    .mapEmpty();
        });
    }

    /** Completes with what writes the prompt before the answer, if that is wanted. */
    private Future<Runnable> echo(EngineState.Ready engine, LocalPlan.Choice choice, int index) {
        Prompt prompt = choice.prompt();
        if (!(plan.shape() instanceof LocalPlan.Shape.Texts texts)
                || !texts.echo()
                || prompt == null) {
            return Future.succeededFuture(() -> {});
        }
        Future<String> text = new PromptText(local, engine).of(prompt);
        if (!texts.scoresPrompts()) {
            return text.map(found -> () -> shapes.echo(index, found, List.of()));
        }
        int context = local.served().engine().spec().config().context();
        PromptScore score = new PromptScore(
                local,
                engine,
                texts.fixed(),
                texts.alternatives(),
                choice.body() == null ? context : context - 1,
                this::run,
                this::isOver);
        return text.compose(
                found -> score.of(prompt).map(tokens -> () -> shapes.echo(index, found, tokens)));
    }

    /** The tokens to count for a prompt alone; a scored one is counted already. */
    private Future<Integer> promptTokens(EngineState.Ready engine, LocalPlan.Choice choice) {
        boolean scored =
                plan.shape() instanceof LocalPlan.Shape.Texts texts && texts.scoresPrompts();
        return scored
                ? Future.succeededFuture(0)
                : new PromptText(local, engine).tokens(choice.prompt());
    }

    private boolean isOver() {
        return over;
    }

    private Future<TokenStream> run(EngineCall call) {
        calls.add(call);
        return call.ended().onComplete(done -> calls.remove(call));
    }

    private void finish() {
        over = true;
        places.forEach(SlotQueue.Place::leave);
        shapes.end();
        out.finish();
        ended.complete();
    }

    private void fail(Throwable cause) {
        cancel();
        UpstreamException known = cause instanceof UpstreamException failure
                ? failure
                : new UpstreamException(new UpstreamFailure.Cut(
                        "the engine's answer can't be read: " + cause.getMessage()));
        if (!begun.tryFail(known)) {
            out.fail(known);
        }
        ended.complete();
    }
}
