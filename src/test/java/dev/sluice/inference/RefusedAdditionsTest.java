package dev.sluice.inference;

import static dev.sluice.inference.PickyUpstream.answer;
import static dev.sluice.inference.PickyUpstream.refusal;
import static dev.sluice.inference.PickyUpstream.response;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testing.FreshModels;
import dev.sluice.testing.Gateway;
import dev.sluice.testing.GatewayResource;
import dev.sluice.testing.HttpAnswer;
import dev.sluice.testing.RawClient;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.json.JsonObject;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.UUID;
import java.util.function.Function;

/** Upstreams that refuse what the client did not send. */
@QuarkusTest
@Execution(ExecutionMode.SAME_THREAD)
@QuarkusTestResource(GatewayResource.class)
class RefusedAdditionsTest {
    private static final String USAGE = "{'detail':[{'loc':['body','stream_options']}]}";
    private static final String LOGPROBS = "{'error':{'message':'logprobs is not supported'}}";
    private static final String NO_FIELD = "{'error':{'message':'Extra inputs not permitted'}}";

    private final String model = FreshModels.next();
    private final String unit = "picky-" + UUID.randomUUID();

    @BeforeEach
    void begin() {
        Gateway.begin();
    }

    @ParameterizedTest
    @CsvSource({"400", "422", "404", "500", "501", "403"})
    void anAnswerComesWithoutTheUsageThatOnlyTheGatewayAskedFor(int status) {
        try (PickyUpstream upstream = refusing("stream_options", refusal(status, USAGE))) {
            assertFine(chat(model, "'stream':true"));

            assertThat(upstream.asked()).hasSize(2);
            assertThat(upstream.asked().getLast().containsKey("stream_options")).isFalse();
            JsonObject record = RecordedInference.of(unit);
            assertThat(record.getJsonArray("attempts")).hasSize(1);
            JsonObject attempt = record.getJsonArray("attempts").getJsonObject(0);
            assertThat(attempt.getString("result")).isEqualTo("completed");
            assertThat(attempt.getInteger("status")).isEqualTo(200);
        }
    }

    @Test
    void whatWasRefusedIsNotAskedForAgain() {
        try (PickyUpstream upstream = refusing("stream_options", refusal(422, USAGE))) {
            assertFine(chat(model, "'stream':true"));
            assertFine(chat(model, "'stream':true"));

            assertThat(upstream.asked()).hasSize(3);
            assertThat(upstream.asked().getLast().containsKey("stream_options")).isFalse();
        }
    }

    @Test
    void theClientsOwnOptionsStayAsTheyAre() {
        String own = "'stream':true,'stream_options':{'include_obfuscation':false}";
        try (PickyUpstream upstream = new PickyUpstream(
                request -> request.getJsonObject("stream_options").containsKey("include_usage")
                        ? refusal(400, USAGE)
                        : answer(request))) {
            String body = chat(model, own);

            assertFine(body);

            assertThat(upstream.bodies()).hasSize(2);
            assertThat(upstream.bodies().getLast()).isEqualTo(body);
        }
    }

    @Test
    void theClientsOwnOptionsMayBeRefusedToo() {
        try (PickyUpstream upstream = refusing("stream_options", refusal(422, USAGE))) {
            HttpAnswer answer =
                    ask(chat(model, "'stream':true,'stream_options':{'include_usage':false}"));

            assertThat(answer.status()).isEqualTo(422);
            assertThat(upstream.asked()).hasSize(2);
            assertThat(upstream.asked().getLast().getJsonObject("stream_options"))
                    .isEqualTo(new JsonObject().put("include_usage", false));
        }
    }

