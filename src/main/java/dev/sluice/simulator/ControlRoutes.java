package dev.sluice.simulator;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * The routes under {@value #PREFIX} with which tests and load scripts in another process control
 * the simulator.
 */
final class ControlRoutes {
    static final String PREFIX = "/_sim/";
    private static final String GATES = PREFIX + "gates/";

    private final SimulatorState state;

    ControlRoutes(SimulatorState state) {
        this.state = state;
    }

    void handle(HttpServerRequest request, String path, Buffer body) {
        HttpServerResponse response = request.response();
        String operation = request.method() + " " + path;
        switch (operation) {
            case "GET /_sim/stats" ->
                UnscriptedReplies.json(response, 200, state.stats().json());
            case "GET /_sim/requests" ->
                UnscriptedReplies.json(response, 200, requests(request.getParam("last")));
            case "POST /_sim/script" -> play(response, body);
            case "DELETE /_sim/stats" -> {
                state.reset();
                response.setStatusCode(204).end();
            }
            default -> {
                if (operation.startsWith("POST " + GATES)) {
                    state.gates().open(path.substring(GATES.length()));
                    response.setStatusCode(204).end();
                } else {
                    UnscriptedReplies.refuse(
                            response,
                            404,
                            operation + ": unknown (expected: GET or DELETE " + PREFIX
                                    + "stats, GET " + PREFIX + "requests, POST " + PREFIX
                                    + "script or " + GATES + "NAME)");
                }
            }
        }
    }

    private void play(HttpServerResponse response, Buffer body) {
        try {
            state.play(Script.parse(body.toString()));
            response.setStatusCode(204).end();
        } catch (ScriptException e) {
            UnscriptedReplies.refuse(response, 400, String.valueOf(e.getMessage()));
        }
    }

    private JsonObject requests(@Nullable String last) {
        List<RecordedRequest> all = state.log().all();
        int wanted =
                last == null || !last.matches("\\d{1,9}") ? all.size() : Integer.parseInt(last);
        JsonArray shown = new JsonArray();
        all.subList(Math.max(0, all.size() - wanted), all.size())
                .forEach(it -> shown.add(it.describe()));
        return new JsonObject().put("requests", shown);
    }
}
