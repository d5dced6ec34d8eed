package dev.sluice.record.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.simulator.Answer;
import dev.sluice.testing.Eventually;
import dev.sluice.testing.Gateway;
import dev.sluice.testing.GatewayResource;
import dev.sluice.testing.RawClient;
import dev.sluice.testing.RoleKeys;
import dev.sluice.vocabulary.Role;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

import java.util.Map;

/** What upstreams said when they refused: with the text of an inference, and not without. */
@QuarkusTest
@Execution(ExecutionMode.SAME_THREAD)
@QuarkusTestResource(GatewayResource.class)
class InferenceRefusalsTest extends InferencesKit {
    private static final Answer REFUSAL = Answer.start()
            .status(
                    429,
                    Map.of(),
                    "{\"detail\":\"over the quota of upstream-secret\\u0000,"
                            + " upstream-sec\\u0072et\"}");

    @Test
    void theStoryTellsWhatTheUpstreamSaid() {
        JsonObject shown = shown(served("kept", REFUSAL, Answer.saying("hello")));

        JsonArray attempts = shown.getJsonArray("attempts");
        assertThat(attempts.getJsonObject(0).getString("refusal"))
                .isEqualTo("over the quota of ***\u0000, ***");
        assertThat(attempts.getJsonObject(1).getString("refusal")).isNull();
        assertThat(shown.getJsonArray("story").encode()).contains("saying: over the quota of ***");
    }

    /** It may repeat the request. */
    @Test
    void whoMayReadNoTextIsNotToldTheWords() {
        String id = served("kept", REFUSAL, Answer.saying("hello"));
        assertThat(shown(id).encode()).contains("over the quota");

        try (RawClient client =
                Gateway.connect().get(PATH + "/" + id, RoleKeys.authorization(Role.READER))) {
            JsonObject shown = client.answer().json();
            assertThat(shown.getString("id")).isEqualTo(id);
            assertThat(shown.getJsonArray("attempts")).hasSize(2);
            assertThat(shown.encode()).doesNotContain("over the quota");
        }
    }

    @Test
    void aRouteThatKeepsNoTextKeepsNoWords() {
        JsonObject shown = shown(served("slang", REFUSAL, Answer.saying("hello")));

        assertThat(shown.getJsonArray("attempts").getJsonObject(0).getInteger("status"))
                .isEqualTo(429);
        assertThat(shown.encode()).doesNotContain("over the quota");
    }

    @Test
    void aRequestThatEveryRungRefusedHasTheWordsOfAll() {
        Answer second = Answer.start().status(503, Map.of(), "warming up");
        JsonObject shown = shown(served("kept", REFUSAL, second));

        JsonArray attempts = shown.getJsonArray("attempts");
        assertThat(attempts.getJsonObject(0).getString("refusal")).startsWith("over the quota");
        assertThat(attempts.getJsonObject(1).getString("refusal")).isEqualTo("warming up");
    }

    private static String served(String model, Answer... answers) {
        Gateway.begin(answers);
        try (RawClient client = Gateway.ask(model)) {
            return client.answer().header("x-request-id");
        }
    }

    private static JsonObject shown(String id) {
        Eventually.equals(() -> get(PATH + "/" + id).status(), 200);
        return get(PATH + "/" + id).json();
    }
}
