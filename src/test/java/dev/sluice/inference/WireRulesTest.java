package dev.sluice.inference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.simulator.Answer;
import dev.sluice.simulator.Simulator;
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
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Map;

/** Details of OpenAI's protocol that clients rely on. */
@QuarkusTest
@Execution(ExecutionMode.SAME_THREAD)
@QuarkusTestResource(GatewayResource.class)
class WireRulesTest {
    private static final String LEGACY =
            "{\"id\":\"cmpl-1\",\"object\":\"text_completion\",\"created\":7,"
                    + "\"model\":\"m\",\"choices\":[{\"index\":0,\"text\":\"%s\",\"logprobs\":"
                    + "null,\"finish_reason\":%s}]%s}";

    @ParameterizedTest
    @ValueSource(ints = {404, 408, 409, 413, 422, 429, 500, 502, 503, 504, 529})
    void aStatusThatClientsRetryByIsPassedOnWithItsHints(int status) {
        String body = "{\"error\":{\"message\":\"not "
                + "now\",\"type\":\"t\",\"param\":null,\"code\":\"c\"}}";
        for (boolean streaming : new boolean[] {true, false}) {
            Gateway.begin(Answer.start()
                    .status(
                            status,
                            Map.of(
                                    "content-type", "application/json",
                                    "retry-after", "7",
                                    "retry-after-ms", "6500",
                                    "x-should-retry", "true",
                                    "x-ratelimit-remaining-requests", "0"),
                            body));

            try (RawClient client = streaming ? Gateway.stream("tuned") : Gateway.ask("tuned")) {
                HttpAnswer answer = client.answer();
                assertThat(answer.status()).isEqualTo(status);
                assertThat(answer.body()).isEqualTo(body);
                assertThat(answer.header("content-type")).isEqualTo("application/json");
                assertThat(answer.header("retry-after")).isEqualTo("7");
                assertThat(answer.header("retry-after-ms")).isEqualTo("6500");
                assertThat(answer.header("x-should-retry")).isEqualTo("true");
                assertThat(answer.header("x-ratelimit-remaining-requests")).isEqualTo("0");
            }
        }
    }

    @Test
    void legacyCompletionsHaveTheirUsageTakenOutWhenNobodyAskedForIt() {
        Simulator upstream = Gateway.begin(legacy());
        JsonObject request =
                new JsonObject("{\"model\":\"tuned\",\"prompt\":\"Once\",\"stream\":true}");

        try (RawClient client = complete(request)) {
            HttpAnswer answer = client.answer();
            assertThat(answer.data())
                    .containsExactly(
                            LEGACY.formatted("a", "null", ""),
                            LEGACY.formatted("b", "\"stop\"", ""),
                            "[DONE]");
        }
        assertThat(upstream.requests().getFirst().json().getJsonObject("stream_options"))
                .isEqualTo(new JsonObject().put("include_usage", true));
    }

    @Test
    void legacyCompletionsKeepTheirUsageWhenItWasAskedFor() {
        Gateway.begin(legacy());
        JsonObject request =
                new JsonObject("{\"model\":\"tuned\",\"prompt\":\"Once\",\"stream\":true,"
                        + "\"stream_options\":{\"include_usage\":true}}");

        try (RawClient client = complete(request)) {
            HttpAnswer answer = client.answer();
            assertThat(answer.data()).hasSize(4);
            assertThat(new JsonObject(answer.data().get(2))
                            .getJsonObject("usage")
                            .getInteger("total_tokens"))
                    .isEqualTo(3);
        }
    }

    /**
     * Some servers put the totals into the chunk with the finish reason; that one is not the
     * gateway's to take out.
     */
    @Test
    void usageInTheLastChunkOfTheAnswerStays() {
        String last =
                "{\"id\":\"c\",\"created\":1,\"choices\":[{\"index\":0,\"delta\":{\"content\":"
                        + "\"a\"},"
                        + "\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":1,"
                        + "\"completion_tokens\":1,\"total_tokens\":2}}";
        Gateway.begin(Answer.start().raw("data: " + last + "\n\n").done());

        try (RawClient client = Gateway.stream("tuned")) {
            assertThat(client.answer().data()).containsExactly(last, "[DONE]");
        }
    }

    @Test
    void commentsAreCommentsOnBothSides() {
        Gateway.begin(Answer.start()
                .comment("before")
                .role()
                .tokens("a")
                .comment("in between")
                .finish("stop")
                .done());

        try (RawClient client = Gateway.stream("tuned")) {
            HttpAnswer answer = client.answer();
            assertThat(answer.body()).startsWith(": before\n\n").contains("\n\n: in between\n\n");
            assertThat(answer.data())
                    .noneMatch(data -> data.contains("before") || data.contains("between"));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "data: {\"error\":{\"message\":\"m\",\"type\":\"t\",\"param\":null,\"code\":"
                        + "null}}\n\n",
                "event: error\ndata: {\"error\":{\"message\":\"m\"}}\n\n"
            })
    void nothingFollowsAnErrorInTheSamePiece(String error) {
        Gateway.begin(
                Answer.start().burst().role().tokens("a").raw(error).tokens("b").done());

        try (RawClient client = Gateway.stream("tuned")) {
            HttpAnswer answer = client.answer();
            assertThat(answer.text()).isEqualTo("a");
            assertThat(answer.body()).endsWith(error).doesNotContain("[DONE]");
        }
    }

    private static Answer legacy() {
        return Answer.start()
                .raw("data: " + LEGACY.formatted("a", "null", "") + "\n\n")
                .raw("data: " + LEGACY.formatted("b", "\"stop\"", "") + "\n\n")
                .raw("data: {\"id\":\"cmpl-1\",\"object\":\"text_completion\",\"created\":7,"
                        + "\"model\":\"m\",\"choices\":[],"
                        + "\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":2,"
                        + "\"total_tokens\":3}}\n\n")
                .done();
    }

    private static RawClient complete(JsonObject request) {
        return Gateway.connect().post("/v1/completions", request.encode(), Gateway.AUTHORIZATION);
    }
}
