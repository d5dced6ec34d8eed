package dev.sluice.inference;

import static dev.sluice.inference.FieldKit.WHOLE;
import static dev.sluice.inference.FieldKit.answers;
import static dev.sluice.inference.FieldKit.streamed;

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

import java.util.Map;

/** Streams whose head calls them something else, and documents in their place. */
@QuarkusTest
@Execution(ExecutionMode.SAME_THREAD)
@QuarkusTestResource(GatewayResource.class)
class FieldDocumentsTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "text/plain",
                "application/octet-stream",
                "application/json",
                "text/event-stream; charset=iso-8859-1",
                "application/x-ndjson"
            })
    void aStreamIsOneWhateverItsTypeSays(String type) {
        answers(200, type, WHOLE);

        HttpAnswer answer = streamed();

        assertThat(answer.header("content-type")).isEqualTo("text/event-stream; charset=utf-8");
        assertThat(answer.body()).isEqualTo(WHOLE);
    }

    @Test
    void anAnswerThatCameAsADocumentIsStreamed() {
        answers(200, "application/json", """
                {"id":"chatcmpl-1","object":"chat.completion","created":1730000000,"model":"m",
                 "choices":[{"index":0,"message":{"role":"assistant","content":"Hello","tool_calls":[
                   {"id":"c1","type":"function","function":{"name":"f","arguments":"{}"}}]},
                   "finish_reason":"tool_calls"}],
                 "usage":{"prompt_tokens":7,"completion_tokens":2,"total_tokens":9}}""");

        HttpAnswer answer = streamed();

        assertThat(answer.header("content-type")).isEqualTo("text/event-stream; charset=utf-8");
        assertThat(answer.text()).isEqualTo("Hello");
        assertThat(answer.data()).hasSize(3).last().isEqualTo("[DONE]");
        JsonObject first = new JsonObject(answer.data().getFirst());
        assertThat(first.getString("object")).isEqualTo("chat.completion.chunk");
        JsonObject choice = first.getJsonArray("choices").getJsonObject(0);
        assertThat(choice.getValue("finish_reason")).isNull();
        assertThat(choice.getJsonObject("delta").getJsonArray("tool_calls").getJsonObject(0))
                .isEqualTo(new JsonObject("{\"id\":\"c1\",\"type\":\"function\",\"index\":0,"
                        + "\"function\":{\"name\":\"f\",\"arguments\":\"{}\"}}"));
        assertThat(new JsonObject(answer.data().get(1))
                        .getJsonArray("choices")
                        .getJsonObject(0)
                        .getString("finish_reason"))
                .isEqualTo("tool_calls");
    }

    @Test
    void blanksBeforeADocumentDoNotHideIt() {
        Gateway.begin(Answer.start()
                .status(200, Map.of("content-type", "application/json"))
                .raw(" ")
                .delay(20)
                .raw("\n{\"error\":null,\"msg\":\"success\",\"choices\":[{\"index\":0,"
                        + "\"message\":"
                        + "{\"content\":\"Hello\"},\"finish_reason\":\"stop\"}]}"));

        HttpAnswer answer = streamed();

        assertThat(answer.text()).isEqualTo("Hello");
        assertThat(answer.data()).last().isEqualTo("[DONE]");
    }

    @Test
    void aDocumentThatIsCutIsNoErrorOfItsOwn() {
        answers(200, "application/json", "{\"choices\":[{\"index\":0,\"logprobs\":{");

        HttpAnswer answer = streamed();

        assertThat(answer.status()).isEqualTo(502);
        assertThat(FieldKit.error(answer).getString("message"))
                .isEqualTo("the upstream sent a document that is not an answer "
                        + "(expected: a stream of events)");
    }

    @Test
    void aStreamInPlaceOfADocumentBecomesOne() {
        answers(
                200,
                "text/event-stream",
                FieldKit.ROLE + FieldKit.HEL
                        + "data: {\"choices\":[{\"index\":0,\"delta\":{\"tool_calls\":"
                        + "[{\"index\":0,"
                        + "\"id\":\"c1\","
                        + "\"type\":\"function\",\"function\":{\"name\":\"f\","
                        + "\"arguments\":\"{\"}}]}}]}\n\n"
                        + "data: {\"choices\":[{\"index\":0,\"delta\":{\"tool_calls\":"
                        + "[{\"index\":0,"
                        + "\"function\":{\"arguments\":\"}\"}}]}}]}\n\n" + FieldKit.LO
                        + "event: ping\n\n" + FieldKit.STOP
                        + "data: {\"usage\":{\"prompt_tokens\":7,\"completion_tokens\":2}}\n\n"
                        + FieldKit.DONE);

        HttpAnswer answer = FieldKit.asked();

        assertThat(answer.header("content-type")).isEqualTo("application/json");
        assertThat(answer.json()).isEqualTo(new JsonObject("""
                {"id":"chatcmpl-case","object":"chat.completion","created":1730000000,"model":"served-1",
                 "usage":{"prompt_tokens":7,"completion_tokens":2},
                 "choices":[{"index":0,"message":{"role":"assistant","content":"Hello","tool_calls":[
                   {"id":"c1","type":"function","function":{"name":"f","arguments":"{}"}}]},
                   "finish_reason":"stop"}]}"""));
    }

    @Test
    void anErrorInAStreamInPlaceOfADocumentIsAStatus() {
        answers(
                200,
                "text/event-stream",
                FieldKit.ROLE + "data: {\"error\":{\"message\":\"boom\",\"code\":503}}\n\n");

        HttpAnswer answer = FieldKit.asked();

        assertThat(answer.status()).isEqualTo(503);
        assertThat(FieldKit.error(answer).getString("message")).isEqualTo("boom");
    }

    @Test
    void aStreamInPlaceOfADocumentThatIsCutIsNoAnswer() {
        answers(200, "text/event-stream", FieldKit.ROLE + FieldKit.HEL);

        assertThat(FieldKit.asked().status()).isEqualTo(502);
    }

    @Test
    void aMarkBeforeADocumentIsSkipped() {
        answers(
                200,
                "application/json",
                "\uFEFF{\"choices\":[{\"index\":0,\"message\":"
                        + "{\"content\":\"Hello\"},\"finish_reason\":\"stop\"}]}");

        assertThat(FieldKit.asked().status()).isEqualTo(200);
    }

    @Test
    void aCompletionThatCameAsADocumentIsStreamed() {
        answers(200, "application/json", """
                {"id":"cmpl-1","object":"text_completion","created":1,"model":"m",
                 "choices":[{"index":0,"text":"a","logprobs":null,"finish_reason":"stop"}]}""");

        HttpAnswer answer;
        try (RawClient client = Gateway.connect()
                .post(
                        "/v1/completions",
                        "{\"model\":\"tuned\",\"prompt\":\"p\",\"stream\":true}",
                        Gateway.AUTHORIZATION)) {
            answer = client.answer();
        }

        assertThat(answer.data())
                .containsExactly(
                        "{\"id\":\"cmpl-1\",\"object\":\"text_completion\",\"created\":1,"
                                + "\"model\":\"m\",\"choices\":[{\"index\":0,\"text\":\"a\","
                                + "\"logprobs\":null,\"finish_reason\":null}]}",
                        "{\"id\":\"cmpl-1\",\"object\":\"text_completion\",\"created\":1,"
                                + "\"model\":\"m\",\"choices\":[{\"index\":0,\"text\":\"\","
                                + "\"finish_reason\":\"stop\"}]}",
                        "[DONE]");
    }
}
