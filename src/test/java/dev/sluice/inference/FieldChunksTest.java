package dev.sluice.inference;

import static dev.sluice.inference.FieldKit.DONE;
import static dev.sluice.inference.FieldKit.HEL;
import static dev.sluice.inference.FieldKit.LO;
import static dev.sluice.inference.FieldKit.ROLE;
import static dev.sluice.inference.FieldKit.STOP;
import static dev.sluice.inference.FieldKit.WHOLE;
import static dev.sluice.inference.FieldKit.recorded;
import static dev.sluice.inference.FieldKit.sends;
import static dev.sluice.inference.FieldKit.streamed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testing.Gateway;
import dev.sluice.testing.GatewayResource;
import dev.sluice.testing.HttpAnswer;
import dev.sluice.testing.RawClient;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Usage chunks of every shape, and chunks without an identity. */
@QuarkusTest
@Execution(ExecutionMode.SAME_THREAD)
@QuarkusTestResource(GatewayResource.class)
class FieldChunksTest {
    private static final String USAGE =
            "\"usage\":{\"prompt_tokens\":7,\"completion_tokens\":2,\"total_tokens\":9}";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"choices\":[]," + USAGE + "}",
                "{" + USAGE + "}",
                "{\"choices\":null," + USAGE + "}",
                "{" + USAGE + ",\"choices\":[ ]}",
                "{\"id\":\"\",\"object\":\"\",\"created\":0,\"model\":\"\"," + USAGE + "}",
                "{\"choices\":[],\"usage\":{\"input_tokens\":7,\"output_tokens\":2}}",
                "{\"choices\":[],\"usage\":{\"prompt_tokens\":7,\"total_tokens\":9}}"
            })
    void usageThatNobodyAskedForIsRecordedAndNotSeen(String usage) {
        sends(ROLE + HEL + LO + STOP + "data: " + usage + "\n\n" + DONE);
        assertThat(streamed().body()).isEqualTo(WHOLE);

        assertThat(tokens(recorded())).isEqualTo("7 2 true");
    }

    @Test
    void usageInGroqsOwnPlaceIsRecorded() {
        sends(ROLE
                + HEL
                + LO
                + STOP.replaceFirst("\\{", "{\"x_groq\":{\"id\":\"r\"," + USAGE + "},")
                + DONE);

        assertThat(tokens(recorded())).isEqualTo("7 2 true");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{" + USAGE + "}", "{\"choices\":null," + USAGE + "}"})
    void usageThatWasAskedForHasChoicesToLoopOver(String usage) {
        sends(ROLE + HEL + LO + STOP + "data: " + usage + "\n\n" + DONE);
        JsonObject body = Gateway.chat("tuned")
                .put("stream", true)
                .put("stream_options", new JsonObject().put("include_usage", true));

        HttpAnswer answer;
        try (RawClient client = Gateway.connect()
                .post("/v1/chat/completions", body.encode(), Gateway.AUTHORIZATION)) {
            answer = client.answer();
        }

        JsonObject last = new JsonObject(answer.data().get(answer.data().size() - 2));
        assertThat(last.getJsonArray("choices")).isEqualTo(new JsonArray());
        assertThat(last.getJsonObject("usage").getInteger("total_tokens")).isEqualTo(9);
    }

    @Test
    void anEmptyIdentityIsNotThatOfTheAnswer() {
        String filters = "data: {\"choices\": [], \"created\": 0, \"id\": \"\", \"model\": \"\", "
                + "\"object\": \"\", \"prompt_filter_results\": [{\"prompt_index\": 0}]}\n\n";
        String note = "data: {\"id\": \"\", \"object\": \"\", \"created\": 0, \"model\": \"\", "
                + "\"choices\": [{\"index\": 0, \"finish_reason\": null, "
                + "\"content_filter_offsets\": {\"check_offset\": 44}}], \"usage\": null}\n\n";
        sends(filters + ROLE + HEL + LO + note + STOP + DONE);

        HttpAnswer answer = streamed();

        assertThat(answer.text()).isEqualTo("Hello");
        assertThat(answer.body()).startsWith(filters + ROLE + HEL + LO).endsWith(STOP + DONE);
        JsonObject annotation = new JsonObject(answer.data().get(4));
        assertThat(annotation.getString("id")).isEqualTo("chatcmpl-case");
        assertThat(annotation.getLong("created")).isEqualTo(1730000000L);
        assertThat(annotation.getJsonArray("choices").getJsonObject(0).getJsonObject("delta"))
                .as("clients read the delta of each choice")
                .isEqualTo(new JsonObject());

        assertThat(attempt(recorded()).getString("served_model")).isEqualTo("served-1");
    }

    @Test
    void aChoiceOfNothingGetsADelta() {
        sends(ROLE + HEL + "data: {\"choices\":[{ }]}\n\n" + LO + STOP + DONE);

        assertThat(streamed().body())
                .isEqualTo(ROLE + HEL + "data: {\"choices\":[{ \"delta\":{}}]}\n\n" + LO + STOP
                        + DONE);
    }

    @Test
    void aDeltaOfNullIsAnEmptyOne() {
        String end = STOP.replace("\"delta\": {}", "\"delta\": null");
        sends(ROLE + HEL + LO + end + DONE);

        assertThat(streamed().body()).isEqualTo(WHOLE);
    }

    private static String tokens(JsonObject record) {
        JsonObject attempt = attempt(record);
        return attempt.getInteger("prompt_tokens") + " " + attempt.getInteger("completion_tokens")
                + " " + attempt.getBoolean("tokens_reported");
    }

    private static JsonObject attempt(JsonObject record) {
        return record.getJsonArray("attempts").getJsonObject(0);
    }
}
