package dev.sluice.simulator.fast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.simulator.Script;
import dev.sluice.simulator.ScriptException;
import dev.sluice.testing.Eventually;
import dev.sluice.testing.HttpAnswer;
import dev.sluice.testing.RawClient;
import dev.sluice.testing.RunningSimulator;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.nio.charset.StandardCharsets;

class FastSimulatorTest {
    private static final String CHAT = "/v1/chat/completions";
    private static final Script SCRIPT = Script.parse("""
            models:
              burst: [burst, role, {text: " token", repeat: 98}, {finish: stop}, {usage: {prompt_tokens: 1, completion_tokens: 98}}, done]
              frames: [role, {text: "Hello there"}, {finish: stop}, done]
              paced: [head, role, {text: "0 1 2 3 4 5 6 7", pace: 200/s}, {delay: 4ms}, {finish: stop}, done]
            """);

    /** The faithful one: what is prebuilt has to say the same. */
    @RegisterExtension
    static final RunningSimulator FAITHFUL = new RunningSimulator();

    private static final FastSimulator FAST = new FastSimulator(SCRIPT, 2);
    private static int port;

    @BeforeAll
    static void start() throws InterruptedException {
        port = FAST.start(0);
    }

    @AfterAll
    static void stop() {
        FAST.close();
    }

    @Test
    void saysWhatTheFaithfulSimulatorSays() {
        FAITHFUL.simulator().play(SCRIPT);
        for (String model : new String[] {"burst", "frames"}) {
            for (String more : new String[] {
                "",
                ",\"stream\":true",
                ",\"stream\":true,\"stream_options\":{\"include_usage\":true}"
            }) {
                String body = "{\"model\":\"" + model + "\",\"messages\":[]" + more + "}";

                HttpAnswer fast = ask(port, body);
                HttpAnswer faithful = ask(FAITHFUL.port(), body);

                assertThat(fast.status()).isEqualTo(200);
                assertThat(alike(fast)).isEqualTo(alike(faithful));
                assertThat(fast.header("content-type")).isEqualTo(faithful.header("content-type"));
                assertThat(fast.chunkSizes()).hasSameSizeAs(faithful.chunkSizes());
            }
        }
    }

    @Test
    void givesPacedTokensInOrderAndThenTheNextAnswer() {
        try (RawClient client = RawClient.connect(port)) {
            client.post(CHAT, "{\"model\":\"paced\",\"stream\":true}")
                    .post(CHAT, "{\"model\":\"frames\"}");

            assertThat(client.answer().json().getString("model")).isEqualTo("frames");

            assertThat(client.answers()).hasSize(2);
            assertThat(client.answers().getFirst().text()).isEqualTo("0 1 2 3 4 5 6 7");
            assertThat(client.answers().getFirst().data()).endsWith("[DONE]").hasSize(11);
        }
    }

    @Test
    void writesTokensWhenTheyAreDueAndNotBefore() {
        try (RawClient client = RawClient.connect(port)) {
            client.post(CHAT, "{\"model\":\"paced\",\"stream\":true}").answer();

            // The head, and then eight tokens and the end in writes of their own: no client can see
            // all in one read.
            assertThat(client.arrivals()).hasSizeGreaterThan(1);
            assertThat(client.arrivals().getFirst().bytes().toString()).doesNotContain("[DONE]");
        }
    }

    @Test
    void hasNoSlowTail() {
        Script script = Script.parse("models: {m: [{delay: 4ms, every: 20}, {text: a}, done]}");

        assertThatThrownBy(() -> new FastSimulator(script, 1))
                .isInstanceOf(ScriptException.class)
                .hasMessageStartingWith("models.m: delay: depends on the request");
    }

    @Test
    void aClientThatLeavesDisturbsNobody() {
        try (RawClient leaver = RawClient.connect(port);
                RawClient client = RawClient.connect(port)) {
            leaver.post(CHAT, "{\"model\":\"paced\",\"stream\":true}")
                    .await("the first token", answer -> answer.text().startsWith("0"));
            client.post(CHAT, "{\"model\":\"paced\",\"stream\":true}");
            leaver.reset();

            assertThat(client.answer().text()).isEqualTo("0 1 2 3 4 5 6 7");
        }
    }

