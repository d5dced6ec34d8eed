package dev.sluice.inference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.ConfigStore;
import dev.sluice.simulator.Answer;
import dev.sluice.simulator.Simulator;
import dev.sluice.simulator.Step;
import dev.sluice.testing.Eventually;
import dev.sluice.testing.Gateway;
import dev.sluice.testing.GatewayResource;
import dev.sluice.testing.HttpAnswer;
import dev.sluice.testing.RawClient;
import dev.sluice.upstream.UpstreamCall;
import dev.sluice.upstream.UpstreamFailure;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Canaries in every place where a secret stands: credentials of upstreams, the database's password,
 * the client's key, what people ask. Whatever goes wrong, none of them sings in the log, in an
 * answer, in a metric or in a text.
 */
@QuarkusTest
@Execution(ExecutionMode.SAME_THREAD)
@QuarkusTestResource(GatewayResource.class)
class SecretsCanaryTest extends CanaryKit {
    /** As upstreams write it: with the credential that they got. */
    private static final String ECHO =
            "{\"error\":{\"message\":\"Incorrect API key provided: upstream-secret (Bearer "
                    + "upstream-secret,"
                    + " extra-header-secret)\",\"type\":\"invalid_request_error\",\"param\":null,"
                    + "\"code\":\"c\"}}";

    @Inject
    ConfigStore store;

    static Stream<Answer> failures() {
        return Stream.of(
                Answer.start().status(401, Map.of(), ECHO),
                Answer.start().status(403, Map.of(), ECHO),
                Answer.start()
                        .status(400, Map.of("www-authenticate", "Bearer upstream-secret"), ECHO),
                Answer.start().status(404, Map.of(), ECHO),
                Answer.start().status(429, Map.of("x-request", "upstream-secret"), ECHO),
                Answer.start()
                        .status(
                                500,
                                Map.of(),
                                ECHO.replace(
                                        "upstream-secret",
                                        "upstream-sec\\u0072et upstream-secret")),
                Answer.start().status(500, Map.of(), "<html>upstream-secret</html>"),
                Answer.start().status(503, Map.of(), ECHO.substring(0, ECHO.length() - 3)),
                Answer.start().status(307, Map.of("location", "/?key=upstream-secret"), ECHO),
                Answer.start()
                        .status(500, Map.of(), ECHO + " ".repeat(100_000) + "upstream-secret"),
                Answer.start().status(200, Map.of("content-type", "text/plain"), "upstream-secret"),
                Answer.start().raw("data: " + ECHO + "\n\n"),
                Answer.start().role().tokens("a").raw("data: " + ECHO + "\n\n"),
                Answer.start().raw("data: {not json upstream-secret\n\n"),
                Answer.start().role().tokens("a").raw("data: {not json upstream-secret\n\n"),
                Answer.start().role().tokens("a").cut(Step.Cut.How.RST),
                Answer.start().cut(Step.Cut.How.RST),
                Answer.start().role().tokens("a").raw("data: " + "x".repeat(2_000_000)),
                Answer.start().stall());
    }

    @ParameterizedTest
    @MethodSource("failures")
    void whateverAnUpstreamDoes(Answer failure) {
        for (String model : List.of("hurried", "slang")) {
            Gateway.begin(failure);
            boolean stalls = failure.equals(Answer.start().stall());
            if (stalls && model.equals("slang")) {
                continue; // Its deadline is half a minute.
            }
            try (RawClient client = ask(model, true, Gateway.AUTHORIZATION)) {
                HttpAnswer answer = client.answer();
                assertSilent(answer.body() + answer.headers(), false);
            }
            if (stalls) {
                continue;
            }
            try (RawClient client = ask(model, false, Gateway.AUTHORIZATION)) {
                HttpAnswer answer = client.answer();
                if (answer.status() != 200) {
                    assertSilent(answer.body() + answer.headers(), false);
                }
            }
        }
    }

