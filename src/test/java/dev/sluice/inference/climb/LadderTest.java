package dev.sluice.inference.climb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.simulator.Answer;
import dev.sluice.simulator.PiecePace;
import dev.sluice.simulator.Script;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;
import java.util.Map;

/**
 * Ladders that are climbed by confidence: which rung serves, what the client sees of it, what the
 * upstream sees.
 */
@QuarkusTest
@Execution(ExecutionMode.SAME_THREAD)
@QuarkusTestResource(GatewayResource.class)
class LadderTest extends LadderKit {
    private static final String TOO_LONG =
            "{\"error\":{\"message\":\"too long\",\"param\":\"messages\"}}";

    @Test
    void fallsBackWhenTheFirstTokensAreUnsure() {
        Simulator upstream = Gateway.begin();
        upstream.play(Script.of(tokens(0.5).stall()).with("sent-base", whole("b", "c")));

        try (RawClient client = Gateway.stream("unsure")) {
            HttpAnswer answer = client.answer();

            assertThat(answer.text()).isEqualTo("bc");
            assertThat(answer.header("x-sluice-rung")).isEqualTo("2");
            assertThat(answer.header("x-sluice-fallback")).isEqualTo("1=unsure(0.5000)");
            assertThat(answer.header("x-sluice-confidence")).isNull();
            assertThat(answer.body()).endsWith("data: [DONE]\n\n");
        }
        Eventually.equals(() -> upstream.stats().cancelled(), 1L);
    }

    @Test
    void commitsWhenTheWindowIsSureAndTakesTheLogprobsOut() {
        Simulator upstream = Gateway.begin(
                tokens(0.9).gate("rest").tokens("e").finish("stop").done());

        try (RawClient client = Gateway.stream("unsure")) {
            client.await("the window", answer -> answer.text().equals("abcd"));
            upstream.open("rest");
            HttpAnswer answer = client.answer();

            assertThat(answer.text()).isEqualTo("abcde");
            assertThat(answer.header("x-sluice-rung")).isEqualTo("1");
            assertThat(answer.header("x-sluice-confidence")).isEqualTo("0.9000");
            assertThat(answer.header("x-sluice-calibrated")).isEqualTo("false");
            assertThat(answer.header("x-sluice-verdict")).isEqualTo("accepted");
            assertThat(answer.header("x-sluice-window")).isEqualTo("4");
            assertThat(answer.body()).doesNotContain("top_logprobs").contains("\"logprobs\":null");
        }
        assertThat(upstream.requests().getFirst().json().getBoolean("logprobs")).isTrue();
    }

    @Test
    void givesTheBestOfTheUnsureWhenNoRungIsSure() {
        Simulator upstream = Gateway.begin();
        upstream.play(
                Script.of(tokens(0.6).gate("rest").tokens("e").finish("stop").done())
                        .with("sent-base", tokens(0.2).stall()));

        try (RawClient client = Gateway.stream("all-unsure")) {
            client.await("the best answer", answer -> answer.text().equals("abcd"));
            upstream.open("rest");
            HttpAnswer answer = client.answer();

            assertThat(answer.text()).isEqualTo("abcde");
            assertThat(answer.header("x-sluice-rung")).isEqualTo("1");
            assertThat(answer.header("x-sluice-verdict")).isEqualTo("best");
            assertThat(answer.header("x-sluice-confidence")).isEqualTo("0.6000");
        }
        Eventually.equals(() -> upstream.stats().cancelled(), 1L);
    }

