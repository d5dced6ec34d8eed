package dev.sluice.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testing.Gateway;
import dev.sluice.testing.GatewayResource;
import dev.sluice.testing.HttpAnswer;
import dev.sluice.testing.RawClient;
import dev.sluice.testing.TestDatabase;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

import java.net.URI;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

/** The list of deliveries, and that what this room offers is described. */
@QuarkusTest
@Execution(ExecutionMode.SAME_THREAD)
@QuarkusTestResource(GatewayResource.class)
class DeliveriesTest {
    private static final String INSERT = """
            insert into webhook_delivery (id, webhook, subject, event, body, created_at, attempts, next_at, delivered_at, given_up_at, last_error)
            values (?::uuid, 'a.test#00000000', ?, 'state', '{}', now() - ? * interval '1 min', ?, now(), ?::timestamptz, ?::timestamptz, ?)""";

    private final String id = "exp-" + UUID.randomUUID();

    @TestHTTPResource(value = "/", management = true)
    URI management;

    @Test
    void listsTheLatestFirst() throws SQLException {
        String first = UUID.randomUUID().toString();
        String second = UUID.randomUUID().toString();
        String third = UUID.randomUUID().toString();
        try (Connection connection =
                TestDatabase.connect(TestDatabase.migrate(TestDatabase.url()))) {
            ExperimentRows rows = new ExperimentRows(connection);
            rows.insert(id, "slang");
            rows.run(INSERT, first, id, 3, 1, "2026-11-21T12:00:00Z", null, null);
            rows.run(INSERT, second, id, 2, 9, null, "2026-11-21T12:00:00Z", "status 500");
            rows.run(INSERT, third, id, 1, 2, null, null, "status 429");
        }

        JsonArray data = get("/api/experiments/" + id + "/webhooks").json().getJsonArray("data");

        assertThat(data.stream().map(one -> ((JsonObject) one).getString("id")))
                .containsExactly(third, second, first);
        assertThat(data.getJsonObject(0).getInstant("next_at")).isNotNull();
        JsonObject givenUp = data.getJsonObject(1);
        givenUp.remove("created_at");
        assertThat(givenUp).isEqualTo(new JsonObject("""
                {"id":"%s","webhook":"a.test#00000000","event":"state","attempts":9,"next_at":null,
                 "delivered_at":null,"given_up_at":"2026-11-21T12:00:00Z","last_error":"status 500"}""".formatted(second)));
        assertThat(data.getJsonObject(2).getString("delivered_at"))
                .isEqualTo("2026-11-21T12:00:00Z");
    }

    @Test
    void refusesWithAProblem() {
        for (String id : List.of("nowhere", "no%00body")) {
            HttpAnswer unknown = get("/api/experiments/" + id + "/webhooks");
            assertThat(unknown.status()).isEqualTo(404);
            assertThat(unknown.json().getString("code")).isEqualTo("experiment_not_found");
        }
        try (RawClient client = Gateway.connect().get("/api/experiments/x/webhooks")) {
            assertThat(client.answer().status()).isEqualTo(401);
        }
    }

    @Test
    void isDescribed() {
        JsonObject api = new JsonObject(get("/q/openapi?format=json").body());

        assertThat(api.getJsonObject("paths").fieldNames())
                .contains("/api/experiments/{id}/events", "/api/experiments/{id}/webhooks");
        assertThat(api.getJsonObject("components")
                        .getJsonObject("schemas")
                        .getJsonObject("WebhookDelivery")
                        .getJsonObject("properties")
                        .fieldNames())
                .containsExactlyInAnyOrderElementsOf(
                        Arrays.stream(DeliveryView.class.getRecordComponents())
                                .map(component -> component
                                        .getName()
                                        .replaceAll("([A-Z])", "_$1")
                                        .toLowerCase(Locale.ROOT))
                                .toList());
    }

    @Test
    void whatIsNeverCountedByExperimentIsThereFromTheStart() {
        try (RawClient client = RawClient.connect(management.getPort()).get("/q/metrics")) {
            assertThat(client.answer().body())
                    .contains(
                            "sluice_experiment_leader ",
                            "sluice_experiment_streams ",
                            "sluice_experiment_snapshot_sequence ",
                            "sluice_experiment_snapshot_age_seconds ");
        }
    }

    private static HttpAnswer get(String path) {
        try (RawClient client = Gateway.connect().get(path, Gateway.AUTHORIZATION)) {
            return client.answer();
        }
    }
}
