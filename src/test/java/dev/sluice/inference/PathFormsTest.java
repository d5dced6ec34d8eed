package dev.sluice.inference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.simulator.Answer;
import dev.sluice.simulator.Simulator;
import dev.sluice.testing.Gateway;
import dev.sluice.testing.GatewayResource;
import dev.sluice.testing.HttpAnswer;
import dev.sluice.testing.RawClient;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.json.JsonObject;

import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Paths as clients join them, and what none of them gets past. */
@QuarkusTest
@Execution(ExecutionMode.SAME_THREAD)
@QuarkusTestResource(GatewayResource.class)
class PathFormsTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "//v1/chat/completions",
                "/v1//chat/completions",
                "/v1/chat//completions",
                "/v1/chat/completions/",
                "/v1/chat/completions//",
                "/v1/chat/completions/?api-version=1",
                "/v1/./chat/completions",
                "/v1/%63hat/completions",
                "/%76%31/chat/completions",
                "http://localhost/v1/chat/completions"
            })
    void isThePlainPath(String path) {
        Simulator upstream = Gateway.begin(Answer.saying("hello"));

        HttpAnswer answer = call("POST", path, Gateway.AUTHORIZATION);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(upstream.requests().getFirst().path()).isEqualTo("/v1/chat/completions");
        assertThat(call("POST", path, "x-a: b").status()).isEqualTo(401);
        assertThat(call("GET", path, Gateway.AUTHORIZATION).status()).isEqualTo(405);
        assertThat(upstream.stats().requests()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/models/",
                "//v1//models",
                "/v1//models/tuned",
                "/v1/models/tuned/",
                "/v1/models/t%75ned"
            })
    void listsOfModelsHaveThemToo(String path) {
        HttpAnswer answer = call("GET", path, Gateway.AUTHORIZATION);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).contains("\"id\":\"tuned\"");
        assertThat(call("GET", path, "x-a: b").status()).isEqualTo(401);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "POST | /chat/completions | did you mean /v1/chat/completions?",
                "POST | /v1/v1/chat/completions | did you mean /v1/chat/completions?",
                "POST | /V1/Chat/Completions | did you mean /v1/chat/completions?",
                "POST | /openai/v1/chat/completions/ | did you mean /v1/chat/completions?",
                "POST | /openai/deployments/base/chat/completions | did you mean "
                        + "/v1/chat/completions?",
                "POST | /completions | did you mean /v1/completions?",
                "POST | /embeddings/ | did you mean /v1/embeddings?",
                "GET | /models | did you mean /v1/models?",
                "POST | /v1/chat%2Fcompletions | there are /v1/chat/completions, "
                        + "/v1/completions, /v1/embeddings, /v1/models",
                "POST | /v1/responses | there are /v1/chat/completions, /v1/completions, "
                        + "/v1/embeddings, /v1/models"
            })
    void aWrongPathIs404WithTheRightOne(String method, String path, String hint) {
        Simulator upstream = Gateway.begin();

        HttpAnswer answer = call(method, path, Gateway.AUTHORIZATION);

        JsonObject error = answer.json().getJsonObject("error");
        assertThat(answer.status()).isEqualTo(404);
        assertThat(error.getString("code")).isEqualTo("not_found");
        assertThat(error.getString("message"))
                .isEqualTo("there is nothing at " + method + " " + path + "; " + hint);
        assertThat(call(method, path, "x-a: b").status()).isEqualTo(401);
        assertThat(upstream.stats().requests()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "//api/inferences",
                "/api//inferences/",
                "/v1/../api/inferences",
                "/v1/%2e%2e/api/inferences",
                "/%61pi/inferences",
                "/assets/../api/inferences",
                "/assets/%2E%2e/api/inferences",
                "//assets/..//api/inferences",
                "/index.html/../api/inferences",
                "/api/%2e%2e/v1/models",
                "/assets/../v1/models",
                "/assets/x/../../v1/chat/completions"
            })
    void noFormGetsPastTheKey(String path) {
        for (String method : new String[] {"GET", "POST", "HEAD", "OPTIONS"}) {
            int status = method.equals("HEAD")
                    ? head(path, "x-a: b")
                    : call(method, path, "x-a: b").status();
            assertThat(status).as(method).isEqualTo(401);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/assets/..%2fapi/inferences",
                "/assets/..%2f..%2fapi/inferences",
                "/assets//../api/inferences",
                "/assets/..;/api/inferences",
                "/assets/;/../../api;x=1/inferences",
                "/assets/%252e%252e/api/inferences",
                "/assets/..%5capi/inferences"
            })
    void anOpenFolderHasNothingElseInIt(String path) {
        assertThat(call("GET", path, "x-a: b").status()).isIn(400, 401, 404);
    }

    @ParameterizedTest
    @CsvSource({"HEAD, 405", "OPTIONS, 405", "PUT, 405"})
    void otherMethodsStayAsTheyAre(String method, int status) {
        for (String path : new String[] {"/v1/chat/completions", "//v1/chat/completions/"}) {
            int seen = method.equals("HEAD")
                    ? head(path, Gateway.AUTHORIZATION)
                    : call(method, path, Gateway.AUTHORIZATION).status();
            assertThat(seen).isEqualTo(status);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"transfer-encoding: gzip, chunked", "host: other"})
    void noFormGetsPastTheRulesOfFraming(String header) {
        Simulator upstream = Gateway.begin();

        HttpAnswer answer =
                call("POST", "//v1//chat/completions/", Gateway.AUTHORIZATION + "\r\n" + header);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(upstream.stats().requests()).isZero();
    }

    private static HttpAnswer call(String method, String path, String header) {
        try (RawClient client = Gateway.connect()) {
            String body = method.equals("GET") ? "" : Gateway.chat("tuned").encode();
            return client.request(method, path, body, header).answer();
        }
    }

    /** The answer has no body, whatever its length says. */
    private static int head(String path, String header) {
        try (RawClient client = Gateway.connect()) {
            return client.request("HEAD", path, "", header)
                    .await("a head", it -> it.status() > 0)
                    .status();
        }
    }
}
