package dev.sluice.upstream.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.model.Model;
import dev.sluice.upstream.Tokenizer;
import dev.sluice.upstream.UpstreamFailure.Invalid;

import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Tools and formats by grammar, by the real engine; the model's template knows no tools. */
@Tag("engine")
@Timeout(120)
class LocalToolsEngineTest {
    private static final Model BASE = LocalLaneFixture.base();
    private static final JsonArray TOOLS = new JsonArray("""
            [{"type":"function","function":{"name":"get_weather","description":"Weather of a city",
              "parameters":{"type":"object","$defs":{"Unit":{"type":"string","enum":["c","f"]}},
                "properties":{"city":{"type":"string","maxLength":12},
                              "unit":{"$ref":"#/$defs/Unit"}},
                "required":["city","unit"],"additionalProperties":false}}},
             {"type":"function","function":{"name":"now"}}]""");

    @TempDir
    private static Path data;

    private static LocalLaneFixture lane;

    @BeforeAll
    static void start() {
        lane = new LocalLaneFixture(data, 2).serving(BASE);
    }

    @AfterAll
    static void stop() throws Exception {
        lane.close();
    }

    @Test
    void aNamedToolIsCalled() {
        // When
        JsonObject choice = choice(asked(named("get_weather")));

        // Then
        JsonArray calls = choice.getJsonObject("message").getJsonArray("tool_calls");
        JsonObject function = calls.getJsonObject(0).getJsonObject("function");
        JsonObject arguments = new JsonObject(function.getString("arguments"));
        assertThat(calls).hasSize(1);
        assertThat(calls.getJsonObject(0).getString("id")).startsWith("call_");
        assertThat(function.getString("name")).isEqualTo("get_weather");
        assertThat(arguments.fieldNames()).containsExactlyInAnyOrder("city", "unit");
        assertThat(arguments.getString("unit")).isIn("c", "f");
        assertThat(choice.getJsonObject("message").getValue("content")).isNull();
        assertThat(choice.getString("finish_reason")).isEqualTo("tool_calls");
    }

    @Test
    void aToolWithoutParametersGetsNone() {
        JsonObject choice = choice(asked(named("now")));

        JsonObject function = choice.getJsonObject("message")
                .getJsonArray("tool_calls")
                .getJsonObject(0)
                .getJsonObject("function");
        assertThat(new JsonObject(function.getString("arguments"))).isEmpty();
    }

    @Test
    void oneOfTheAllowedToolsIsCalled() {
        JsonObject allowed = new JsonObject("""
                {"type":"allowed_tools","allowed_tools":{"mode":"required",
                 "tools":[{"type":"function","function":{"name":"now"}}]}}""");

        JsonObject choice = choice(asked(allowed));

        assertThat(choice.getJsonObject("message")
                        .getJsonArray("tool_calls")
                        .getJsonObject(0)
                        .getJsonObject("function")
                        .getString("name"))
                .isEqualTo("now");
    }

    @Test
    void callsAreStreamedInFragments() {
        // When
        List<JsonObject> deltas = lane.client.stream(
                        BASE, asked("required").put("parallel_tool_calls", false))
                .chunks()
                .stream()
                .flatMap(it -> it.getJsonArray("choices").stream())
                .map(it -> ((JsonObject) it).getJsonObject("delta"))
                .toList();

        // Then
        List<JsonObject> pieces = deltas.stream()
                .map(it -> it.getJsonArray("tool_calls"))
                .filter(Objects::nonNull)
                .map(it -> it.getJsonObject(0))
                .toList();
        String arguments = pieces.stream()
                .map(it -> it.getJsonObject("function").getString("arguments"))
                .collect(Collectors.joining());
        assertThat(deltas.getFirst().getString("role")).isEqualTo("assistant");
        assertThat(pieces.getFirst().getString("id")).startsWith("call_");
        assertThat(pieces).extracting(it -> it.getInteger("index")).containsOnly(0);
        assertThat(pieces).as("fragments").hasSizeGreaterThan(3);
        assertThat(new JsonObject(arguments)).isNotNull();
    }

    @Test
    void severalCallsAreWrittenWhenTheyAreAskedFor() {
        JsonObject choice = choice(asked(named("get_weather"))
                .put("tool_choice", "required")
                .put("parallel_tool_calls", true)
                .put("max_tokens", 400));

        JsonArray calls = choice.getJsonObject("message").getJsonArray("tool_calls");
        assertThat(calls).isNotEmpty();
        assertThat(calls.stream().map(it -> ((JsonObject) it).getString("id")))
                .doesNotHaveDuplicates();
    }

    @Test
    void whatTheTemplateCantDoIsRefusedByName() {
        assertThat(lane.client.stream(BASE, asked("auto")).failure())
                .isInstanceOfSatisfying(Invalid.class, refusal -> {
                    assertThat(refusal.param()).isEqualTo("tools");
                    assertThat(refusal.message())
                            .contains("chat template can't describe tools")
                            .contains("tool_choice");
                });
    }