    @Test
    void whatTheClientSentItselfIsRefusedAtOnce() {
        try (PickyUpstream upstream = refusing("stream_options", refusal(422, USAGE))) {
            HttpAnswer answer =
                    ask(chat(model, "'stream':true,'stream_options':{'include_usage':true}"));

            assertThat(answer.status()).isEqualTo(422);
            assertThat(upstream.asked()).hasSize(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "'stream':true,"})
    void aRungWhoseModelHasNoLogProbabilitiesIsUnscored(String stream) {
        try (PickyUpstream upstream = refusing("logprobs", refusal(400, LOGPROBS))) {
            HttpAnswer answer = ask(chat("judged-" + model, stream + "'n':1"));

            assertFine(answer);
            assertThat(answer.header("x-sluice-rung")).isEqualTo("1");
            assertThat(answer.header("x-sluice-verdict")).isEqualTo("unscored");
            assertThat(upstream.asked()).hasSize(2);
            assertThat(upstream.asked().getLast().containsKey("stream_options"))
                    .isEqualTo(!stream.isEmpty());
        }
    }

    @Test
    void theClientsOwnLogProbabilitiesStayWithoutMoreAlternatives() {
        String refusal = refusal(400, "{'message':'Requested sample logprobs of 5, max 0'}");
        try (PickyUpstream upstream = refusing("top_logprobs", refusal)) {
            String body = chat("margin-" + model, "'logprobs':true");

            HttpAnswer answer = ask(body);

            assertFine(answer);
            assertThat(answer.body()).contains("-0.01");
            assertThat(upstream.bodies().getLast()).isEqualTo(sent(body));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"'logprobs':false", "'logprobs':false,'top_logprobs':0"})
    void whatTheClientDeclinedIsDeclinedAgain(String own) {
        try (PickyUpstream upstream = new PickyUpstream(request ->
                request.getBoolean("logprobs") ? refusal(400, LOGPROBS) : answer(request))) {
            String body = chat("margin-" + model, own);

            assertFine(body);

            assertThat(upstream.bodies()).hasSize(2);
            assertThat(upstream.bodies().getLast()).isEqualTo(sent(body));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"'n':1,", "'logprobs':2,"})
    void theLegacyEndpointGetsItsOwnNumberBack(String own) {
        try (PickyUpstream upstream = new PickyUpstream(request ->
                request.getInteger("logprobs", 0) > 2 ? refusal(400, LOGPROBS) : answer(request))) {
            String body = "{" + own + "'model':'margin-" + model + "','prompt':'hi','user':'" + unit
                    + "'}";

            try (RawClient client = Gateway.connect()
                    .post("/v1/completions", body.replace('\'', '"'), Gateway.AUTHORIZATION)) {
                assertThat(client.answer().status()).isEqualTo(200);
            }

            assertThat(upstream.bodies()).hasSize(2);
            assertThat(upstream.bodies().getLast()).isEqualTo(sent(body.replace('\'', '"')));
        }
    }

    @Test
    void bothAreRefusedOneAfterTheOther() {
        try (PickyUpstream upstream = new PickyUpstream(request -> request.containsKey("logprobs")
                ? refusal(422, LOGPROBS)
                : request.containsKey("stream_options") ? refusal(422, USAGE) : answer(request))) {
            String body = chat("judged-" + model, "'stream':true");

            assertFine(body);
            assertFine(body);

            assertThat(upstream.bodies()).hasSize(4);
            assertThat(upstream.bodies().get(2)).isEqualTo(sent(body));
            assertThat(upstream.bodies().get(3)).isEqualTo(sent(body));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'detail':[{'loc':['body','stream_options']},{'loc':['body','logprobs']}]}",
                NO_FIELD,
                "{'error':{'message':'Unrecognized request argument supplied','code':null}}",
                "Bad Request",
                ""
            })
    void allAreLeftOutAtOnce(String words) {
        try (PickyUpstream upstream = refusing("stream_options", refusal(400, words))) {
            String body = chat("judged-" + model, "'stream':true");

            assertFine(body);

            assertThat(upstream.bodies()).hasSize(2);
            assertThat(upstream.bodies().getLast()).isEqualTo(sent(body));
        }
    }

    @Test
    void aRefusalThatStaysIsTheClientsAndTeachesNothing() {
        String refusal = refusal(400, "{'error':{'message':'the context is full'}}");
        try (PickyUpstream upstream = new PickyUpstream(
                request -> request.containsKey("max_tokens") ? refusal : answer(request))) {
            HttpAnswer full = ask(chat(model, "'stream':true,'max_tokens':9"));

            assertThat(full.status()).isEqualTo(400);
            assertThat(full.json().getJsonObject("error").getString("message"))
                    .isEqualTo("the context is full");
            assertThat(upstream.asked()).hasSize(2);
            assertFine(chat(model, "'stream':true"));
            assertThat(upstream.asked().get(2).containsKey("stream_options")).isTrue();
            ask(chat(model, "'stream':true,'max_tokens':9"));
            assertThat(upstream.asked()).hasSize(4); // What it has taken is not suspected again.
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'error':{'message':'stream_options: not permitted','code':null}}",
                "{'error':{'message':'Extra inputs are not permitted','code':400}}",
                "{'error':{'message':'not permitted','type':'invalid_request_error'}}"
            })
    void anErrorInsideA200IsARefusalToo(String error) {
        String event = "data: " + error.replace('\'', '"') + "\n\n";
        String role = "data: {\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\"}}]}\n\n";
        for (String body : new String[] {event, role + event, event.substring(6)}) {
            String fresh = FreshModels.next();
            String type = body.startsWith("data") ? "text/event-stream" : "application/json";
            String refusal = response("200 OK", type, body);
            try (PickyUpstream upstream = refusing("stream_options", refusal)) {
                assertFine(chat(fresh, "'stream':true"));

                assertThat(upstream.asked()).hasSize(2);
            }
        }
    }

    @Test
    void anErrorInPlaceOfADocumentIsARefusalToo() {
        String refusal = response("200 OK", "application/json", LOGPROBS.replace('\'', '"'));
        try (PickyUpstream upstream = refusing("logprobs", refusal)) {
            HttpAnswer answer = ask(chat("judged-" + model, "'n':1"));

            assertFine(answer);
            assertThat(answer.header("x-sluice-rung")).isEqualTo("1");
            assertThat(upstream.asked()).hasSize(2);
        }
    }

    private static PickyUpstream refusing(String field, String refusal) {
        Function<JsonObject, String> answers =
                request -> request.containsKey(field) ? refusal : answer(request);
        return new PickyUpstream(answers);
    }

    private String chat(String name, String fields) {
        return ("{" + fields + ",'model':'" + name + "','user':'" + unit
                        + "','messages':[{'role':'user','content':'hi'}]}")
                .replace('\'', '"');
    }

    /** The client's own bytes, as the upstream gets them. */
    private String sent(String body) {
        return body.replaceFirst("(judged|margin)-", "");
    }

    private static HttpAnswer ask(String body) {
        try (RawClient client =
                Gateway.connect().post("/v1/chat/completions", body, Gateway.AUTHORIZATION)) {
            return client.answer();
        }
    }

    private static void assertFine(String body) {
        assertFine(ask(body));
    }

    private static void assertFine(HttpAnswer answer) {
        assertThat(answer.status()).isEqualTo(200);
        if (answer.body().startsWith("data:")) {
            assertThat(answer.text()).isEqualTo("fine");
        } else {
            assertThat(answer.body()).contains("\"content\":\"fine\"");
        }
    }
}