    @Test
    void refusesWithAnEnvelopeAndGoesOn() {
        try (RawClient client = RawClient.connect(port)) {
            assertRefused(client.post(CHAT, "{").answer(), 400, "body: not a request");
            assertRefused(client.post(CHAT, "{\"stream\":true}").answer(), 400, "model: missing");
            assertRefused(
                    client.post(CHAT, "{\"model\":\"other\"}").answer(),
                    404,
                    "model: other (expected: one of");
            assertRefused(
                    client.post("/v1/nothing", "{}").answer(), 404, "POST /v1/nothing: unknown");
            assertRefused(
                    client.post("/v1/embeddings", "{\"model\":\"burst\"}").answer(),
                    404,
                    "model: burst");
            assertThat(client.post(CHAT, "{\"model\":\"frames\"}").answer().status())
                    .isEqualTo(200);
            assertThat(client.get("/v1/models").answer().json().getJsonArray("data"))
                    .hasSize(3);
        }
    }

    @Test
    void endsAConnectionThatDoesNotSpeakHttp() {
        try (RawClient client = RawClient.connect(port)) {
            client.send("hello\r\n\r\n".getBytes(StandardCharsets.US_ASCII));

            assertRefused(client.answer(), 400, "request line: not HTTP/1.1");
            assertThat(client.awaitEnd()).isEqualTo(RawClient.End.FIN);
        }
    }

    @Test
    void endsTheConnectionWhereItsClientWantsThat() {
        try (RawClient client = RawClient.connect(port)) {
            assertThat(client.post(
                                    CHAT,
                                    "{\"model\":\"paced\",\"stream\":true}",
                                    "connection: close")
                            .answer()
                            .data())
                    .endsWith("[DONE]");
            assertThat(client.awaitEnd()).isEqualTo(RawClient.End.FIN);
        }
    }

    @Test
    void takesABodyInChunks() {
        try (RawClient client = RawClient.connect(port)) {
            client.send(("POST " + CHAT + " HTTP/1.1\r\ntransfer-encoding: chunked\r\n\r\n"
                            + "8\r\n{\"model\"\r\nA\r\n:\"frames\"}\r\n0\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));

            assertThat(client.answer().json().getString("model")).isEqualTo("frames");
        }
    }

    @Test
    void carriesManyStreamsAtOnce() {
        RawClient[] clients = new RawClient[100];
        try {
            for (int i = 0; i < clients.length; i++) {
                clients[i] =
                        RawClient.connect(port).post(CHAT, "{\"model\":\"paced\",\"stream\":true}");
            }
            for (RawClient client : clients) {
                assertThat(client.answer().text()).isEqualTo("0 1 2 3 4 5 6 7");
            }
        } finally {
            for (RawClient client : clients) {
                if (client != null) {
                    client.close();
                }
            }
        }
    }

    @Test
    void refusesScriptsThatDependOnTheRequest() {
        assertThatThrownBy(() -> new FastSimulator(Script.parse("models: { a: echo }"), 1))
                .isInstanceOf(ScriptException.class)
                .hasMessageStartingWith("models.a: echo: depends on the request");
        assertThatThrownBy(() ->
                        new FastSimulator(Script.parse("models: { a: [role, usage, done] }"), 1))
                .hasMessageStartingWith("models.a: usage: counted (expected: its numbers");
        assertThatThrownBy(() -> new FastSimulator(
                        Script.parse("models: { a: { sequence: [[role], [done]] } }"), 1))
                .hasMessage("models.a: 2 answers (expected: one)");
        assertThatThrownBy(() -> new FastSimulator(Script.echo(), 1))
                .hasMessageStartingWith("models: none");
    }

    private static HttpAnswer ask(int at, String body) {
        try (RawClient client = RawClient.connect(at)) {
            HttpAnswer answer = client.post(CHAT, body).answer();
            Eventually.equals(() -> client.answers().size(), 1);
            return answer;
        }
    }

    /** Without what says which answer it is, and when it was made. */
    private static String alike(HttpAnswer answer) {
        return answer.body()
                .replaceAll("\"id\":\"[^\"]*\"", "\"id\":\"\"")
                .replaceAll("\"created\":\\d+", "\"created\":0");
    }

    private static void assertRefused(HttpAnswer answer, int status, String message) {
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.json().getJsonObject("error").getString("message")).startsWith(message);
    }
}
