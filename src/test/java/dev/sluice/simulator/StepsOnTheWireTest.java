package dev.sluice.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testing.HttpAnswer;
import dev.sluice.testing.RawClient;
import dev.sluice.testing.RunningSimulator;
import dev.sluice.testing.SseFrame;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

class StepsOnTheWireTest {
    private static final String PATH = "/v1/chat/completions";
    private static final String STREAM =
            "{\"model\":\"m\",\"stream\":true,\"messages\":[{\"role\":\"user\","
                    + "\"content\":\"Hi there\"}]%s}";

    @RegisterExtension
    static final RunningSimulator simulator = new RunningSimulator();

    @Test
    void streamsRoleTokensFinishAndDoneUnderOneId() {
        simulator.answers(
                Answer.start().role().tokens("Hel", "lo").finish("stop").done());

        HttpAnswer answer = ask("");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("content-type")).isEqualTo("text/event-stream");
        assertThat(answer.header("x-request-id")).isEqualTo("req-sim-1");
        long created = answer.frames().getFirst().json().getLong("created");
        String start =
                "{\"id\":\"chatcmpl-sim-1\",\"object\":\"chat.completion.chunk\",\"created\":"
                        + created + ",\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":";
        String end = ",\"logprobs\":null,\"finish_reason\":";
        assertThat(answer.data())
                .containsExactly(
                        start + "{\"role\":\"assistant\",\"content\":\"\",\"refusal\":null}" + end
                                + "null}]}",
                        start + "{\"content\":\"Hel\"}" + end + "null}]}",
                        start + "{\"content\":\"lo\"}" + end + "null}]}",
                        start + "{}" + end + "\"stop\"}]}",
                        "[DONE]");
    }

    @Test
    void countsIdsFromOne() {
        simulator.answers(Answer.saying("x").delay(1));

        List<String> ids = List.of(
                ask("").frames().getFirst().json().getString("id"),
                ask("").frames().getFirst().json().getString("id"));

        assertThat(ids).containsExactly("chatcmpl-sim-1", "chatcmpl-sim-2");
    }

    @Test
    void sendsUsageOnlyWhenAskedAndThenNullEverywhereElse() {
        simulator.answers(Answer.start()
                .role()
                .text("one two three")
                .finish("stop")
                .usage()
                .done());

        HttpAnswer without = ask("");
        HttpAnswer with = ask(",\"stream_options\":{\"include_usage\":true}");

        assertThat(without.body()).doesNotContain("usage");
        List<SseFrame> frames = with.frames();
        assertThat(frames).hasSize(7);
        for (SseFrame frame : frames.subList(0, 5)) {
            assertThat(frame.json().containsKey("usage")).isTrue();
            assertThat(frame.json().getValue("usage")).isNull();
        }
        JsonObject last = frames.get(5).json();
        assertThat(last.getJsonArray("choices")).isEmpty();
        assertThat(last.getJsonObject("usage"))
                .isEqualTo(new JsonObject(
                        "{\"prompt_tokens\":2,\"completion_tokens\":3,\"total_tokens\":5}"));
        assertThat(frames.get(6).isDone()).isTrue();
    }

    @Test
    void sendsLogprobsOnlyWhenAsked() {
        Logprobs given = new Logprobs(true, List.of(-0.1, -2.5));
        simulator.answers(Answer.start().tokens(PiecePace.NONE, given, "é", "b").done());

        HttpAnswer without = ask("");
        HttpAnswer with = ask(",\"logprobs\":true,\"top_logprobs\":2");

        assertThat(without.frames().getFirst().choice().getValue("logprobs")).isNull();
        JsonObject first = logprobs(with.frames().get(0)).getJsonObject(0);
        assertThat(first.getString("token")).isEqualTo("é");
        assertThat(first.getDouble("logprob")).isEqualTo(-0.1);
        assertThat(first.getJsonArray("bytes")).isEqualTo(JsonArray.of(0xc3, 0xa9));
        assertThat(first.getJsonArray("top_logprobs")).hasSize(2);
        assertThat(first.getJsonArray("top_logprobs").getJsonObject(0).getString("token"))
                .isEqualTo("é");
        assertThat(logprobs(with.frames().get(1)).getJsonObject(0).getDouble("logprob"))
                .isEqualTo(-2.5);
    }

    @Test
    void ignoresTheWishForLogprobsWhenTheScriptSaysSo() {
        simulator.answers(
                Answer.start().tokens(PiecePace.NONE, Logprobs.NONE, "a").done());

        HttpAnswer answer = ask(",\"logprobs\":true");

        assertThat(answer.frames().getFirst().choice().getValue("logprobs")).isNull();
    }

    @Test
    void givesIdAndNameOfAToolCallOnlyInItsFirstFragment() {
        simulator.answers(Answer.start()
                .toolCall("call_1", "weather", "{\"ci", "ty\":1}")
                .toolCall("call_2", "clock", "{}")
                .finish("tool_calls")
                .done());

        List<SseFrame> frames = ask("").frames();

        assertThat(frames.subList(0, 5).stream().map(StepsOnTheWireTest::toolCall))
                .containsExactly(
                        "{\"index\":0,\"id\":\"call_1\",\"type\":\"function\","
                                + "\"function\":{\"name\":\"weather\",\"arguments\":\"\"}}",
                        "{\"index\":0,\"function\":{\"arguments\":\"{\\\"ci\"}}",
                        "{\"index\":0,\"function\":{\"arguments\":\"ty\\\":1}\"}}",
                        "{\"index\":1,\"id\":\"call_2\",\"type\":\"function\","
                                + "\"function\":{\"name\":\"clock\",\"arguments\":\"\"}}",
                        "{\"index\":1,\"function\":{\"arguments\":\"{}\"}}");
        assertThat(frames.get(5).choice().getString("finish_reason")).isEqualTo("tool_calls");
    }

    @Test
    void interleavesChoices() {
        simulator.answers(
                Answer.start().choices(2).tokens("a", "b").finish("stop").done());

        List<SseFrame> frames = ask("").frames();

        assertThat(frames.subList(0, 6).stream()
                        .map(frame -> frame.choice().getInteger("index") + frame.text()))
                .containsExactly("0a", "1a", "0b", "1b", "0", "1");
        assertThat(frames.get(5).choice().getString("finish_reason")).isEqualTo("stop");
    }

    @Test
    void writesCommentsRawBytesMalformedFramesErrorsAndForeignChunksAsScripted() {
        simulator.answers(Answer.start()
                .error("Down.", "server_error")
                .comment("ping")
                .raw("data: {\"raw\":1}\r\n\r\n")
                .malformed()
                .chunk(new JsonObject("{\"x_vendor\":{\"a\":1},\"choices\":[]}")));

        HttpAnswer answer = ask("");

        List<SseFrame> frames = answer.frames();
        assertThat(frames).hasSize(5);
        assertThat(frames.get(0).data())
                .isEqualTo("{\"error\":{\"message\":\"Down.\",\"type\":\"server_error\",\"param\":"
                        + "null,\"code\":null}}");
        assertThat(frames.get(1).comment()).isEqualTo("ping");
        assertThat(frames.get(1).data()).isNull();
        assertThat(answer.body()).contains("data: {\"raw\":1}\r\n\r\n");
        assertThat(frames.get(3).data()).isEqualTo(Documents.BROKEN_JSON);
        JsonObject chunk = frames.get(4).json();
        assertThat(chunk.getString("id")).isEqualTo("chatcmpl-sim-1");
        assertThat(chunk.getJsonObject("x_vendor").getInteger("a")).isEqualTo(1);
    }

    @Test
    void refusesWithStatusHeadersAndEnvelope() {
        simulator.answers(Answer.start().status(429, Map.of("retry-after", "7")));

        HttpAnswer answer = ask("");

        assertThat(answer.status()).isEqualTo(429);
        assertThat(answer.header("retry-after")).isEqualTo("7");
        assertThat(answer.header("content-type")).isEqualTo("application/json");
        assertThat(answer.body())
                .isEqualTo("{\"error\":{\"message\":\"Simulated "
                        + "429.\",\"type\":\"requests\",\"param\":null,"
                        + "\"code\":\"rate_limit_exceeded\"}}");
    }

    @Test
    void refusesWithABodyOfTheScript() {
        simulator.answers(
                Answer.start().status(502, Map.of("content-type", "text/html"), "<h1>Bad</h1>"));

        HttpAnswer answer = ask("");

        assertThat(answer.status()).isEqualTo(502);
        assertThat(answer.header("content-type")).isEqualTo("text/html");
        assertThat(answer.body()).isEqualTo("<h1>Bad</h1>");
    }

    @Test
    void goesOnAfterAStatusThatOnlyAddsHeaders() {
        simulator.answers(
                Answer.start().status(200, Map.of("x-extra", "1")).tokens("a").done());

        HttpAnswer answer = ask("");

        assertThat(answer.header("x-extra")).isEqualTo("1");
        assertThat(answer.text()).isEqualTo("a");
    }

    @Test
    void waitsAtAGateUntilItIsOpened() {
        simulator.answers(Answer.start().tokens("a").gate("rest").tokens("b").done());
        try (RawClient client =
                RawClient.connect(simulator.port()).post(PATH, STREAM.formatted(""))) {

            HttpAnswer before = client.await("the first token", it -> it.text().equals("a"));
            simulator.awaitReached("rest");
            HttpAnswer waiting = client.soFar();
            simulator.open("rest");
            HttpAnswer whole = client.answer();

            assertThat(before.complete()).isFalse();
            assertThat(waiting.text()).isEqualTo("a");
            assertThat(whole.text()).isEqualTo("ab");
        }
    }

    @Test
    void sendsTheHeadAloneWhenTold() {
        simulator.answers(Answer.start().head().stall());
        try (RawClient client =
                RawClient.connect(simulator.port()).post(PATH, STREAM.formatted(""))) {

            HttpAnswer answer = client.await("the head", it -> it.status() != 0);

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.body()).isEmpty();
        }
    }

    @Test
    void delaysAndPacesInTime() {
        simulator.answers(Answer.start()
                .role()
                .delay(60)
                .tokens(PiecePace.perSecond(25), Logprobs.NONE, "a", "b", "c")
                .done());

        List<SseFrame> frames = ask("").frames();

        assertThat(gapMillis(frames, 0, 1)).isGreaterThanOrEqualTo(50);
        assertThat(gapMillis(frames, 1, 3)).isGreaterThanOrEqualTo(70);
    }

    @Test
    void holdsOnlyEverySecondRequest() {
        simulator.answers(Answer.start()
                .role()
                .delay(3_600_000, 2)
                .tokens("a")
                .finish("stop")
                .done());

        assertThat(ask("").text()).isEqualTo("a");
        try (RawClient slow = RawClient.connect(simulator.port())) {
            slow.post(PATH, STREAM.formatted(""))
                    .await("the role", answer -> !answer.frames().isEmpty());

            assertThat(ask("").text()).isEqualTo("a");
            assertThat(simulator.stats().open()).isEqualTo(1);
        }
    }

    @Test
    void writesABurstAsOneChunk() {
        simulator.answers(Answer.start().burst().role().tokens("a", "b").usage().done());

        HttpAnswer answer = ask("");

        assertThat(answer.frames()).hasSize(4);
        assertThat(answer.chunkSizes()).containsExactly(answer.body().length());
    }

    @Test
    void writesABurstUpToEachWait() {
        simulator.answers(
                Answer.start().burst().role().tokens("a").delay(1).tokens("b").done());

        HttpAnswer answer = ask("");

        assertThat(answer.frames()).hasSize(4);
        assertThat(answer.chunkSizes()).hasSize(2);
    }

    @Test
    void writesAStaticBurstOfAHundredChunksAtOnceAndAlwaysTheSame() {
        simulator.answers(Answer.burst(100));

        HttpAnswer first = ask("");
        HttpAnswer second = ask("");

        assertThat(first.frames()).hasSize(101);
        assertThat(first.frames().getFirst().json().getString("id"))
                .isEqualTo("chatcmpl-sim-static");
        assertThat(first.chunkSizes()).containsExactly(first.body().length());
        assertThat(second.body()).isEqualTo(first.body());
    }

    @Test
    void givesTheSameFramesWhenSplitAtEveryByte() {
        Answer answer = Answer.start()
                .role()
                .text("Zażółć 🎈")
                .comment("c")
                .finish("stop")
                .delay(1)
                .done();
        simulator.answers(answer, new Answer(concat(new Step.Split(1), answer.steps())));

        HttpAnswer whole = ask("");
        HttpAnswer split = ask("");

        assertThat(split.chunkSizes())
                .hasSize(split.body().getBytes(StandardCharsets.UTF_8).length);
        assertThat(split.chunkSizes()).containsOnly(1);
        assertThat(comparable(split)).isEqualTo(comparable(whole));
        assertThat(split.text()).isEqualTo("Zażółć 🎈");
    }

    @Test
    void writesBytesThatAreNotText() {
        simulator.answers(Answer.start()
                .raw(Buffer.buffer(new byte[] {(byte) 0xff, 0, 'x'}))
                .delay(1));
        try (RawClient client =
                RawClient.connect(simulator.port()).post(PATH, STREAM.formatted(""))) {

            client.answer();

            assertThat(client.answer().chunkSizes()).containsExactly(3);
            assertThat(client.arrivals().stream()
                            .anyMatch(it -> contains(it.bytes().getBytes(), (byte) 0xff)))
                    .isTrue();
        }
    }

    private static HttpAnswer ask(String more) {
        try (RawClient client =
                RawClient.connect(simulator.port()).post(PATH, STREAM.formatted(more))) {
            return client.answer();
        }
    }

    private static JsonArray logprobs(SseFrame frame) {
        return frame.choice().getJsonObject("logprobs").getJsonArray("content");
    }

    private static String toolCall(SseFrame frame) {
        return frame.choice()
                .getJsonObject("delta")
                .getJsonArray("tool_calls")
                .getJsonObject(0)
                .encode();
    }

    private static long gapMillis(List<SseFrame> frames, int from, int to) {
        return (frames.get(to).nanos() - frames.get(from).nanos()) / 1_000_000;
    }

    private static List<Step> concat(Step first, List<Step> rest) {
        List<Step> all = new ArrayList<>(List.of(first));
        all.addAll(rest);
        return all;
    }

    private static List<String> comparable(HttpAnswer answer) {
        return answer.frames().stream()
                .map(it -> Objects.toString(it.data()) + "|" + it.comment())
                .map(it -> it.replaceAll("\"(id|created)\":[^,]*", ""))
                .toList();
    }

    private static boolean contains(byte[] bytes, byte wanted) {
        for (byte next : bytes) {
            if (next == wanted) {
                return true;
            }
        }
        return false;
    }
}
