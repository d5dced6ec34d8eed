package dev.sluice.inference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.inference.door.AdmissionTest;
import dev.sluice.inference.door.SideDoor;
import dev.sluice.simulator.Answer;
import dev.sluice.simulator.Simulator;
import dev.sluice.testing.Eventually;
import dev.sluice.testing.Gateway;
import dev.sluice.testing.GatewayResource;
import dev.sluice.testing.HttpAnswer;
import dev.sluice.testing.RawClient;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

import java.time.Duration;

/** Who waits for a place, and how it comes free. */
@QuarkusTest
@Execution(ExecutionMode.SAME_THREAD)
@QuarkusTestResource(GatewayResource.class)
class AdmissionQueueTest extends LimitsKit {
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
}
