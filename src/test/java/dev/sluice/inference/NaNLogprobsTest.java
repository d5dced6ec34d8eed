package dev.sluice.inference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.simulator.Answer;
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

import java.util.List;

/** Log-probabilities that are no numbers, as Python's json.dumps and C's printf write them. */
@QuarkusTest
@Execution(ExecutionMode.SAME_THREAD)
@QuarkusTestResource(GatewayResource.class)
class NaNLogprobsTest {
    private static final String SURE = "-0.01";

    @ParameterizedTest
    @ValueSource(strings = {"NaN", "Infinity", "-Infinity", "-inf", "nan", "null", "\"NaN\"", "[]"})
    void whatIsNoNumberIsLeftOutOfTheScore(String odd) {
        for (boolean streaming : new boolean[] {true, false}) {
            HttpAnswer answer = ask(streaming, "unsure", "", odd, SURE);

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.header("x-sluice-rung")).isEqualTo("1");
            assertThat(answer.header("x-sluice-verdict")).isEqualTo("accepted");
            assertThat(answer.body()).doesNotContain(SURE).doesNotContain("logprob\":");
            assertStrict(streaming, answer);
        }
    }

    @Test
    void anAnswerOfNothingElseIsUnscored() {
        HttpAnswer answer = ask(true, "unsure", "", "NaN", "-Infinity");

        assertThat(answer.header("x-sluice-verdict")).isEqualTo("unscored");
        assertStrict(true, answer);
    }

    @ParameterizedTest
    @ValueSource(strings = {"NaN", "Infinity", "-Infinity", "-inf"})
    void aClientThatAskedForThemGetsTheFloor(String odd) {
        for (String route : List.of("unsure", "tuned")) {
            for (boolean streaming : new boolean[] {true, false}) {
                HttpAnswer answer = ask(streaming, route, "\"logprobs\":true,", odd, SURE);

                assertThat(answer.body()).contains("\"logprob\":-9999.0,", "\"logprob\":-0.01,");
                assertStrict(streaming, answer);
            }
        }
    }

    @Test
    void itIsSkippedWhereverItStands() {
        String other = "{\"id\":\"c\",\"score\":NaN,\"choices\":[{\"index\":0,\"cost\":-Infinity,"
                + "\"delta\":{\"content\":\"NaN\"}}],\"x\":[{\"y\":NaN}]}";
        Gateway.begin(
                Answer.start().raw("data: " + other + "\n\n").finish("stop").done());

        try (RawClient client = Gateway.stream("tuned")) {
            HttpAnswer answer = client.answer();

            assertThat(answer.text()).isEqualTo("NaN");
            assertThat(answer.frames().getFirst().json())
                    .isEqualTo(new JsonObject(
                            other.replace("-Infinity", "null").replaceAll(":NaN", ":null")));
        }
    }

    private static HttpAnswer ask(
            boolean streaming, String route, String fields, String first, String second) {
        Answer answer = streaming
                ? Answer.start()
                        .raw("data: {" + choice("delta", "a", first) + "}\n\n")
                        .raw("data: {" + choice("delta", "b", second) + "}\n\n")
                        .finish("stop")
                        .done()
                : Answer.start().raw("{" + choice("message", "ab", first + "," + second) + "}");
        Gateway.begin(answer);
        String body = "{" + fields + "\"stream\":" + streaming + ",\"model\":\"" + route
                + "\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";
        try (RawClient client =
                Gateway.connect().post("/v1/chat/completions", body, Gateway.AUTHORIZATION)) {
            return client.answer();
        }
    }

    private static String choice(String message, String text, String logprobs) {
        StringBuilder tokens = new StringBuilder();
        for (String logprob : logprobs.split(",")) {
            tokens.append(tokens.isEmpty() ? "" : ",")
                    .append("{\"token\":\"NaN\",\"logprob\":")
                    .append(logprob)
                    .append(",\"bytes\":null,\"top_logprobs\":[{\"token\":\"-inf\",\"logprob\":")
                    .append(logprob)
                    .append("}]}");
        }
        return "\"id\":\"c\",\"created\":1,\"model\":\"m\",\"choices\":[{\"index\":0,\"" + message
                + "\":{\"content\":\"" + text + "\"},\"finish_reason\":"
                + (message.equals("delta") ? "null" : "\"stop\"")
                + ",\"logprobs\":{\"content\":[" + tokens + "],\"refusal\":null}}]";
    }

    /** A client that reads JSON strictly can read it. */
    private static void assertStrict(boolean streaming, HttpAnswer answer) {
        if (streaming) {
            assertThat(answer.text()).isEqualTo("ab");
            for (String data : answer.data()) {
                assertThat(data.equals("[DONE]") || !new JsonObject(data).isEmpty())
                        .isTrue();
            }
        } else {
            assertThat(answer.json().getJsonArray("choices")).hasSize(1);
        }
    }
}
