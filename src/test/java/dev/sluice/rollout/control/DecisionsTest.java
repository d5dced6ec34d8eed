package dev.sluice.rollout.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testing.Gateway;
import dev.sluice.testing.GatewayResource;
import dev.sluice.testing.HttpAnswer;
import dev.sluice.testing.RawClient;
import dev.sluice.testing.TestDatabase;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

import jakarta.inject.Inject;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.UUID;

/** {@code /api/experiments/{id}/decisions} over real sockets and on the real database. */
@QuarkusTest
@Execution(ExecutionMode.SAME_THREAD)
@QuarkusTestResource(GatewayResource.class)
class DecisionsTest {
    private final String id = "decided-" + UUID.randomUUID();
    private Connection connection;

    @Inject
    Controller controller;

    @BeforeEach
    void connect() {
        connection = TestDatabase.connect(TestDatabase.migrate(TestDatabase.url()));
        Rows.run(connection, id, Rollouts.plan(Rollouts.FIRST, Rollouts.LAST));
    }

    @AfterEach
    void disconnect() throws SQLException {
        Rows.column(connection, "delete from experiment where id = '" + id + "' returning id");
        connection.close();
    }

    @Test
    void theLatestComeFirst() {
        for (int i = 0; i < 3; i++) {
            Rows.column(
                    connection,
                    "insert into experiment_decision (experiment, at, stage, kind, sentence, "
                            + "inputs) values ('"
                            + id
                            + "', '2026-11-01T00:00:0" + i + "Z', 1, 'stay', 'Said " + i
                            + ".', '{\"waits_for\":\"time\",\"conflicts\":" + i
                            + "}') returning id");
        }

        HttpAnswer answer = get(id + "/decisions?limit=2");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("cache-control")).isEqualTo("no-store");
        assertThat(answer.json().getString("object")).isEqualTo("list");
        JsonArray data = answer.json().getJsonArray("data");
        assertThat(data).hasSize(2);
        JsonObject latest = data.getJsonObject(0);
        assertThat(latest.remove("id")).isNotNull();
        assertThat(latest)
                .isEqualTo(new JsonObject()
                        .put("at", "2026-11-01T00:00:02Z")
                        .put("stage", 1)
                        .put("kind", "stay")
                        .put("sentence", "Said 2.")
                        .put(
                                "inputs",
                                new JsonObject().put("waits_for", "time").put("conflicts", 2)));
        assertThat(get(id + "/decisions").json().getJsonArray("data")).hasSize(3);
        assertThat(controller.isLeading()).isFalse(); // Where the tests decide themselves.
    }

    @ParameterizedTest
    @ValueSource(strings = {"no-such-one", "%00", "a%20b"})
    void whatIsNotThereIs404(String unknown) {
        HttpAnswer answer = get(unknown + "/decisions");

        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.json().getString("code")).isEqualTo("experiment_not_found");
        assertThat(answer.header("cache-control")).isEqualTo("no-store");
    }

    @Test
    void aBadLimitIsNamed() {
        HttpAnswer answer = get(id + "/decisions?limit=501&since=now");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().getJsonArray("errors").stream()
                        .map(error -> ((JsonObject) error).getString("field")))
                .containsExactlyInAnyOrder("limit", "since");
    }

    private static HttpAnswer get(String path) {
        try (RawClient client =
                Gateway.connect().get("/api/experiments/" + path, Gateway.AUTHORIZATION)) {
            return client.answer();
        }
    }
}
