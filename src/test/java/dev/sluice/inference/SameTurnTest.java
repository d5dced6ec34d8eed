package dev.sluice.inference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.common.Ids;
import dev.sluice.config.BreakerConfig;
import dev.sluice.config.ConfigStore;
import dev.sluice.config.RouteConfig;
import dev.sluice.config.RouteDefaults;
import dev.sluice.config.UpstreamConfig;
import dev.sluice.config.UpstreamDeadlinesConfig;
import dev.sluice.model.Model;
import dev.sluice.routing.AttemptDeadlines;
import dev.sluice.routing.Route;
import dev.sluice.routing.RoutePlan;
import dev.sluice.routing.Rung;
import dev.sluice.routing.UnitSource;
import dev.sluice.routing.Window;
import dev.sluice.telemetry.Meters;
import dev.sluice.testing.Gateway;
import dev.sluice.testing.GatewayResource;
import dev.sluice.testing.RunningSimulator;
import dev.sluice.upstream.Attempt;
import dev.sluice.upstream.MadeStream;
import dev.sluice.upstream.Operation;
import dev.sluice.upstream.TokenStream;
import dev.sluice.upstream.Upstream;
import dev.sluice.upstream.UpstreamCall;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Inject;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** That a leaving client's upstream is reset at once, and not in some later turn of the event loop; no socket shows that. */
@QuarkusTest
@QuarkusTestResource(GatewayResource.class)
class SameTurnTest {
    private static final String TOKEN =
            "data: {\"id\":\"c\",\"created\":1,\"choices\":[{\"index\":0,\"delta\":{\"content\":\"a\"}}]}\n\n";

    @Inject
    Ladder ladder;

    @Inject
    Vertx vertx;

    @Inject
    ConfigStore config;

    @Inject
    Meters meters;

    @Inject
    Reporter reporter;

    @ParameterizedTest
    @CsvSource({
        "true, BEFORE_HEAD",
        "true, AFTER_HEAD",
        "true, AFTER_TOKEN",
        "false, BEFORE_HEAD",
        "false, AFTER_HEAD",
        "false, AFTER_TOKEN"
    })
    void theUpstreamIsResetInTheTurnInWhichTheClientIsSeenToLeave(boolean streaming, Moment moment) {
        Promise<String> seen = Promise.promise();
        vertx.getOrCreateContext().runOnContext(ignored -> {
            try {
                ScriptedUpstream upstream = new ScriptedUpstream();
                Admission admission = new Admission(config.current().limits());
                Exchange exchange = exchange(upstream, admission, streaming);
                exchange.start();
                if (moment != Moment.BEFORE_HEAD) {
                    upstream.head.complete(upstream);
                }
                if (moment == Moment.AFTER_TOKEN) {
                    upstream.send(TOKEN);
                }
                String before = upstream.cancels + " cancels, " + admission.open() + " open";

                exchange.onClientGone();

                seen.complete(before + "; " + upstream.cancels + " cancels, " + admission.open() + " open");
            } catch (RuntimeException e) {
                seen.fail(e);
            }
        });

        assertThat(RunningSimulator.await(seen.future())).isEqualTo("0 cancels, 1 open; 1 cancels, 0 open");
    }

    private Exchange exchange(Upstream upstream, Admission admission, boolean streaming) {
        HttpServerResponse response = response();
        RoutingContext context = (RoutingContext) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {RoutingContext.class},
                (proxy, method, arguments) -> method.getName().equals("response") ? response : null);
        InferenceLog log = new InferenceLog(Ids.next(Clock.systemUTC()), "chat_completions", null, System::nanoTime);
        Ticket ticket = new Ticket(context, vertx, admission, meters, reporter, log);
        ticket.enter(null, () -> {});
        RouteConfig policy = RouteDefaults.policy();
        Rung rung = new Rung(
                new Model.Base("m", "u", "m", null),
                upstream,
                AttemptDeadlines.of(policy.deadlines(), UpstreamDeadlinesConfig.NONE),
                null,
                new BreakerConfig(false, 20, 0.5, Duration.ofSeconds(1), 1),
                UpstreamConfig.Continuation.NONE);
        Route route = new Route(
                "m",
                List.of(rung),
                Window.of(policy.window()),
                policy.deadlines(),
                policy.retry(),
                policy.hedge(),
                policy.continuation(),
                policy.keepAlive(),
                policy.open(),
                UnitSource.of(policy.unit()),
                policy.record());
        byte[] body = Gateway.chat("m").put("stream", streaming).toBuffer().getBytes();
        ClimbTerms terms = new ClimbTerms(
                new RequestScanner(64).scan(Operation.CHAT_COMPLETIONS, body),
                new RoutePlan(route, route.ladder()),
                MultiMap.caseInsensitiveMultiMap(),
                log,
                false,
                1 << 20,
                false);
        return new Exchange(
                vertx,
                ladder,
                terms,
                new ClientStream(vertx.getOrCreateContext(), response, false),
                ticket,
                new InferenceDrain(() -> config.current().shutdown(), admission));
    }

    /** A response to a client that takes everything. */
    private HttpServerResponse response() {
        MultiMap headers = MultiMap.caseInsensitiveMultiMap();
        Map<Class<?>, Object> answers = Map.of(boolean.class, false, MultiMap.class, headers, int.class, 200);
        return (HttpServerResponse) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {HttpServerResponse.class}, (proxy, method, arguments) -> {
                    if (method.getReturnType().isAssignableFrom(HttpServerResponse.class)) {
                        return proxy;
                    }
                    return method.getReturnType() == Future.class
                            ? Future.succeededFuture()
                            : answers.get(method.getReturnType());
                });
    }

    /** When the client leaves. */
    enum Moment {
        BEFORE_HEAD,
        AFTER_HEAD,
        AFTER_TOKEN
    }

    /** One attempt, and the stream of its answer, at the hands of the test. */
    private static final class ScriptedUpstream extends MadeStream implements Upstream, Attempt {
        private final Promise<TokenStream> head = Promise.promise();
        private int cancels;

        void send(String text) {
            give(Buffer.buffer(text));
        }

        @Override
        public String name() {
            return "u";
        }

        @Override
        public Attempt open(UpstreamCall call) {
            return this;
        }

        @Override
        public void retire() {}

        @Override
        public Future<TokenStream> answer() {
            return head.future();
        }

        @Override
        public void cancel() {
            cancels++;
        }

        @Override
        public MultiMap headers() {
            return MultiMap.caseInsensitiveMultiMap();
        }

        @Override
        public TokenStream pause() {
            return this;
        }

        @Override
        public TokenStream resume() {
            return this;
        }

        @Override
        public TokenStream fetch(long amount) {
            return this;
        }
    }
}
