package dev.sluice.inference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.inference.door.AdmissionTest;
import dev.sluice.inference.door.SideDoor;
import dev.sluice.simulator.Answer;
import dev.sluice.simulator.Logprobs;
import dev.sluice.simulator.PiecePace;
import dev.sluice.simulator.Simulator;
import dev.sluice.testing.Eventually;
import dev.sluice.testing.Gateway;
import dev.sluice.testing.GatewayResource;
import dev.sluice.testing.HttpAnswer;
import dev.sluice.testing.RawClient;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.json.JsonObject;

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
class LimitsTest extends LimitsKit {
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

    private double endedInAll() {
        return registry.find("sluice.inferences.ended").counters().stream()
                .mapToDouble(counter -> counter.count())
                .sum();
    }
}
