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
import dev.sluice.testing.HttpAnswer;
import dev.sluice.testing.RawClient;
import dev.sluice.testing.RunningSimulator;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * What becomes of open and new requests when the gateway stops; the real process is stopped in
 * src/test/clients.
 */
@QuarkusTest
@Execution(ExecutionMode.SAME_THREAD)
@QuarkusTestResource(GatewayResource.class)
class ShutdownTest {
    private static final Answer OPEN = Answer.start()
            .role()
            .tokens("a")
            .gate("end")
            .tokens("b")
            .finish("stop")
            .done();
    private static final Answer ENDLESS = Answer.start().role().tokens("a").stall();

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

    @Test
    void invariant9_shutdownDrainsOrEndsEveryStream() throws Exception {
        Simulator upstream = Gateway.begin(OPEN, ENDLESS, Answer.start().stall());
        try (SideDoor door = door(3, Duration.ofSeconds(4));
                RawClient finishing = door.stream("tuned")) {
            finishing.await("the first token", answer -> answer.text().equals("a"));
            RawClient endless = door.stream("over-h2");
            endless.await("the first token", answer -> answer.text().equals("a"));
            RawClient document = door.ask(Gateway.chat("tuned"));
            Eventually.equals(() -> upstream.stats().open(), 3L);
            RawClient waiting = door.stream("tuned");
            Eventually.equals(door.admission::waiting, 1);

            CompletableFuture<Void> drained = drain(door);

            // Who waits is sent away, and who comes now too.
            assertStopping(waiting.answer());
            assertThat(waiting.awaitEnd()).isEqualTo(RawClient.End.FIN);
            RawClient late = door.stream("tuned");
            assertStopping(late.answer());
            assertThat(late.awaitEnd()).isEqualTo(RawClient.End.FIN);
            // What can end within the grace does.
            upstream.open("end");
            HttpAnswer whole = finishing.answer();
            assertThat(whole.text()).isEqualTo("ab");
            assertThat(whole.body()).endsWith("data: [DONE]\n\n");
            // The rest ends in an error, in the form that is still possible.
            HttpAnswer ended = endless.answer();
            assertThat(ended.text()).isEqualTo("a");
            assertThat(ended.data()).doesNotContain("[DONE]");
            assertThat(ended.frames().getLast().json().getJsonObject("error").getString("code"))
                    .isEqualTo("shutdown");
            HttpAnswer refused = document.answer();
            assertThat(refused.status()).isEqualTo(503);
            assertThat(refused.header("retry-after")).isEqualTo("1");
            drained.get(10, TimeUnit.SECONDS);
            assertThat(door.admission.open()).isZero();
            Eventually.equals(() -> upstream.stats().open(), 0L);
            assertThat(upstream.stats().cancelled()).isEqualTo(2);
            endless.close();
            document.close();
            waiting.close();
            late.close();
        }
    }

    @Test
    void theDrainIsOverWithTheLastAnswer() throws Exception {
        Simulator upstream = Gateway.begin(OPEN);
        try (SideDoor door = door(3, Duration.ofHours(1));
                RawClient client = door.stream("tuned")) {
            client.await("the first token", answer -> answer.text().equals("a"));
            CompletableFuture<Void> drained = drain(door);
            Eventually.equals(door.drain::isDraining, true);
            assertThat(drained).isNotDone();

            upstream.open("end");

            assertThat(client.answer().text()).isEqualTo("ab");
            drained.get(10, TimeUnit.SECONDS);
        }
    }

    @Test
    void duringTheDelayRequestsAreServed() throws Exception {
        Gateway.begin(Answer.saying("still here"));
        ShutdownConfig slow = new ShutdownConfig(Duration.ofHours(1), Duration.ZERO);
        try (SideDoor door = new SideDoor(
                vertx,
                config,
                routing,
                ladder,
                meters,
                reporter,
                AdmissionTest.limits(3, 3),
                slow)) {
            Thread stopping = Thread.ofVirtual().start(() -> {
                try {
                    door.drain.drain();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
            Eventually.equals(stopping::getState, Thread.State.TIMED_WAITING);

            try (RawClient client = door.stream("tuned")) {
                assertThat(client.answer().text()).isEqualTo("still here");
            }

            stopping.interrupt();
            stopping.join();
        }
    }

    @Test
    void onHttp2OnlyTheNewStreamIsRefused() throws Exception {
        Simulator upstream = Gateway.begin(OPEN);
        HttpClient http2 = vertx.createHttpClient(new HttpClientOptions()
                .setProtocolVersion(HttpVersion.HTTP_2)
                .setHttp2ClearTextUpgrade(false));
        try (SideDoor door = door(3, Duration.ofHours(1))) {
            CompletableFuture<String> open = send(http2, door, "tuned");
            Eventually.equals(() -> upstream.stats().open(), 1L);
            CompletableFuture<Void> drained = drain(door);
            Eventually.equals(door.drain::isDraining, true);

            assertThat(send(http2, door, "tuned").get(10, TimeUnit.SECONDS))
                    .startsWith("503 null ")
                    .contains("\"code\":\"shutdown\"");

            upstream.open("end");
            assertThat(open.get(10, TimeUnit.SECONDS))
                    .startsWith("200 null ")
                    .endsWith("data: [DONE]\n\n");
            drained.get(10, TimeUnit.SECONDS);
        } finally {
            RunningSimulator.await(http2.close());
        }
    }

    private static CompletableFuture<String> send(HttpClient http, SideDoor door, String model) {
        return http.request(HttpMethod.POST, door.port, "127.0.0.1", "/v1/chat/completions")
                .compose(request -> request.putHeader("content-type", "application/json")
                        .send(Gateway.chat(model).put("stream", true).encode()))
                .compose(answer -> answer.body()
                        .map(body -> answer.statusCode() + " " + answer.getHeader("connection")
                                + " " + body))
                .toCompletionStage()
                .toCompletableFuture();
    }

    private SideDoor door(int open, Duration grace) {
        return new SideDoor(
                vertx,
                config,
                routing,
                ladder,
                meters,
                reporter,
                AdmissionTest.limits(open, 3),
                new ShutdownConfig(Duration.ZERO, grace));
    }

    private static CompletableFuture<Void> drain(SideDoor door) {
        return CompletableFuture.runAsync(() -> {
            try {
                door.drain.drain();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
    }

    private static void assertStopping(HttpAnswer answer) {
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.header("retry-after")).isEqualTo("1");
        assertThat(answer.header("connection")).isEqualTo("close");
        assertThat(answer.json().getJsonObject("error").getString("code")).isEqualTo("shutdown");
    }
}
