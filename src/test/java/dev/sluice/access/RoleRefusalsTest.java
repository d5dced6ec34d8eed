package dev.sluice.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testing.Gateway;
import dev.sluice.testing.GatewayResource;
import dev.sluice.testing.HttpAnswer;
import dev.sluice.testing.RawClient;
import dev.sluice.testing.RawHttp2;
import dev.sluice.testing.RoleKeys;
import dev.sluice.vocabulary.Role;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.json.JsonObject;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;

/** What a refusal for lack of a role, or of a key, says and leaves behind. */
@QuarkusTest
@Execution(ExecutionMode.SAME_THREAD)
@QuarkusTestResource(GatewayResource.class)
class RoleRefusalsTest {
    private static final String READER = RoleKeys.authorization(Role.READER);

    @Test
    void saysWhatIsLackingAndHowToGetIt() {
        try (RawClient client = Gateway.connect().get("/api/keys", READER)) {
            HttpAnswer answer = client.answer();

            assertThat(answer.header("content-type")).startsWith("application/problem+json");
            JsonObject problem = answer.json();
            assertThat(problem.getInteger("status")).isEqualTo(403);
            assertThat(problem.getString("code")).isEqualTo("role_needed");
            assertThat(problem.getString("detail"))
                    .isEqualTo("the key 'reader' has the role reader (expected for this: admin); "
                            + "whoever runs the gateway makes a key that has it with ./sluice key "
                            + "new NAME --role admin, or gives it to this one with role: admin");
        }
    }

    @Test
    void namesEveryRoleThatMay() {
        try (RawClient client = Gateway.connect().post("/api/experiments", "{}", READER)) {
            assertThat(client.answer().json().getString("detail"))
                    .contains("(expected for this: operator or admin)")
                    .contains("--role operator");
        }
    }

    @Test
    void theConnectionGoesOnBehindARefusedBody() {
        try (RawClient client = Gateway.connect()) {
            client.post("/api/experiments", "{\"id\":\"" + "x".repeat(300_000) + "\"}", READER);
            assertThat(client.answer().status()).isEqualTo(403);

            client.get("/api/experiments", READER);

            assertThat(client.answer().status()).isEqualTo(200);
        }
    }

    /** Nobody knows whether what comes next is the body or another request. */
    @ParameterizedTest
    @ValueSource(strings = {"x-no: key", "authorization: Bearer sk-sluice-as-reader"})
    void aRefusedClientThatWaitsIsTheLastOfItsConnection(String header) {
        String hidden = "GET /api/caller HTTP/1.1\r\nhost: localhost\r\n" + READER + "\r\n\r\n";
        try (RawClient client = Gateway.connect()) {
            client.send(bytes("POST /api/experiments HTTP/1.1\r\nhost: localhost\r\n" + header
                    + "\r\ncontent-type: application/json\r\nexpect: 100-continue\r\n"
                    + "content-length: " + hidden.length() + "\r\n\r\n"));
            HttpAnswer answer = client.answer();
            assertThat(answer.status()).isIn(401, 403);
            assertThat(answer.header("connection")).isEqualTo("close");

            client.send(bytes(hidden));

            assertThat(client.awaitEnd()).isEqualTo(RawClient.End.FIN);
            assertThat(client.answers()).hasSize(1);
        }
    }

    @Test
    void aHeadHasNoBodyOverHttp2Either() {
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
                            "/api/keys",
                            "authorization",
                            READER.substring("authorization: ".length()))
                    .read();

            assertThat(answer.status()).isEqualTo(403);
            assertThat(answer.body()).isEmpty();
            assertThat(answer.headers()).containsKey("content-length");
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
