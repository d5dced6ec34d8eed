package dev.sluice.inference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.ConfigStore;
import dev.sluice.config.server.LimitsConfig;
import dev.sluice.config.server.ShutdownConfig;
import dev.sluice.inference.climb.Ladder;
import dev.sluice.inference.door.AdmissionTest;
import dev.sluice.inference.door.SideDoor;
import dev.sluice.inference.notes.Reporter;
import dev.sluice.routing.Routing;
import dev.sluice.simulator.Answer;
import dev.sluice.simulator.Logprobs;
import dev.sluice.simulator.PiecePace;
import dev.sluice.simulator.Simulator;
import dev.sluice.telemetry.Meters;
import dev.sluice.testing.Eventually;
import dev.sluice.testing.Gateway;
import dev.sluice.testing.GatewayResource;
import dev.sluice.testing.HttpAnswer;
import dev.sluice.testing.RawClient;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** How many may be open, and what becomes of the others. */
@QuarkusTest
@Execution(ExecutionMode.SAME_THREAD)
@QuarkusTestResource(GatewayResource.class)
class LimitsTest {
    private static final ShutdownConfig NO_DELAY =
            new ShutdownConfig(Duration.ZERO, Duration.ofSeconds(20));
    private static final Answer OPEN =
            Answer.start().role().tokens("a").gate("end").finish("stop").done();

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

    @Test
    void aKeyHasAsManyOpenAsItMay() {
        Simulator upstream = Gateway.begin(OPEN);
        double shed = counted("sluice.inferences.ended", "outcome", "shed");
        double byKey = counted("sluice.admission.refused", "limit", "key");
        String narrow = "authorization: Bearer " + GatewayResource.NARROW_KEY;
        String body = Gateway.chat("tuned").put("stream", true).encode();
        try (RawClient first = Gateway.connect().post("/v1/chat/completions", body, narrow)) {
            first.await("the first token", answer -> answer.text().equals("a"));

            try (RawClient second = Gateway.connect().post("/v1/chat/completions", body, narrow)) {
                HttpAnswer refused = second.answer();
                assertThat(refused.status()).isEqualTo(429);
                assertThat(refused.header("retry-after")).isEqualTo("1");
                assertThat(error(refused).getString("code"))
                        .isEqualTo("concurrency_limit_exceeded");
                assertThat(error(refused).getString("message"))
                        .isEqualTo("the key 'narrow' has 1 open requests, the most it may have "
                                + "(keys[].open);"
                                + " wait until one of them has ended");

                // Other keys are not concerned, nor is this one once its first request has ended.
                upstream.open("end");
                first.answer();
                Eventually.equals(() -> meters.openInferences(), 0);
                second.post("/v1/chat/completions", body, narrow);
                assertThat(second.answer().status()).isEqualTo(200);
            }
        }
        assertThat(upstream.stats().requests()).isEqualTo(2);
        assertThat(counted("sluice.inferences.ended", "outcome", "shed")).isEqualTo(shed + 1);
        assertThat(counted("sluice.admission.refused", "limit", "key")).isEqualTo(byKey + 1);
    }

    @Test
    void aRouteHasAsManyOpenAsItMay() {
        Simulator upstream = Gateway.begin(OPEN);
        try (RawClient first = Gateway.stream("narrow")) {
            first.await("the first token", answer -> answer.text().equals("a"));

            try (RawClient second = Gateway.ask("narrow")) {
                HttpAnswer refused = second.answer();
                assertThat(refused.status()).isEqualTo(429);
                assertThat(refused.header("retry-after")).isEqualTo("1");
                assertThat(error(refused).getString("message"))
                        .isEqualTo("the route 'narrow' has 1 open requests, the most it may have"
                                + " (routes.narrow.open); try again soon");
            }
            assertThat(upstream.stats().requests()).isEqualTo(1);
            upstream.open("end");
            first.answer();
        }
        Eventually.equals(() -> meters.openInferences(), 0);
        try (RawClient third = Gateway.ask("narrow")) {
            assertThat(third.answer().status()).isEqualTo(200);
        }
    }

