package dev.sluice.inference;

import static org.assertj.core.api.Assertions.assertThat;

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

/** What a client is told of an upstream that fails or is late. */
@QuarkusTest
@Execution(ExecutionMode.SAME_THREAD)
@QuarkusTestResource(GatewayResource.class)
class UpstreamFailuresTest {
    @Test
    void doesNotTakeAnUnfinishedStreamForAWholeOne() {
        Gateway.begin(Answer.start().role().tokens("a"));

        try (RawClient client = Gateway.stream("tuned")) {
            HttpAnswer answer = client.answer();
            assertThat(answer.data()).doesNotContain("[DONE]");
            assertThat(answer.frames().getLast().json().getJsonObject("error").getString("message"))
                    .isEqualTo("the upstream ended its answer before it was complete");
        }
    }

    @Test
    void tellsClientsNotToRetryWhenEveryRungHasHadItsTry() {
        Gateway.begin(Answer.refusing(503));

        try (RawClient client = Gateway.stream("slang")) {
            HttpAnswer answer = client.answer();
            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.header("x-should-retry")).isEqualTo("false");
        }
    }

    @Test
    void hidesThatTheUpstreamRefusedTheGatewaysOwnKey() {
        Gateway.begin(Answer.refusing(401));

        try (RawClient client = Gateway.ask("tuned")) {
            HttpAnswer answer = client.answer();
            assertThat(answer.status()).isEqualTo(502);
            assertThat(answer.json().getJsonObject("error").getString("code"))
                    .isEqualTo("upstream_auth");
        }
    }

    @Test
    void anUnreachableUpstreamIs502WithoutItsAddress() {
        try (RawClient client = Gateway.ask("unreachable")) {
            HttpAnswer answer = client.answer();
            assertThat(answer.status()).isEqualTo(502);
            assertThat(answer.json().getJsonObject("error").getString("message"))
                    .isEqualTo("upstream 'nowhere' can't be reached: the connection was refused");
        }
    }

    @Test
    void aLateHeadIs504AndResetsTheUpstream() {
        Simulator upstream = Gateway.begin(Answer.start().gate("never"));

        try (RawClient client = Gateway.stream("hurried")) {
            HttpAnswer answer = client.answer();
            assertThat(answer.status()).isEqualTo(504);
            assertThat(answer.json().getJsonObject("error").getString("message"))
                    .isEqualTo("upstream 'sim' exceeded the head deadline of 300 ms");
        }
        Eventually.equals(() -> upstream.stats().cancelled(), 1L);
    }

    @Test
    void aLateFirstTokenIs504AndALateNextOneAnErrorEvent() {
        Simulator upstream = Gateway.begin(
                Answer.start().head().role().stall(),
                Answer.start().role().tokens("a").stall());

        try (RawClient client = Gateway.stream("hurried")) {
            assertThat(client.answer().status()).isEqualTo(504);
        }
        try (RawClient client = Gateway.stream("hurried")) {
            HttpAnswer answer = client.answer();
            assertThat(answer.text()).isEqualTo("a");
            assertThat(answer.frames().getLast().json().getJsonObject("error").getString("message"))
                    .isEqualTo("upstream 'sim' exceeded the gap deadline of 300 ms");
        }
        Eventually.equals(() -> upstream.stats().cancelled(), 2L);
    }
}
