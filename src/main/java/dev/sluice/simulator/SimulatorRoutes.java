package dev.sluice.simulator;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

import org.jspecify.annotations.Nullable;

/** Reads what a request asks for and starts its answer. Runs on the connection's event loop. */
final class SimulatorRoutes {
    private static final int BODY_BYTES_MAX = 64 << 20;

    private final Vertx vertx;
    private final SimulatorState state;
    private final ControlRoutes control;

    SimulatorRoutes(Vertx vertx, SimulatorState state) {
        this.vertx = vertx;
        this.state = state;
        this.control = new ControlRoutes(state);
    }

    void handle(HttpServerRequest request) {
        SimulatedOperation endpoint = HttpMethod.POST.equals(request.method())
                ? SimulatedOperation.at(path(request))
                : null;
        Context context = vertx.getOrCreateContext();
        Outlet outlet = null;
        if (endpoint != null) {
            state.stats().onRequest();
            outlet = new Outlet(request, state.stats(), context);
        }
        receive(request, endpoint, outlet, context);
    }

    private void receive(
            HttpServerRequest request,
            @Nullable SimulatedOperation endpoint,
            @Nullable Outlet outlet,
            Context context) {
        Buffer body = Buffer.buffer();
        request.handler(bytes -> {
            if (body.length() <= BODY_BYTES_MAX) {
                body.appendBuffer(bytes);
            }
        });
        request.endHandler(ignored -> {
            if (endpoint == null || outlet == null) {
                other(request, body);
            } else if (!outlet.over()) {
                state.log()
                        .add(new RecordedRequest(
                                request.method().name(), request.uri(), request.headers(), body));
                answer(endpoint, outlet, context, body);
            }
        });
    }

    private void answer(SimulatedOperation endpoint, Outlet outlet, Context context, Buffer body) {
        long id = state.nextId();
        outlet.header(UnscriptedReplies.REQUEST_ID, "req-sim-" + id);
        if (body.length() > BODY_BYTES_MAX) {
            refuse(outlet, 413, "body: over " + BODY_BYTES_MAX + " bytes (expected: less)");
            return;
        }
        ModelRequest asked;
        try {
            asked = ModelRequest.parse(endpoint, body);
        } catch (ModelRequest.Invalid e) {
            refuse(outlet, 400, String.valueOf(e.getMessage()));
            return;
        }
        if (asked.stream()) {
            outlet.chunked(true);
            outlet.header(HttpHeaders.CONTENT_TYPE, UnscriptedReplies.EVENT_STREAM);
            outlet.header(HttpHeaders.CACHE_CONTROL, UnscriptedReplies.NO_CACHE);
        } else {
            outlet.header(HttpHeaders.CONTENT_TYPE, UnscriptedReplies.JSON);
        }
        Playbook.Turn turn = state.playbook().next(asked.model());
        Buffer made = turn.answer().body(asked, state.nowSeconds());
        if (made != null) {
            outlet.end(made);
            return;
        }
        AnswerHead head = new AnswerHead(endpoint.idPrefix() + id, state.nowSeconds(), asked);
        new AnswerPlayer(vertx, context, state.gates(), outlet, head, turn).play();
    }

    private void other(HttpServerRequest request, Buffer body) {
        String path = path(request);
        if (path.startsWith(ControlRoutes.PREFIX)) {
            control.handle(request, path, body);
        } else if (HttpMethod.GET.equals(request.method()) && path.equals("/v1/models")) {
            UnscriptedReplies.json(request.response(), 200, models());
        } else {
            String asked = request.method() + " " + path;
            UnscriptedReplies.refuse(
                    request.response(),
                    404,
                    asked + ": unknown (expected: an operation of the OpenAI API under /v1)");
        }
    }

    private JsonObject models() {
        JsonArray data = new JsonArray();
        state.playbook().script().models().keySet().forEach(name -> data.add(model(name)));
        return new JsonObject()
                .put("object", "list")
                .put("data", data.isEmpty() ? JsonArray.of(model("sim")) : data);
    }

    private static String path(HttpServerRequest request) {
        String path = request.path();
        return path == null ? "" : path;
    }

    private static JsonObject model(String name) {
        return new JsonObject()
                .put("id", name)
                .put("object", "model")
                .put("created", 0)
                .put("owned_by", "simulator");
    }

    private static void refuse(Outlet outlet, int status, String message) {
        outlet.status(status);
        outlet.header(HttpHeaders.CONTENT_TYPE, UnscriptedReplies.JSON);
        outlet.end(Documents.envelope(status, message).toBuffer());
    }
}
