package dev.sluice.inference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.ConfigStore;
import dev.sluice.config.server.ShutdownConfig;
import dev.sluice.inference.climb.Ladder;
import dev.sluice.inference.door.AdmissionTest;
import dev.sluice.inference.door.SideDoor;
import dev.sluice.inference.notes.Reporter;
import dev.sluice.routing.Routing;
import dev.sluice.simulator.Answer;
import dev.sluice.simulator.Simulator;
import dev.sluice.telemetry.Meters;
import dev.sluice.testing.Eventually;
import dev.sluice.testing.Gateway;
import dev.sluice.testing.GatewayResource;
import dev.sluice.testing.RawClient;
import dev.sluice.testing.RunningSimulator;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;

import jakarta.inject.Inject;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Duration;

/**
 * Clients that leave: over HTTP/1.1 and HTTP/2 on either side, streaming and not, before and after
 * the first byte.
 */
@QuarkusTest
@Execution(ExecutionMode.SAME_THREAD)
@QuarkusTestResource(GatewayResource.class)
class DisconnectTest {
    @Inject
    Vertx vertx;

    @Inject
    ConfigStore config;

    @Inject
    Routing routing;

    @Inject
    Ladder ladder;

    @Inject
    Meters meters;

    @Inject
    Reporter reporter;

    @Inject
    MeterRegistry registry;

    private HttpClient http2;

    @BeforeEach
    void connect() {
        http2 = vertx.createHttpClient(new HttpClientOptions()
                .setProtocolVersion(HttpVersion.HTTP_2)
                .setHttp2ClearTextUpgrade(false));
    }

    @AfterEach
    void disconnect() {
        RunningSimulator.await(http2.close());
    }

    @ParameterizedTest
    @CsvSource({
        "tuned, true, BEFORE_HEAD",
        "tuned, true, AFTER_HEAD",
        "tuned, true, AFTER_TOKEN",
        "tuned, false, BEFORE_HEAD",
        "tuned, false, AFTER_HEAD",
        "over-h2, true, BEFORE_HEAD",
        "over-h2, true, AFTER_HEAD",
        "over-h2, true, AFTER_TOKEN",
        "over-h2, false, BEFORE_HEAD",
        "over-h2, false, AFTER_HEAD"
    })
    void resetTheUpstreamOverHttp1(String model, boolean streaming, Moment moment) {
        Simulator upstream = Gateway.begin(moment.answer);
        double cancelled = cancelled();
        RawClient client = streaming ? Gateway.stream(model) : Gateway.ask(model);
        Eventually.equals(() -> upstream.stats().open(), 1L);
        if (moment == Moment.AFTER_TOKEN) {
            client.await("the first token", answer -> answer.text().equals("a"));
        }

        client.reset();

        assertGone(upstream, cancelled);
    }

    @ParameterizedTest
    @CsvSource({
        "tuned, true, BEFORE_HEAD",
        "tuned, true, AFTER_HEAD",
        "tuned, true, AFTER_TOKEN",
        "tuned, false, BEFORE_HEAD",
        "tuned, false, AFTER_HEAD",
        "over-h2, true, BEFORE_HEAD",
        "over-h2, true, AFTER_HEAD",
        "over-h2, true, AFTER_TOKEN",
        "over-h2, false, BEFORE_HEAD",
        "over-h2, false, AFTER_HEAD"
    })
    void resetTheUpstreamOverHttp2(String model, boolean streaming, Moment moment) {
        Simulator upstream = Gateway.begin(moment.answer);
        double cancelled = cancelled();
        HttpClientRequest request = open(Gateway.port());
        var head = request.send(Gateway.chat(model).put("stream", streaming).encode());
        Eventually.equals(() -> upstream.stats().open(), 1L);
        if (moment == Moment.AFTER_TOKEN) {
            assertThat(RunningSimulator.await(head).statusCode()).isEqualTo(200);
        }

        request.reset(8); // CANCEL

        assertGone(upstream, cancelled);
    }

    /** The other streams of the connection are not concerned. */
    @Test
    void aStreamThatIsResetLeavesTheOthersOfItsConnectionAlone() {
        Simulator upstream = Gateway.begin(
                Answer.start().role().tokens("a").stall(),
                Answer.start().role().tokens("a").gate("end").finish("stop").done());
        HttpClientRequest leaving = open(Gateway.port());
        RunningSimulator.await(
                leaving.send(Gateway.chat("over-h2").put("stream", true).encode()));
        HttpClientRequest staying = open(Gateway.port());
        var answer = RunningSimulator.await(
                staying.send(Gateway.chat("over-h2").put("stream", true).encode()));
        var body = answer.body();

        leaving.reset(8);

        Eventually.equals(() -> upstream.stats().cancelled(), 1L);
        upstream.open("end");
        assertThat(RunningSimulator.await(body).toString()).endsWith("data: [DONE]\n\n");
        Eventually.equals(() -> upstream.stats().completed(), 1L);
    }

    @Test
    void anHttp2StreamThatIsResetWhileItWaitsForAPlaceLeavesTheQueue() {
        Simulator upstream = Gateway.begin(
                Answer.start().role().tokens("a").gate("end").finish("stop").done());
        ShutdownConfig shutdown = new ShutdownConfig(Duration.ZERO, Duration.ZERO);
        try (SideDoor door = new SideDoor(
                        vertx,
                        config,
                        routing,
                        ladder,
                        meters,
                        reporter,
                        AdmissionTest.limits(1, 1),
                        shutdown);
                RawClient first = door.stream("tuned")) {
            first.await("the first token", answer -> answer.text().equals("a"));
            HttpClientRequest waiting = open(door.port);
            waiting.send(Gateway.chat("tuned").encode());
            Eventually.equals(door.admission::waiting, 1);

            waiting.reset(8);

            Eventually.equals(door.admission::waiting, 0);
            assertThat(upstream.stats().requests()).isEqualTo(1);
            upstream.open("end");
            first.answer();
            Eventually.equals(door.admission::open, 0);
        }
    }

    private HttpClientRequest open(int port) {
        return RunningSimulator.await(
                        http2.request(HttpMethod.POST, port, "127.0.0.1", "/v1/chat/completions"))
                .putHeader("content-type", "application/json")
                .putHeader("authorization", "Bearer " + GatewayResource.KEY);
    }

    private void assertGone(Simulator upstream, double cancelledBefore) {
        Eventually.equals(() -> upstream.stats().cancelled(), 1L);
        Eventually.equals(() -> upstream.stats().open(), 0L);
        Eventually.equals(() -> meters.openInferences(), 0);
        Eventually.equals(this::cancelled, cancelledBefore + 1);
        assertThat(upstream.stats().requests()).isEqualTo(1);
    }

    private double cancelled() {
        return registry
                .find("sluice.inferences.ended")
                .tag("outcome", "client_cancelled")
                .counters()
                .stream()
                .mapToDouble(counter -> counter.count())
                .sum();
    }

    /** When the client leaves. */
    enum Moment {
        BEFORE_HEAD(Answer.start().stall()),
        AFTER_HEAD(Answer.start().head().role().stall()),
        AFTER_TOKEN(Answer.start().role().tokens("a").stall());

        @SuppressWarnings("ImmutableEnumChecker") // A record of a copied list.
        private final Answer answer;

        Moment(Answer answer) {
            this.answer = answer;
        }
    }
}