    @Test
    void anErrorsOwnWordsStayReadable() {
        Gateway.begin(Answer.start().status(400, Map.of(), ECHO));

        HttpAnswer answer = ask("tuned", false, Gateway.AUTHORIZATION).answer();

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().getJsonObject("error").getString("message"))
                .isEqualTo("Incorrect API key provided: *** (Bearer ***, ***)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"unreachable", "no-such-model", "all-minilm-l6-v2", "on-other-h2"})
    void whateverIsAsked(String model) {
        for (boolean streaming : List.of(false, true)) {
            try (RawClient client = ask(model, streaming, Gateway.AUTHORIZATION)) {
                assertThat(client.answer().status()).isGreaterThanOrEqualTo(400);
                assertSilent(client.answer().body() + client.answer().headers(), true);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "authorization: Bearer " + WRONG_KEY,
                "authorization: Basic " + WRONG_KEY,
                "api-key: " + WRONG_KEY,
                "x-sluice-via: " + WRONG_KEY
            })
    void whoeverAsks(String header) {
        String[] headers = header.startsWith("x-")
                ? new String[] {Gateway.AUTHORIZATION, header}
                : new String[] {header};
        try (RawClient client = ask("tuned", false, headers)) {
            assertThat(client.answer().status()).isIn(400, 401);
            assertSilent(client.answer().body() + client.answer().headers(), true);
        }
    }

    @Test
    void bodiesThatCanNotBeRead() {
        Gateway.begin();
        for (String body : List.of(
                "{\"model\":\"tuned\",\"messages\":\"" + PROMPT + "\"}",
                "{\"model\":\"tuned\",\"messages\":[\"" + PROMPT,
                "{\"model\":\"tuned\",\"" + PROMPT + "\":}",
                PROMPT)) {
            try (RawClient client =
                    Gateway.connect().post("/v1/chat/completions", body, Gateway.AUTHORIZATION)) {
                assertThat(client.answer().status()).isEqualTo(400);
                assertSilent(client.answer().body(), false); // The words are the client's own.
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/models", "/v1/models/tuned", "/q/openapi", "/", "/v1/broken"})
    void whateverIsRead(String path) {
        try (RawClient client = Gateway.connect().get(path, Gateway.AUTHORIZATION)) {
            assertSilent(client.answer().body() + client.answer().headers(), true);
        }
    }

    @Test
    void configurationsThatCanNotBeRead() throws IOException {
        String original = Files.readString(file);
        try {
            replace(original.replace("key: \"upstream-secret\"", "key: \"upstream-secret \""));
            Eventually.equals(() -> store.problems().isEmpty(), false);
            assertSilent(store.problems().toString(), true);
            replace(original.replace("key: \"upstream-secret\"", "key: [ upstream-secret ]"));
            Eventually.equals(() -> store.problems().toString().contains("is a list"), true);
            assertSilent(store.problems().toString(), true);
        } finally {
            replace(original);
            Eventually.equals(() -> store.problems().isEmpty(), true);
        }
    }

    @Test
    void textsOfWhatHoldsThem() {
        assertSilent(store.current().toString(), true);
        Buffer prompt = Buffer.buffer(PROMPT);
        MultiMap headers = MultiMap.caseInsensitiveMultiMap()
                .set("authorization", "Bearer " + GatewayResource.KEY);
        assertSilent(
                new UpstreamCall(
                                dev.sluice.vocabulary.Operation.CHAT_COMPLETIONS,
                                new dev.sluice.model.Model.Base("m", "up", "m", null),
                                prompt,
                                true,
                                headers,
                                Duration.ofSeconds(1))
                        .toString(),
                true);
        assertSilent(
                new UpstreamFailure.Refused(500, headers, prompt, "it failed").toString(), true);
    }

    @Test
    void aWholeAnswerLeavesNothingInTheLog() {
        Simulator upstream = Gateway.begin();

        try (RawClient client = ask("tuned", true, Gateway.AUTHORIZATION)) {
            assertThat(client.answer().text()).contains(PROMPT);
        }
        assertThat(upstream.requests().getFirst().headers().get("authorization"))
                .isEqualTo("Bearer upstream-secret");
        assertThat(upstream.requests().getFirst().headers().get("x-extra-secret"))
                .isEqualTo("extra-header-secret");
    }
}
