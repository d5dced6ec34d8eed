package dev.sluice.inference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.simulator.Answer;
import dev.sluice.simulator.Script;
import dev.sluice.simulator.Simulator;
import dev.sluice.testing.Eventually;
import dev.sluice.testing.Gateway;
import dev.sluice.testing.GatewayResource;
import dev.sluice.testing.HttpAnswer;
import dev.sluice.testing.RawClient;
import dev.sluice.testing.SseFrame;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.json.JsonObject;

import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;
import java.util.Map;

/** Ladders whose first rung fails before its first content: what is left of it, on either side. */
@QuarkusTest
@Execution(ExecutionMode.SAME_THREAD)
@QuarkusTestResource(GatewayResource.class)
class FallbackTest {
    /** Ways to fail after a first chunk, without content, has come. */
    private static final Map<String, Answer> FAILURES = Map.of(
            "an error inside the 200", role().error("overloaded", "server_error"),
            "broken JSON", role().malformed(),
            "an event that is too long", role().raw("data: " + "x".repeat(1_200_000)),
            "silence", role());

    @ParameterizedTest
    @CsvSource({
        "slang, an error inside the 200",
        "slang-h2, an error inside the 200",
        "slang, broken JSON",
        "slang-h2, broken JSON",
        "slang, an event that is too long",
        "slang-h2, an event that is too long",
        "patient, silence",
        "patient-h2, silence"
    })
    void invariant5_anAnswerOfTheNextRungHasNothingOfTheOneBefore(String route, String failure) {
        begin(failure, role().tokens("b", "c").finish("stop").usage().done());

        try (RawClient client = ask(route)) {
            HttpAnswer answer = client.answer();

            assertThat(answer.text()).isEqualTo("bc");
            List<JsonObject> chunks = answer.frames().stream()
                    .filter(frame -> !frame.isDone())
                    .map(SseFrame::json)
                    .toList();
            assertThat(chunks).hasSizeGreaterThanOrEqualTo(4); // Role, two tokens, finish.
            assertThat(chunks)
                    .extracting(chunk -> chunk.getString("model"))
                    .containsOnly("sent-base");
            assertThat(chunks)
                    .extracting(chunk -> chunk.getString("id"))
                    .containsOnly(chunks.getFirst().getString("id"));
            assertThat(chunks)
                    .extracting(chunk -> chunk.getLong("created"))
                    .containsOnly(chunks.getFirst().getLong("created"));
            assertThat(answer.header("x-sluice-model")).isEqualTo("base");
            assertThat(answer.header("x-sluice-rung")).isEqualTo("2");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "slang, an error inside the 200",
        "slang-h2, an error inside the 200",
        "slang, broken JSON",
        "slang-h2, broken JSON",
        "slang, an event that is too long",
        "slang-h2, an event that is too long",
        "patient, silence",
        "patient-h2, silence"
    })
    void invariant6_anAttemptIsResetWhenTheNextRungIsTried(String route, String failure) {
        Simulator upstream =
                begin(failure, role().tokens("b").gate("end").finish("stop").done());

        try (RawClient client = ask(route)) {
            client.await("the second rung's token", answer -> answer.text().equals("b"));

            // At once, while the second rung is still at work.
            Eventually.equals(() -> upstream.stats().cancelled(), 1L);
            Eventually.equals(() -> upstream.stats().open(), 1L);
            upstream.open("end");
            assertThat(client.answer().data()).endsWith("[DONE]");
        }
        Eventually.equals(() -> upstream.stats().completed(), 1L);
        assertThat(upstream.stats().requests()).isEqualTo(2);
    }

    /** The first rung fails and then stalls; the second gives the answer. */
    private static Simulator begin(String failure, Answer second) {
        Simulator upstream = Gateway.begin();
        upstream.play(Script.of(FAILURES.get(failure).stall()).with("sent-base", second));
        return upstream;
    }

    private static RawClient ask(String route) {
        return Gateway.connect()
                .post(
                        "/v1/chat/completions",
                        Gateway.chat(route)
                                .put("stream", true)
                                .put("stream_options", new JsonObject().put("include_usage", true))
                                .encode(),
                        Gateway.AUTHORIZATION);
    }

    private static Answer role() {
        return Answer.start().role();
    }
}