    @Test
    void whoeverFindsTheGatewayFullWaitsUnreadAndIsServedInTurn() {
        Simulator upstream = Gateway.begin(OPEN, Answer.saying("second"), Answer.saying("third"));
        try (SideDoor door = door(AdmissionTest.limits(1, 2));
                RawClient first = door.stream("tuned")) {
            first.await("the first token", answer -> answer.text().equals("a"));
            RawClient second = door.stream("tuned");
            Eventually.equals(door.admission::waiting, 1);
            // More than any buffer on the way: what waits is not read.
            RawClient third = door.ask(
                    Gateway.chat("tuned").put("stream", true).put("pad", "x".repeat(200_000)));
            Eventually.equals(door.admission::waiting, 2);

            try (RawClient fourth = door.stream("tuned")) {
                HttpAnswer refused = fourth.answer();
                assertThat(refused.status()).isEqualTo(503);
                assertThat(refused.header("retry-after")).isEqualTo("1");
                assertThat(error(refused).getString("code")).isEqualTo("overloaded");
                assertThat(error(refused).getString("message"))
                        .isEqualTo("the gateway is busy: 1 requests are open, the most it takes "
                                + "(limits.open),"
                                + " and 2 are waiting (limits.queue); try again later");
            }
            assertThat(upstream.stats().requests()).isEqualTo(1);

            upstream.open("end");
            assertThat(second.answer().text()).isEqualTo("second");
            assertThat(third.answer().text()).isEqualTo("third");
            Eventually.equals(door.admission::open, 0);
            second.close();
            third.close();
        }
    }

    @Test
    void aWaitThatIsTooLongEnds() {
        Simulator upstream = Gateway.begin(OPEN);
        try (SideDoor door = door(withWait(AdmissionTest.limits(1, 1), Duration.ofMillis(50)));
                RawClient first = door.stream("tuned")) {
            first.await("the first token", answer -> answer.text().equals("a"));

            try (RawClient second = door.stream("tuned")) {
                HttpAnswer refused = second.answer();
                assertThat(refused.status()).isEqualTo(503);
                assertThat(refused.header("retry-after")).isEqualTo("1");
                assertThat(error(refused).getString("message"))
                        .isEqualTo("the gateway is busy: no place became free within 50 ms "
                                + "(limits.queue-wait),"
                                + " 1 requests are open (limits.open); try again later");
            }
            assertThat(door.admission.waiting()).isZero();
            upstream.open("end");
            first.answer();
            Eventually.equals(door.admission::open, 0);
        }
    }

    @Test
    void aClientThatLeavesWhileItWaitsFreesItsPlaceInTheQueue() {
        Simulator upstream = Gateway.begin(OPEN);
        try (SideDoor door = door(AdmissionTest.limits(1, 1));
                RawClient first = door.stream("tuned", "x-key: a/5")) {
            first.await("the first token", answer -> answer.text().equals("a"));
            double cancelled = counted("sluice.inferences.ended", "outcome", "client_cancelled");
            RawClient second = door.stream("tuned", "x-key: a/5");
            Eventually.equals(door.admission::waiting, 1);

            second.reset();

            Eventually.equals(door.admission::waiting, 0);
            Eventually.equals(door.admission::limitedPlaces, 1);
            Eventually.equals(
                    () -> counted("sluice.inferences.ended", "outcome", "client_cancelled"),
                    cancelled + 1);
            assertThat(upstream.stats().requests()).isEqualTo(1);
            upstream.open("end");
            first.answer();
            Eventually.equals(door.admission::open, 0);
        }
    }

    @Test
    void aClientThatLeavesWhileItsBodyIsReadFreesItsPlace() {
        Gateway.begin(OPEN);
        try (SideDoor door = door(AdmissionTest.limits(1, 0))) {
            RawClient client = RawClient.connect(door.port);
            client.send(("POST /v1/chat/completions HTTP/1.1\r\nhost: a\r\ncontent-type: "
                            + "application/json\r\ncontent-length: 9\r\n\r\n{")
                    .getBytes(java.nio.charset.StandardCharsets.US_ASCII));
            Eventually.equals(door.admission::open, 1);

            client.close();

            Eventually.equals(door.admission::open, 0);
        }
    }

