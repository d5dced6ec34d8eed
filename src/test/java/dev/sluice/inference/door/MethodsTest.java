package dev.sluice.inference.door;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testing.Gateway;
import dev.sluice.testing.GatewayResource;
import dev.sluice.testing.RawHttp2;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

/** HEAD wherever there is GET; for every other method, which ones there are. */
@QuarkusTest
@Execution(ExecutionMode.SAME_THREAD)
@QuarkusTestResource(GatewayResource.class)
class MethodsTest {
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/index.html",
                "/experiments.html",
                "/favicon.ico",
                "/assets/none.js",
                "/assets/mark.svg",
                "/assets/chat/main.js",
                "/assets/shell/base.css",
                "/v1/models",
                "/v1/models/",
                "/v1/models/tuned",
                "/v1/models/none",
                "/v1/nothing",
                "/nothing",
                "/tokenizer_info",
                "/inferences.html",
                "/models.html",
                "/keys.html",
                "/api/models",
                "/api/keys",
                "/api/inferences",
                "/api/inferences/export",
                "/api/inferences/00000000-0000-7000-8000-000000000000",
                "/api/inferences/00000000-0000-7000-8000-000000000000/stream",
                "/api/experiments",
                "/api/experiments/none/events",
                "/api/feedback",
                "/api/feedback/summary"
            })
    void headIsGetWithoutItsBody(String path) throws Exception {
        HttpResponse<String> get = send("GET", path);
        HttpResponse<String> head = send("HEAD", path);

        assertThat(head.statusCode()).isEqualTo(get.statusCode());
        assertThat(head.body()).isEmpty();
        assertThat(header(head, "content-type")).isEqualTo(header(get, "content-type"));
        // It may be left out (RFC 9110, 9.3.2), but may not be another one.
        assertThat(header(head, "content-length")).isIn(header(get, "content-length"), "");
        assertThat(header(head, "x-request-id")).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/v1/models", "/v1/models/none", "/v1/nothing", "/api/models"})
    void headHasNoBodyOverHttp2Either(String path) {
        try (RawHttp2 client = RawHttp2.connect(Gateway.port())) {
            RawHttp2.Message answer = client.send(
                            1,
                            "",
                            ":method",
                            "HEAD",
                            ":scheme",
                            "http",
                            ":authority",
                            "localhost",
                            ":path",
                            path,
                            "authorization",
                            "Bearer " + GatewayResource.KEY)
                    .read();

            assertThat(answer.status()).isIn(200, 404);
            assertThat(answer.body()).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            POST    | /                                | GET, HEAD
            PUT     | /index.html                      | GET, HEAD
            DELETE  | /experiments.html                | GET, HEAD
            POST    | /assets/mark.svg                 | GET, HEAD
            POST    | /v1/models                       | GET, HEAD
            DELETE  | /v1/models/tuned                 | GET, HEAD
            GET     | /v1/chat/completions             | POST
            HEAD    | /v1/chat/completions             | POST
            OPTIONS | /v1/completions                  | POST
            PATCH   | /v1/embeddings                   | POST
            POST    | /api/inferences                  | GET, HEAD
            DELETE  | /api/inferences/x                | GET, HEAD
            POST    | /api/inferences/x/stream         | GET, HEAD
            DELETE  | /api/feedback                    | GET, HEAD, POST
            POST    | /api/feedback/summary            | GET, HEAD
            DELETE  | /api/experiments                 | GET, HEAD, POST
            GET     | /api/experiments/x/pause         | POST
            HEAD    | /api/experiments/x/pause         | POST
            POST    | /api/experiments/x/events        | GET, HEAD
            POST    | /api/experiments/routes/a/b/switch | DELETE, GET, HEAD, PUT
            """)
    void anotherMethodIsToldWhichThereAre(String method, String path, String allowed)
            throws Exception {
        HttpResponse<String> answer = send(method, path);

        assertThat(answer.statusCode()).isEqualTo(405);
        assertThat(header(answer, "allow")).isEqualTo(allowed);
        if (!method.equals("HEAD")) {
            assertThat(answer.body())
                    .contains("method_not_allowed")
                    .contains("the method is " + method + " (expected: " + allowed + ")");
        }
    }

    @Test
    void aHeadLeavesTheConnectionReadable() throws Exception {
        for (int turn = 0; turn < 3; turn++) {
            assertThat(send("HEAD", "/v1/models").statusCode()).isEqualTo(200);
            assertThat(send("GET", "/v1/models/tuned").body()).contains("\"tuned\"");
        }
    }

    private static String header(HttpResponse<?> answer, String name) {
        return answer.headers().firstValue(name).orElse("");
    }

    private static HttpResponse<String> send(String method, String path)
            throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://localhost:" + Gateway.port() + path))
                .header("authorization", "Bearer " + GatewayResource.KEY)
                .header("content-type", "application/json")
                .method(method, HttpRequest.BodyPublishers.noBody())
                .build();
        return CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
    }
}
