package dev.sluice.inference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testing.Eventually;
import dev.sluice.testing.Gateway;
import dev.sluice.testing.HttpAnswer;
import dev.sluice.testing.RawClient;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** What the API says of an inference that is over. */
final class RecordedInference {
    private RecordedInference() {}

    /** The one record of a unit, which comes a moment after the answer. */
    static JsonObject of(String unit) {
        try (RawClient client = Gateway.connect()) {
            Eventually.equals(() -> list(client, unit).size(), 1);
            String id = list(client, unit).getJsonObject(0).getString("id");
            HttpAnswer answer =
                    client.get("/api/inferences/" + id, Gateway.AUTHORIZATION).answer();
            assertThat(answer.status()).isEqualTo(200);
            return answer.json();
        }
    }

    private static JsonArray list(RawClient client, String unit) {
        HttpAnswer answer = client.get("/api/inferences?unit=" + unit, Gateway.AUTHORIZATION)
                .answer();
        return answer.status() == 200 ? answer.json().getJsonArray("data") : new JsonArray();
    }
}