    /** A refused request's body is thrown away, so that the connection serves the next one. */
    @Test
    void theConnectionOfARefusedRequestGoesOn() {
        Simulator upstream = Gateway.begin(OPEN);
        try (SideDoor door = door(AdmissionTest.limits(1, 0));
                RawClient first = door.stream("tuned")) {
            first.await("the first token", answer -> answer.text().equals("a"));

            try (RawClient second =
                    door.ask(Gateway.chat("tuned").put("pad", "x".repeat(500_000)))) {
                assertThat(second.answer().status()).isEqualTo(503);
                upstream.open("end");
                first.answer();
                Eventually.equals(door.admission::open, 0);
                second.post("/v1/chat/completions", Gateway.chat("tuned").encode());
                assertThat(second.answer().status()).isEqualTo(200);
            }
        }
    }

    /**
     * Requests of every kind that end in every way, many at once: every one has one outcome, and no
     * place is lost.
     */
    @Test
    void everyPlaceComesBackHoweverARequestEnds() {
        Gateway.begin(
                Answer.saying("one two three"),
                Answer.start().role().tokens("a").cut(dev.sluice.simulator.Step.Cut.How.RST),
                Answer.refusing(503),
                Answer.start()
                        .role()
                        .tokens(PiecePace.NONE, Logprobs.NONE, "a", "b")
                        .stall(),
                Answer.start().stall());
        Random random = new Random(20261121);
        double before = endedInAll();
        List<RawClient> clients = new ArrayList<>();
        int asked = 300;
        try (SideDoor door = door(withWait(AdmissionTest.limits(12, 10), Duration.ofMillis(100)))) {
            for (int i = 0; i < asked; i++) {
                String model = List.of(
                                "tuned",
                                "over-h2",
                                "slang",
                                "narrow",
                                "no-such",
                                "unreachable",
                                "hasty")
                        .get(random.nextInt(7));
                String key = "x-key: k" + random.nextInt(3) + "/" + (1 + random.nextInt(8));
                JsonObject body = Gateway.chat(model).put("stream", random.nextBoolean());
                clients.add(door.ask(body, key));
                if (clients.size() > 24) {
                    RawClient leaving = clients.remove(random.nextInt(clients.size()));
                    if (random.nextBoolean()) {
                        leaving.reset();
                    } else {
                        leaving.close();
                    }
                }
            }
            clients.forEach(RawClient::reset);

            Eventually.equals(() -> endedInAll() - before, (double) asked);
            assertThat(door.admission.open()).isZero();
            assertThat(door.admission.waiting()).isZero();
            assertThat(door.admission.limitedPlaces()).isZero();
            assertThat(meters.openInferences()).isZero();
            Eventually.equals(() -> Gateway.simulator().stats().open(), 0L);
        }
    }

    @Test
    void aHeadThatIsTooLargeIs431() {
        try (RawClient client = Gateway.connect()
                .post(
                        "/v1/chat/completions",
                        Gateway.chat("tuned").encode(),
                        Gateway.AUTHORIZATION,
                        "x-pad: " + "x".repeat(40_000))) {
            assertThat(client.await("a status", answer -> answer.status() > 0).status())
                    .isEqualTo(431);
        }
    }

    private SideDoor door(LimitsConfig limits) {
        return new SideDoor(vertx, config, routing, ladder, meters, reporter, limits, NO_DELAY);
    }

    private static LimitsConfig withWait(LimitsConfig limits, Duration wait) {
        return new LimitsConfig(
                limits.body(),
                limits.depth(),
                limits.headers(),
                limits.frame(),
                limits.open(),
                limits.queue(),
                wait);
    }

    private static JsonObject error(HttpAnswer answer) {
        return answer.json().getJsonObject("error");
    }

    private double endedInAll() {
        return registry.find("sluice.inferences.ended").counters().stream()
                .mapToDouble(counter -> counter.count())
                .sum();
    }

    private double counted(String name, String tag, String value) {
        return registry.find(name).tag(tag, value).counters().stream()
                .mapToDouble(counter -> counter.count())
                .sum();
    }
}
