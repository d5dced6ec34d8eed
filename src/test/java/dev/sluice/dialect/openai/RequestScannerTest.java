package dev.sluice.dialect.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.dialect.Addition;
import dev.sluice.dialect.BadRequest;
import dev.sluice.vocabulary.Operation;

import io.vertx.core.json.JsonObject;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.util.Random;

class RequestScannerTest {
    private static final String MESSAGES =
            "\"messages\":[{\"role\":\"user\",\"content\":\"hé 😀\"}]";
    private final RequestScanner scanner = new RequestScanner(16);

    @Test
    void takesTheFewFieldsItNeeds() {
        OpenAiRequest request =
                chat("{\"model\":\"m\",\"stream\":true,\"stream_options\":{\"include_usage\":true},"
                        + MESSAGES + "}");

        assertThat(request.requestedModel()).isEqualTo("m");
        assertThat(request.streaming()).isTrue();
        assertThat(request.usageWanted()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"model\":\"m\",\"stream\":true,@}",
                " { \"stream\" : true , @ , \"model\" : \"m\" } ",
                "{\"stream_options\":null,\"model\":\"m\",\"stream\":true,@}",
                "{\"stream_options\":{},\"model\":\"m\",\"stream\":true,@}",
                "{\"stream_options\":{ },\"model\":\"m\",\"stream\":true,@}",
                "{\"model\":\"m\",@,\"stream\":true,\"stream_options\":{\"include_obfuscation\":"
                        + "false}}",
                "{\"model\":\"m\",@,\"stream\":true,\"stream_options\":{\"include_usage\":false}}",
                "{\"model\":\"m\",@,\"stream\":true,\"stream_options\":{\"x\":[1],"
                        + "\"include_usage\": false ,\"y\":2}}",
                "{\"model\":\"m\",@,\"stream\":true,\"stream_options\":{\"include_usage\":null}}",
                "{\"model\":\"m\",@,\"stream\":true,\"stream_options\":{\"include_usage\":true}}"
            })
    void asksForUsageAndReplacesTheModelAndLeavesTheRestAlone(String template) {
        String body = template.replace(
                "@", MESSAGES + ",\"unknown\":{\"model\":\"x\",\"deep\":[1,{\"stream\":\"é\"}]}");

        JsonObject sent = chat(body).bodyFor("ft:\"quoted\"", -1, Addition.NONE).toJsonObject();

        JsonObject expected = new JsonObject(body).put("model", "ft:\"quoted\"");
        JsonObject options = expected.getJsonObject("stream_options") == null
                ? new JsonObject()
                : expected.getJsonObject("stream_options");
        expected.put("stream_options", options.put("include_usage", true));
        assertThat(sent).isEqualTo(expected);
    }

