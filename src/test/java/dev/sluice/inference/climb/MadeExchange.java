package dev.sluice.inference.climb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.common.Ids;
import dev.sluice.dialect.InferenceRequest;
import dev.sluice.dialect.openai.Chunks;
import dev.sluice.dialect.openai.OpenAiDialect;
import dev.sluice.experiment.live.LiveExperiments;
import dev.sluice.experiment.live.VariantHealth;
import dev.sluice.inference.SeenResponse;
import dev.sluice.inference.door.Admission;
import dev.sluice.inference.door.InferenceDrain;
import dev.sluice.inference.door.Ticket;
import dev.sluice.inference.notes.InferenceLog;
import dev.sluice.inference.notes.Reporter;
import dev.sluice.inference.relay.ClientStream;
import dev.sluice.record.InferenceRecord;
import dev.sluice.routing.RoutePlan;
import dev.sluice.telemetry.ExperimentMeters;
import dev.sluice.telemetry.InferenceMeters;
import dev.sluice.testing.Gateway;
import dev.sluice.testing.RunningSimulator;
import dev.sluice.vocabulary.AttemptResult;
import dev.sluice.vocabulary.Operation;
import dev.sluice.vocabulary.Outcome;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;

import java.lang.reflect.Proxy;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * One inference on a real event loop, made by {@link HandDriven}. What is handed to {@link #turn}
 * happens in one turn of it; what that sets going in later turns has happened when it returns.
 */
public final class MadeExchange {
    private static final int TURNS = 30;

    private final HandDriven.RouteSetup route;
    private final SeenResponse client = new SeenResponse();
    private final List<InferenceRecord> records = new ArrayList<>();
    private final Admission admission;
    private final Exchange exchange;

    MadeExchange(HandDriven.RouteSetup route, boolean streaming, boolean replaceAsked) {
        this.route = route;
        this.admission = new Admission(route.kit.config().current().limits());
        Promise<Exchange> made = Promise.promise();
        route.loop.runOnContext(ignored -> {
            try {
                made.complete(make(streaming, replaceAsked));
            } catch (RuntimeException e) {
                made.fail(e);
            }
        });
        this.exchange = RunningSimulator.await(made.future());
        turn(exchange::start);
    }

    /**
     * Has that happen in one turn of the event loop, and waits until nothing follows from it any
     * more.
     */
    public void turn(Runnable what) {
        Promise<Void> done = Promise.promise();
        route.loop.runOnContext(ignored -> {
            try {
                what.run();
                settle(TURNS, done);
            } catch (RuntimeException | AssertionError e) {
                done.fail(e);
            }
        });
        RunningSimulator.await(done.future());
    }

    /** Time passes, and every timer fires that is due by then. */
    public void advance(Duration time) {
        turn(() -> route.time.advance(time));
    }

    public Exchange exchange() {
        return exchange;
    }

    public SeenResponse client() {
        return client;
    }

    /** Its latest call of that rung's upstream, from 1. */
    public ScriptedUpstream.Call call(int rung) {
        return route.upstream(rung).call();
    }

    /** Its one record. */
    InferenceRecord record() {
        assertThat(records).hasSize(1);
        return records.getFirst();
    }

    List<InferenceRecord> records() {
        return records;
    }

    /** How its attempts ended: {@code 1 answer unsure, 2 answer completed}. */
    public String attempts() {
        return record().attempts().stream()
                .map(attempt ->
                        attempt.call().rung() + " " + attempt.call().purpose().label() + " "
                                + attempt.ending().result().label())
                .collect(Collectors.joining(", "));
    }

    /**
     * That it is over as it should be: one outcome, one end for the client, and nothing open
     * anywhere.
     */
    public void assertOver(Outcome outcome) {
        assertThat(record().ending().outcome()).isEqualTo(outcome);
        assertThat(admission.open()).isZero();
        for (ScriptedUpstream upstream : route.upstreams()) {
            assertThat(upstream.open()).as(upstream.name()).isZero();
        }
        long called = route.upstreams().stream()
                .flatMap(upstream -> upstream.calls().stream())
                .filter(call -> !call.isAskedAgain())
                .count();
        assertThat(record().attempts().stream().map(it -> it.ending().result()))
                .doesNotContainNull();
        assertThat(record().attempts().stream()
                        .filter(attempt -> attempt.ending().result() != AttemptResult.BREAKER_OPEN)
                        .count())
                .isEqualTo(called);
        if (outcome != Outcome.CLIENT_CANCELLED) {
            assertThat(client.ends() + (client.isReset() ? 1 : 0)).isEqualTo(1);
        }
    }

    /** That the client has got this whole answer. */
    public void assertAnswered(String text) {
        assertThat(record().ending().outcome()).isEqualTo(Outcome.COMPLETED);
        assertThat(client.text()).isEqualTo(text);
        assertThat(client.body()).endsWith(Chunks.DONE);
        assertThat(client.ends()).isEqualTo(1);
        assertThat(admission.open()).isZero();
    }

    int open() {
        return admission.open();
    }

    private void settle(int turns, Promise<Void> done) {
        if (turns == 0) {
            done.complete();
        } else {
            route.loop.runOnContext(ignored -> settle(turns - 1, done));
        }
    }

    private Exchange make(boolean streaming, boolean replaceAsked) {
        HandDriven kit = route.kit;
        HttpServerResponse response = client.response();
        RoutingContext context = (RoutingContext) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {RoutingContext.class},
                (proxy, method, arguments) ->
                        method.getName().equals("response") ? response : null);
        InferenceLog log =
                new InferenceLog(Ids.next(Clock.systemUTC()), "chat_completions", null, route.time);
        Reporter reporter = new Reporter(
                new InferenceMeters(new SimpleMeterRegistry()),
                kit.ladderMeters(),
                records::add,
                new VariantHealth(
                        new LiveExperiments(),
                        new ExperimentMeters(new SimpleMeterRegistry()),
                        Runnable::run,
                        System::nanoTime,
                        Clock.systemUTC()));
        Ticket ticket = new Ticket(
                context,
                kit.vertx(),
                admission,
                kit.meters(),
                reporter,
                log,
                OpenAiDialect.INSTANCE.errors());
        ticket.enter(null, () -> {});
        byte[] body = Gateway.chat(route.made().name())
                .put("stream", streaming)
                .toBuffer()
                .getBytes();
        InferenceRequest request =
                OpenAiDialect.INSTANCE.requests(64).read(Operation.CHAT_COMPLETIONS, body);
        log.begin(route.made().name(), request, null, null);
        ClimbTerms terms = new ClimbTerms(
                request,
                new RoutePlan(route.made(), route.made().ladder()),
                MultiMap.caseInsensitiveMultiMap(),
                log,
                1 << 20,
                replaceAsked ? ClimbTerms.Reader.TAKES_REPLACEMENTS : ClimbTerms.Reader.PLAIN,
                null);
        return new Exchange(
                route.time.on(kit.vertx()),
                route.ladder,
                terms,
                new ClientStream(route.loop, response, OpenAiDialect.INSTANCE.errors(), Set.of()),
                ticket,
                new InferenceDrain(() -> kit.config().current().shutdown(), admission),
                route.time);
    }
}
