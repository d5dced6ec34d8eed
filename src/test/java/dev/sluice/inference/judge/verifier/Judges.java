package dev.sluice.inference.judge.verifier;

import dev.sluice.config.bind.Secret;
import dev.sluice.config.route.RouteConfig;
import dev.sluice.config.route.RouteDefaults;
import dev.sluice.config.upstream.UpstreamConfig.Continuation;
import dev.sluice.config.upstream.UpstreamDeadlinesConfig;
import dev.sluice.inference.notes.CallNotes;
import dev.sluice.inference.notes.CallNotes.Ending;
import dev.sluice.model.Model;
import dev.sluice.record.AttemptRecord.Tokens;
import dev.sluice.routing.AttemptDeadlines;
import dev.sluice.routing.Route;
import dev.sluice.routing.RoutePlan;
import dev.sluice.routing.Rung;
import dev.sluice.routing.UnitSource;
import dev.sluice.routing.Window;
import dev.sluice.testing.RunningSimulator;
import dev.sluice.upstream.Upstream;
import dev.sluice.upstream.UpstreamFailure;
import dev.sluice.upstream.openai.LoopbackLane;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;

import org.jspecify.annotations.Nullable;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

/** A verifier on an event loop of its own, and routes for it to ask. */
final class Judges {
    static final Vertx VERTX = Vertx.vertx();
    static final String MARK = "mark-1";

    private static final Context LOOP = VERTX.getOrCreateContext();

    final List<Call> calls = new CopyOnWriteArrayList<>();
    private final Verifier verifier = new Verifier(VERTX, () -> MARK);

    /** Asks, and waits until the question is on its way. */
    Verification ask(RoutePlan plan, String answer, Duration within) {
        return onLoop(() -> Future.succeededFuture(verifier.verify(
                plan, () -> "user: What is the capital of France?", answer, within, this::opened)));
    }

    /** What is found of an answer. */
    Assessment assess(RoutePlan plan, String answer) {
        return RunningSimulator.await(ask(plan, answer, Duration.ofSeconds(10)).assessment());
    }

    CallNotes opened(Rung rung) {
        return new CallNotes() {
            private int heads;

            @Override
            public void head() {
                heads++;
            }

            @Override
            public void ended(
                    Ending ending,
                    @Nullable UpstreamFailure failure,
                    @Nullable String servedModel,
                    Tokens tokens) {
                calls.add(
                        new Call(rung.model().name(), heads, ending, failure, servedModel, tokens));
            }
        };
    }

    static RoutePlan plan(Rung... rungs) {
        RouteConfig policy = RouteDefaults.policy();
        Route route = new Route(
                "judge",
                List.of(rungs),
                Window.of(policy.window()),
                policy.deadlines(),
                policy.retry(),
                policy.hedge(),
                policy.continuation(),
                policy.keepAlive(),
                policy.open(),
                UnitSource.of(policy.unit()),
                policy.record());
        return new RoutePlan(route, route.ladder());
    }

    static Rung rung(String model, RunningSimulator simulator) {
        return rung(model, simulator, null);
    }

    /** @param total the upstream's own deadline for an attempt */
    static Rung rung(String model, RunningSimulator simulator, @Nullable Duration total) {
        URI url = URI.create("http://127.0.0.1:" + simulator.port() + "/v1");
        return rung(model, LoopbackLane.on(VERTX).at("up", url, new Secret("sk-test")), total);
    }

    static Rung rung(String model, Upstream upstream, @Nullable Duration total) {
        RouteConfig policy = RouteDefaults.policy();
        return new Rung(
                new Model.Base(model, "up", "sent-" + model, null),
                upstream,
                AttemptDeadlines.of(
                        policy.deadlines(),
                        new UpstreamDeadlinesConfig(null, null, null, null, total)),
                null,
                null,
                Continuation.NONE);
    }

    static <T> T onLoop(Supplier<Future<T>> action) {
        return RunningSimulator.await(Future.future(
                result -> LOOP.runOnContext(ignored -> action.get().onComplete(result))));
    }

    /** A call that has ended, with how often its head came. */
    record Call(
            String model,
            int heads,
            Ending ending,
            @Nullable UpstreamFailure failure,
            @Nullable String servedModel,
            Tokens tokens) {}
}