    @Test
    void changesNothingButTheModelWhenTheClientDoesNotStream() {
        String body = "{\"a\" : 1.50 , \"model\":\"m\", " + MESSAGES + ", \"stream\":false }";

        assertThat(chat(body).bodyFor("other", -1, Addition.NONE).toString())
                .isEqualTo(body.replace("\"m\"", "\"other\""));
        assertThat(chat(body).bodyFor("m", -1, Addition.NONE).toString()).isEqualTo(body);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{@} | missing_required_parameter | 'model' is missing: name a model or a route",
                "{\"model\":\"m\"} | missing_required_parameter | 'messages' is missing",
                "{\"model\":\"\",@} | invalid_value | 'model' is empty: name a model or a route",
                "{\"model\":7,@} | invalid_type | 'model' must be a string, got a number (7)",
                "{\"model\":null,@} | invalid_type | 'model' must be a string, got null (null)",
                "{\"model\":\"m\",\"model\":\"n\",@} | duplicate_parameter | 'model' appears twice "
                        + "in the body",
                "{\"model\":\"m\",\"messages\":\"hi\"} | invalid_type | 'messages' must be an "
                        + "array, got a string (hi)",
                "{\"model\":\"m\",\"messages\":[]} | empty_array | 'messages' is empty: at least "
                        + "one message is needed",
                "{\"model\":\"m\",\"messages\":[1]} | invalid_type | 'messages[]' must be "
                        + "objects, got a number (1)",
                "{\"model\":\"m\",\"stream\":\"yes\",@} | invalid_type | 'stream' must be true or "
                        + "false, got a string (yes)",
                "{\"model\":\"m\",\"stream_options\":[],@} | invalid_type | 'stream_options' must "
                        + "be an object, got an array",
                "{\"model\":{},@} | invalid_type | 'model' must be a string, got an object",
                "{\"model\":1.5,@} | invalid_type | 'model' must be a string, got a number (1.5)",
                "{\"model\":true,@} | invalid_type | 'model' must be a string, got a boolean "
                        + "(true)",
                "{\"model\":\"m\",\"stream_options\":{\"include_usage\":1},@} | invalid_type | "
                        + "'stream_options.include_usage' must be true or false, got a number (1)",
                "{\"model\":\"m\",\"messages\":\"1234567890123456789012345678901234567890\"} | "
                        + "invalid_type | 'messages' must be an array, got a string "
                        + "(1234567890123456789012345678901234567890)",
                "{\"model\":\"m\",\"messages\":\"12345678901234567890123456789012345678901\"} | "
                        + "invalid_type | 'messages' must be an array, got a string "
                        + "(1234567890123456789012345678901234567890…)"
            })
    void refusesBadInputByName(String template, String code, String message) {
        BadRequest refused =
                catchThrowableOfType(BadRequest.class, () -> chat(template.replace("@", MESSAGES)));

        assertThat(refused.error().status()).isEqualTo(400);
        assertThat(refused.error().code()).isEqualTo(code);
        assertThat(refused.error().message()).isEqualTo(message);
    }

    @Test
    void refusesWhatIsTooDeep() {
        String body =
                "{\"model\":\"m\"," + MESSAGES + ",\"x\":" + "[".repeat(40) + "]".repeat(40) + "}";

        BadRequest refused = catchThrowableOfType(BadRequest.class, () -> chat(body));

        assertThat(refused.error().code()).isEqualTo("json_too_deep");
        assertThat(refused.error().message())
                .isEqualTo("the body is nested deeper than 16 levels (limits.depth)");
    }

    @Test
    void takesWhatIsAsDeepAsItMayBe() {
        String body =
                "{\"model\":\"m\"," + MESSAGES + ",\"x\":" + "[".repeat(15) + "]".repeat(15) + "}";

        assertThat(chat(body).requestedModel()).isEqualTo("m");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'model':'m',@}                                   | false | 0",
                "{'model':'m','logprobs':true,@}                   | true  | 0",
                "{'model':'m','logprobs':true,'top_logprobs':3,@}  | true  | 3",
                "{'top_logprobs':3,'logprobs':false,'model':'m',@} | false | 3",
                "{'model':'m','logprobs':null,@}                   | false | 0",
                "{'model':'m','logprobs':'yes','top_logprobs':'x',@} | false | 0",
                "{'model':'m','logprobs':1.5,'top_logprobs':2.5,@} | false | 0",
                "{'model':'m','logprobs':5,@}                      | true  | 5"
            },
            quoteCharacter = '`')
    void seesWhatIsAskedOfLogProbabilitiesAndAsksForMore(
            String template, boolean wanted, int alternatives) {
        String body = template.replace('\'', '"').replace("@", MESSAGES);
        OpenAiRequest request = chat(body);

        assertThat(request.logprobs().wanted()).isEqualTo(wanted);
        assertThat(request.logprobs().alternatives()).isEqualTo(alternatives);
        JsonObject expected = new JsonObject(body);
        expected.put("logprobs", wanted ? expected.getValue("logprobs") : true);
        assertThat(request.bodyFor("m", 0, Addition.NONE).toJsonObject()).isEqualTo(expected);
        assertThat(request.bodyFor("m", 9, Addition.NONE).toJsonObject())
                .isEqualTo(expected.put("top_logprobs", 9));
    }

    @Test
    void theLegacyEndpointAsksForAlternativesByTheirNumber() {
        String body = "{\"model\":\"m\",\"prompt\":[\"a\"],\"logprobs\":2}";
        OpenAiRequest request =
                scanner.read(Operation.COMPLETIONS, body.getBytes(StandardCharsets.UTF_8));

        assertThat(request.logprobs().wanted()).isTrue();
        assertThat(request.bodyFor("m", 2, Addition.NONE).toString()).isEqualTo(body);
        assertThat(request.bodyFor("m", 3, Addition.NONE).toString())
                .isEqualTo(body.replace("2", "3"));
    }

    @Test
    void nothingIsStreamedOfEmbeddings() {
        OpenAiRequest request = scanner.read(
                Operation.EMBEDDINGS,
                "{\"model\":\"m\",\"input\":\"a\",\"stream\":true}"
                        .getBytes(StandardCharsets.UTF_8));

        assertThat(request.streaming()).isFalse();
    }

    @Test
    void readsOrRefusesWhateverItGets() {
        Random random = new Random(5);
        byte[] seed =
                ("{\"model\":\"m\",\"stream\":true,\"stream_options\":{\"include_usage\":false},"
                                + MESSAGES + "}")
                        .getBytes(StandardCharsets.UTF_8);
        int read = 0;
        int refused = 0;
        for (int round = 0; round < 50_000; round++) {
            byte[] bytes = seed.clone();
            for (int edits = random.nextInt(3); edits >= 0; edits--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            try {
                scanner.read(Operation.CHAT_COMPLETIONS, bytes).bodyFor("other", -1, Addition.NONE);
                read++;
            } catch (BadRequest e) {
                refused++;
            }
        }
        assertThat(read).isPositive();
        assertThat(refused).isPositive();
    }

    private OpenAiRequest chat(String template) {
        String body = template.replace("@", MESSAGES);
        return scanner.read(Operation.CHAT_COMPLETIONS, body.getBytes(StandardCharsets.UTF_8));
    }
}
