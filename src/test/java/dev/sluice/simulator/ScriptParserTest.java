package dev.sluice.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

class ScriptParserTest {
    @Test
    void readsEveryStep() {
        Script script = Script.parse("""
                models:
                  all:
                    - { status: 200, headers: { x-a: 1 } }
                    - head
                    - delay: 1.5s
                    - { delay: 400ms, every: 20 }
                    - gate: rest
                    - stall
                    - cut: rst
                    - split: 3
                    - burst
                    - role
                    - n: 2
                    - { tokens: ["a", "b"], repeat: 2, pace: 20ms, jitter: 5ms, seed: 7, logprobs: [-0.1, -0.2] }
                    - { text: "one two", pace: 50/s, logprobs: none }
                    - tool-call: { id: c, name: f, arguments: ["x", "y"] }
                    - finish: length
                    - usage
                    - usage: { prompt_tokens: 1, completion_tokens: 2 }
                    - done
                    - comment: hm
                    - raw: "abc"
                    - raw: { base64: "/wA=" }
                    - malformed
                    - error: { message: Down., code: overloaded }
                    - chunk: { x_vendor: { deep: [1, { a: null }] } }
                    - echo
                """);

        assertThat(script.models().get("all"))
                .containsExactly(new Answer(List.of(
                        new Step.Status(200, Map.of("x-a", "1"), null),
                        new Step.Head(),
                        new Step.Delay(Duration.ofMillis(1500)),
                        new Step.Delay(Duration.ofMillis(400), 20),
                        new Step.Gate("rest"),
                        new Step.Stall(),
                        new Step.Cut(Step.Cut.How.RST),
                        new Step.Split(3),
                        new Step.Burst(),
                        new Step.Role(),
                        new Step.Choices(2),
                        new Step.Tokens(
                                List.of("a", "b"),
                                2,
                                new PiecePace(Duration.ofMillis(20), Duration.ofMillis(5), 7),
                                new Logprobs(true, List.of(-0.1, -0.2))),
                        new Step.Tokens(
                                List.of("one", " two"), 1, PiecePace.perSecond(50), Logprobs.NONE),
                        new Step.ToolCall("c", "f", List.of("x", "y"), PiecePace.NONE),
                        new Step.Finish("length"),
                        new Step.Usage(null),
                        new Step.Usage(Documents.usage(1, 2)),
                        new Step.Done(),
                        new Step.Comment("hm"),
                        new Step.Raw(Buffer.buffer("abc")),
                        new Step.Raw(Buffer.buffer(new byte[] {(byte) 0xff, 0})),
                        new Step.Malformed(Documents.BROKEN_JSON),
                        new Step.ErrorEvent(Documents.error("Down.", "server_error", "overloaded")),
                        new Step.Chunk(
                                new JsonObject("{\"x_vendor\":{\"deep\":[1,{\"a\":null}]}}")),
                        new Step.Echo(PiecePace.perSecond(20)))));
    }

    @Test
    void readsSequencesDefaultsAndJson() {
        Script script = Script.parse(
                "{\"models\": {\"a\": {\"sequence\": [[{\"status\": 503}], \"echo\"]}},"
                        + "\"default\": [\"role\", \"done\"]}");

        assertThat(script)
                .isEqualTo(Script.of(Answer.start().role().done())
                        .with("a", Answer.refusing(503), Answer.echo(PiecePace.perSecond(20))));
    }

    @Test
    void takesAListAsTheAnswerOfEveryModel() {
        assertThat(Script.parse("[role, done]"))
                .isEqualTo(Script.of(Answer.start().role().done()));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            [{delay: 200}]                     | script[0].delay: 200 (expected: a duration such as 200ms, 1.5s or 2m)
            [role, {cut: off}]                 | script[1].cut: false (expected: fin or rst)
            [{split: 0}]                       | script[0].split: 0 (expected: a whole number from 1 to 1048576)
            [{status: abc}]                    | script[0].status: abc (expected: a whole number from 200 to 599)
            [{text: a, pace: 0/s}]             | script[0].pace: 0/s (expected: a gap such as 20ms, or tokens per second such as 50/s)
            [{finish: ready}]                  | script[0].finish: ready (expected: stop, length, tool_calls, content_filter or function_call)
            [{tokens: [a, b], logprobs: [-1]}] | script[0].logprobs: [-1] (expected: 2 numbers (one for each token), none above 0)
            [{tokens: [a], logprobs: [0.5]}]   | script[0].logprobs: [0.5] (expected: 1 numbers (one for each token), none above 0)
            [{tokens: []}]                     | script[0].tokens: [] (expected: one token or more)
            [{tool-call: {id: a}}]             | script[0].tool-call: {id=a} (expected: id:, name: and arguments:)
            [{raw: {base64: '?'}}]             | script[0].raw: {base64=?} (expected: a text, or base64: with bytes in Base64)
            [{delay: 1s, pace: 1ms}]           | script[0].pace: 1ms (expected: no such field beside delay; allowed: [every])
            [{delay: 1s, every: 0}]            | script[0].every: 0 (expected: a whole number from 1 to 1000000)
            [{stall: , pace: 1ms}]             | script[0].pace: 1ms (expected: no such field beside stall)
            {models: {a: {sequence: []}}}      | models.a.sequence: [] (expected: one answer or more)
            {models: {a: talk}}                | models.a: talk (expected: a list of steps, echo, or sequence: with a list of answers)
            {modles: {}}                       | modles: {} (expected: models or default as the field's name)
            '3'                                | script: 3 (expected: models: or default:)
            """)
    void namesFieldValueAndExpectation(String script, String message) {
        assertThatThrownBy(() -> Script.parse(script))
                .isInstanceOf(ScriptException.class)
                .hasMessage(message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[tokenz]", "[{tokenz: [a]}]", "[{role: , done: }]"})
    void listsTheStepsWhenThereIsNotExactlyOne(String script) {
        assertThatThrownBy(() -> Script.parse(script))
                .isInstanceOf(ScriptException.class)
                .hasMessageStartingWith("script[0]: ")
                .hasMessageContaining("one of [status, tokens, text, tool-call, echo, head,");
    }

    @Test
    void saysWhereAScriptIsNotYaml() {
        assertThatThrownBy(() -> Script.parse("models: [\n"))
                .isInstanceOf(ScriptException.class)
                .hasMessageContaining("line 2");
    }

    @Test
    void saysThatAFileIsMissing() {
        assertThatThrownBy(() -> Script.read(Path.of("missing.yaml")))
                .isInstanceOf(ScriptException.class)
                .hasMessageStartingWith(
                        "missing.yaml: can't be read (expected: a YAML or JSON file");
    }

    @ParameterizedTest
    @ValueSource(strings = {"faults.yaml", "burst.yaml"})
    void readsTheExampleScripts(String name) {
        assertThat(Script.read(Path.of("load-tests/scripts", name)).models()).hasSizeGreaterThan(3);
    }
}