    @Test
    void toolsThatMustNotBeCalledAreNot() {
        JsonObject choice = choice(asked("none"));

        assertThat(choice.getJsonObject("message").getString("content")).isNotEmpty();
        assertThat(choice.getJsonObject("message").getJsonArray("tool_calls")).isNull();
    }

    @Test
    void aConversationWithCallsGoesOn() {
        // Given
        JsonObject body = LaneClient.question("What is the weather in Oslo?");
        body.getJsonArray("messages")
                .add(new JsonObject("""
                        {"role":"assistant","content":null,"tool_calls":[{"id":"call_1",
                         "type":"function","function":{"name":"get_weather",
                         "arguments":"{\\"city\\":\\"Oslo\\"}"}}]}"""))
                .add(new JsonObject(
                        "{\"role\":\"tool\",\"tool_call_id\":\"call_1\",\"content\":\"Snow\"}"));

        // When
        JsonObject choice = choice(body);

        // Then
        assertThat(choice.getJsonObject("message").getString("content")).isNotEmpty();
    }

    @Test
    void aJsonObjectIsNeverEmpty() {
        for (String question : List.of("Say hi", "Give me an empty JSON object: {}", "JSON!")) {
            JsonObject body = LaneClient.question(question)
                    .put("max_tokens", 200)
                    .put("response_format", new JsonObject().put("type", "json_object"));
            JsonObject choice = choice(body);
            String text = choice.getJsonObject("message").getString("content");
            assertThat(text).containsPattern("^\\{\\s*\"");
            if (choice.getString("finish_reason").equals("stop")) {
                assertThat(new JsonObject(text)).isNotEmpty();
            }
        }
    }

    @Test
    void thePatternOfASchemaIsKept() {
        for (String pattern : List.of("^\\d{3}-\\w+$", "[A-F]{2}\\.", "^(?:ab|[^a-y\\s])+?$")) {
            JsonObject schema = new JsonObject()
                    .put("type", "object")
                    .put("additionalProperties", false)
                    .put("required", new JsonArray().add("a"))
                    .put(
                            "properties",
                            new JsonObject()
                                    .put(
                                            "a",
                                            new JsonObject()
                                                    .put("type", "string")
                                                    .put("pattern", pattern)));
            JsonObject format = new JsonObject()
                    .put("type", "json_schema")
                    .put(
                            "json_schema",
                            new JsonObject()
                                    .put("name", "a")
                                    .put("strict", true)
                                    .put("schema", schema));
            JsonObject choice = choice(LaneClient.question("The weather, as JSON?")
                    .put("max_tokens", 300)
                    .put("response_format", format));
            if (choice.getString("finish_reason").equals("stop")) {
                String text = choice.getJsonObject("message").getString("content");
                assertThat(new JsonObject(text).getString("a")).containsPattern(pattern);
            }
        }
    }

    @Test
    void textsBecomeTokensAndTextsAgain() throws Exception {
        // Given
        Tokenizer tokenizer = Objects.requireNonNull(lane.upstream.tokenizer(BASE));
        String text = "<|im_start|>user\nHi 😀";

        // When
        List<Tokenizer.Token> tokens = await(() -> tokenizer.tokens(text, false));
        List<Integer> ids = tokens.stream().map(Tokenizer.Token::id).toList();

        // Then
        assertThat(tokens)
                .extracting(Tokenizer.Token::text)
                .containsExactly(
                        "<|im_start|>",
                        "user",
                        "\n",
                        "Hi",
                        "bytes:\\x20\\xf0\\x9f\\x98",
                        "bytes:\\x80");
        assertThat(await(() -> tokenizer.text(ids))).isEqualTo(text);
        assertThat(await(tokenizer::about))
                .isEqualTo(new Tokenizer.About(
                        512,
                        "<|im_start|>",
                        "<|im_end|>",
                        await(tokenizer::about).chatTemplate()));
        assertThat(await(() -> tokenizer.conversation("[{\"role\":\"user\",\"content\":\"Hi\"}]")))
                .extracting(Tokenizer.Token::text)
                .contains("Hi", "<|im_end|>");
    }

    private static <T> T await(Supplier<Future<T>> asked) throws Exception {
        CompletableFuture<T> result = new CompletableFuture<>();
        lane.vertx
                .getOrCreateContext()
                .runOnContext(ignored -> asked.get().onComplete(done -> {
                    if (done.succeeded()) {
                        result.complete(done.result());
                    } else {
                        result.completeExceptionally(done.cause());
                    }
                }));
        return result.get(20, TimeUnit.SECONDS);
    }

    private static JsonObject choice(JsonObject body) {
        return lane.client.ask(BASE, body).getJsonArray("choices").getJsonObject(0);
    }

    private static JsonObject asked(Object choice) {
        return LaneClient.question("What is the weather in Oslo?")
                .put("max_tokens", 120)
                .put("tools", TOOLS.copy())
                .put("tool_choice", choice);
    }

    private static JsonObject named(String name) {
        return new JsonObject()
                .put("type", "function")
                .put("function", new JsonObject().put("name", name));
    }
}