    @Test
    void givesTheUnsureAnswerWhenTheNextRungRefusesTheRequest() {
        Simulator upstream = Gateway.begin();
        upstream.play(Script.of(tokens(0.6).finish("stop").done())
                .with("sent-base", Answer.start().status(400, Map.of(), TOO_LONG)));

        try (RawClient client = Gateway.stream("all-unsure")) {
            HttpAnswer answer = client.answer();

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.text()).isEqualTo("abcd");
            assertThat(answer.header("x-sluice-verdict")).isEqualTo("best");
            assertThat(answer.header("x-sluice-fallback")).isEqualTo("2=refused");
        }
        assertThat(upstream.stats().requests()).isEqualTo(2);
    }

    @Test
    void asksTheBestOnceMoreWhenWhatCameAfterItFailed() {
        Simulator upstream = Gateway.begin();
        upstream.play(Script.of(tokens(0.6).finish("stop").done())
                .with("sent-base", Answer.refusing(503)));

        try (RawClient client = Gateway.stream("unsure")) {
            HttpAnswer answer = client.answer();

            assertThat(answer.text()).isEqualTo("abcd");
            assertThat(answer.header("x-sluice-verdict")).isEqualTo("best");
            assertThat(answer.header("x-sluice-fallback")).isEqualTo("1=unsure(0.6000), 2=refused");
        }
        assertThat(upstream.stats().requests()).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void namesTheRungsBeforeInTheirOrder(boolean streaming) {
        Simulator upstream = Gateway.begin();
        upstream.play(Script.of(tokens(0.5).finish("stop").done())
                .with("sent-base", Answer.refusing(503))
                .with("sent-prefill", whole("c")));

        try (RawClient client =
                streaming ? Gateway.stream("unsure-thrice") : Gateway.ask("unsure-thrice")) {
            HttpAnswer answer = client.answer();

            assertThat(answer.header("x-sluice-rung")).isEqualTo("3");
            assertThat(answer.header("x-sluice-fallback")).isEqualTo("1=unsure(0.5000), 2=refused");
        }
        assertThat(upstream.stats().requests()).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void gatesWholeAnswers(boolean streaming) {
        Simulator upstream = Gateway.begin();
        upstream.play(Script.of(tokens(0.9)
                        .tokens(PiecePace.NONE, logprobs(0.1), "e")
                        .finish("stop")
                        .done())
                .with("sent-base", whole("b")));

        try (RawClient client = streaming ? Gateway.stream("gated") : Gateway.ask("gated")) {
            HttpAnswer answer = client.answer();

            assertThat(answer.header("x-sluice-rung")).isEqualTo("2");
            assertThat(answer.header("x-sluice-fallback")).isEqualTo("1=unsure(0.1000)");
        }
        assertThat(upstream.stats().requests()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource({"0.9, 1", "0.3, 2", "no idea, 1"})
    void asksAVerifier(String score, String rung) {
        Simulator upstream = Gateway.begin();
        upstream.play(Script.of(whole("first"))
                .with("sent-base", whole("second"))
                .with(
                        "on-azure",
                        Answer.saying("{\"score\": " + score + ", \"reason\": \"so it is\"}")));

        try (RawClient client = Gateway.stream("verified")) {
            HttpAnswer answer = client.answer();

            assertThat(answer.header("x-sluice-rung")).isEqualTo(rung);
            assertThat(answer.header("x-sluice-verdict"))
                    .isEqualTo(
                            rung.equals("2")
                                    ? null
                                    : score.equals("0.9") ? "accepted" : "unscored");
        }
    }

    @Test
    void comparesWithSamples() {
        Simulator upstream = Gateway.begin();
        upstream.play(Script.of(
                        whole("It", " is", " Paris."),
                        Answer.saying("It is Paris"),
                        Answer.saying("No idea"))
                .with("sent-base", whole("Paris")));

        try (RawClient client = Gateway.stream("consistent")) {
            HttpAnswer answer = client.answer();

            assertThat(answer.text()).isEqualTo("Paris");
            assertThat(answer.header("x-sluice-fallback")).isEqualTo("1=unsure(0.5000)");
        }
        assertThat(upstream.requests().get(1).json().getBoolean("stream")).isFalse();
        assertThat(upstream.stats().requests()).isEqualTo(4);
    }

    @Test
    void passesARefusalOn() {
        Simulator upstream = Gateway.begin();
        upstream.play(Script.of(whole("I'm sorry,", " but I can't help with that."))
                .with("sent-base", whole("Sure")));

        try (RawClient client = Gateway.stream("ruled")) {
            assertThat(client.answer().text()).isEqualTo("Sure");
        }
    }

    @Test
    void replacesForThoseWhoAsk() {
        Simulator upstream = Gateway.begin();
        upstream.play(Script.of(tokens(0.5).finish("stop").usage().done())
                .with("sent-base", whole("b", "c")));

        try (RawClient client = Gateway.connect()
                .post(
                        "/v1/chat/completions",
                        Gateway.chat("replaced").put("stream", true).encode(),
                        Gateway.AUTHORIZATION,
                        "x-sluice-replace: true")) {
            HttpAnswer answer = client.answer();

            assertThat(answer.text()).isEqualTo("abcdbc");
            assertThat(answer.header("x-sluice-rung")).isEqualTo("1");
            assertThat(answer.body())
                    .containsOnlyOnce("event: answer.replaced\n")
                    .endsWith("data: [DONE]\n\n");
            assertThat(answer.body()).containsOnlyOnce("\"finish_reason\":\"stop\"");
            List<JsonObject> chunks = answer.frames().stream()
                    .filter(frame -> !frame.isDone() && frame.json().containsKey("id"))
                    .map(frame -> frame.json())
                    .toList();
            assertThat(chunks)
                    .extracting(chunk -> chunk.getString("id"))
                    .containsOnly(chunks.getFirst().getString("id"));
        }
    }

    @Test
    void holdsBackForThoseWhoDoNotAskToHaveAnswersReplaced() {
        Simulator upstream = Gateway.begin();
        upstream.play(Script.of(tokens(0.5).stall()).with("sent-base", whole("b", "c")));

        try (RawClient client = Gateway.stream("replaced")) {
            HttpAnswer answer = client.answer();

            assertThat(answer.text()).isEqualTo("bc");
            assertThat(answer.header("x-sluice-rung")).isEqualTo("2");
        }
    }
}
