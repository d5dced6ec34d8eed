package dev.sluice.simulator;

import dev.sluice.testing.HttpAnswer;
import dev.sluice.testing.RawClient;
import dev.sluice.testing.RunningSimulator;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** Asks a simulator over HTTP. */
abstract class SimulatorKit {
    static final String CHAT = "/v1/chat/completions";
    static final Answer FAST_ECHO = Answer.echo(PiecePace.NONE);

    final RunningSimulator simulator;

    SimulatorKit(RunningSimulator simulator) {
        this.simulator = simulator;
    }

    static JsonObject chat(String text) {
        return new JsonObject()
                .put("model", "m")
                .put("messages", JsonArray.of(message("user", text)));
    }

    static JsonObject message(String role, String text) {
        return new JsonObject().put("role", role).put("content", text);
    }

    static JsonObject choice(JsonObject document, int index) {
        return document.getJsonArray("choices").getJsonObject(index);
    }

    HttpAnswer post(String path, JsonObject body) {
        return request("POST", path, body.encode());
    }

    HttpAnswer get(String path) {
        return request("GET", path, "");
    }

    HttpAnswer request(String method, String path, String body) {
        try (RawClient client = RawClient.connect(simulator.port())) {
            return client.request(method, path, body).answer();
        }
    }
}
