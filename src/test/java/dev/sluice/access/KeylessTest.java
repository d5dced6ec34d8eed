package dev.sluice.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testing.Gateway;
import dev.sluice.testing.GatewayResource;
import dev.sluice.testing.HttpAnswer;
import dev.sluice.testing.RawClient;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A gateway without keys: only this machine, and no web page that a browser on this machine has
 * open.
 */
@QuarkusTest
@Execution(ExecutionMode.SAME_THREAD)
@TestProfile(KeylessTest.Keyless.class)
class KeylessTest {
    /** The usual gateway, without keys. */
    public static final class Keyless implements QuarkusTestProfile {
        @Override
        public boolean disableGlobalTestResources() {
            return true;
        }

        @Override
        public List<TestResourceEntry> testResources() {
            return List.of(new TestResourceEntry(
                    GatewayResource.class, Map.of(GatewayResource.KEYLESS, "true")));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "LOCALHOST:8080",
                "sluice.localhost",
                "127.0.0.1",
                "127.0.0.1:8080",
                "127.1.2.3",
                "[::1]",
                "[::1]:8080"
            })
    void letsLoopbackNamesIn(String host) {
        assertThat(models(host).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "evil.example",
                "evil.example:8080",
                "127.0.0.1.evil.example",
                "localhost.evil.example",
                "evillocalhost",
                "0.0.0.0",
                "10.0.0.1",
                "[::]",
                "[::2]:8080",
                "localhost@evil.example",
                "evil.example#localhost"
            })
    void refusesOtherNames(String host) {
        HttpAnswer answer = models(host);

        assertThat(answer.status()).isIn(400, 403);
        assertThat(answer.body()).doesNotContain("\"data\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"evil.example", "127.0.0.1.evil.example"})
    void saysWhyItRefuses(String host) {
        HttpAnswer answer = models(host);

        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.json().getJsonObject("error").getString("code"))
                .isEqualTo("host_not_allowed");
        assertThat(answer.json().getJsonObject("error").getString("message"))
                .startsWith("the host is '" + host + "'");
    }

    @Test
    void refusesThePageItselfUnderAnotherName() {
        try (RawClient client = Gateway.connect()) {
            client.send("GET / HTTP/1.1\r\nhost: evil.example\r\n\r\n"
                    .getBytes(StandardCharsets.US_ASCII));
            assertThat(client.answer().status()).isEqualTo(403);
        }
    }

    @Test
    void refusesARequestWithoutAHost() {
        try (RawClient client = Gateway.connect()) {
            client.send("GET /v1/models HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(client.await("a status", answer -> answer.status() > 0).status())
                    .isIn(400, 403);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "text/plain",
                "text/plain;charset=UTF-8",
                "application/x-www-form-urlencoded",
                "multipart/form-data; boundary=x",
                "text/plain; application/json"
            })
    void refusesWhatAnotherPageCouldPostWithoutAsking(String contentType) {
        long asked = Gateway.begin().stats().requests();
        String body = Gateway.chat("tuned").encode();

        try (RawClient client = Gateway.connect()) {
            client.send(("POST /v1/chat/completions HTTP/1.1\r\nhost: localhost\r\norigin: "
                            + "http://evil.example\r\n"
                            + "content-type: " + contentType + "\r\ncontent-length: "
                            + body.length() + "\r\n\r\n"
                            + body)
                    .getBytes(StandardCharsets.US_ASCII));

            HttpAnswer answer = client.answer();
            assertThat(answer.status()).isEqualTo(415);
            assertThat(answer.header("access-control-allow-origin")).isNull();
        }
        assertThat(Gateway.simulator().stats().requests()).isEqualTo(asked);
    }

    @Test
    void letsNoOtherPageAskWhetherItMayPostJson() {
        try (RawClient client = Gateway.connect()
                .request(
                        "OPTIONS",
                        "/v1/chat/completions",
                        "",
                        "origin: http://evil.example",
                        "access-control-request-method: POST",
                        "access-control-request-headers: content-type")) {
            HttpAnswer answer = client.answer();
            assertThat(answer.status()).isEqualTo(405);
            assertThat(answer.header("access-control-allow-origin")).isNull();
        }
    }

    @Test
    void letsThisMachineDoEverything() {
        try (RawClient client = Gateway.connect().get("/api/caller")) {
            assertThat(client.answer().json())
                    .isEqualTo(new JsonObject()
                            .putNull("key")
                            .put("role", "admin")
                            .put(
                                    "may",
                                    new JsonArray(Stream.of(Permission.values())
                                            .map(Permission::label)
                                            .toList())));
        }
        for (String path : List.of("/api/keys", "/api/inferences", "/api/experiments")) {
            try (RawClient client = Gateway.connect().get(path)) {
                assertThat(client.answer().status()).isEqualTo(200);
            }
        }
    }

    @Test
    void answersThisMachineWithoutAKey() {
        Gateway.begin();
        try (RawClient client = Gateway.connect()
                .post("/v1/chat/completions", Gateway.chat("tuned").encode())) {
            assertThat(client.answer().status()).isEqualTo(200);
        }
    }

    private static HttpAnswer models(String host) {
        try (RawClient client = Gateway.connect()) {
            client.send(("GET /v1/models HTTP/1.1\r\nhost: " + host + "\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            return client.await("a status", answer -> answer.status() > 0 && answer.complete());
        }
    }
}
