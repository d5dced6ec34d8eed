package dev.sluice.inference;

import dev.sluice.routing.Route;
import dev.sluice.routing.Routing;
import dev.sluice.routing.RoutingTable;
import dev.sluice.routing.Rung;
import dev.sluice.upstream.Operation;
import dev.sluice.upstream.Readiness;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Instant;
import java.util.List;

/** What a client may put in {@code model}, in OpenAI's list shape; {@code sluice} says more to those who look. */
@ApplicationScoped
public class ModelsRoute {
    private final Routing routing;
    private final long startedAt = Instant.now().getEpochSecond();

    ModelsRoute(Routing routing) {
        this.routing = routing;
    }

    void register(@Observes Router router) {
        router.get("/v1/models").handler(this::list);
        router.getWithRegex("/v1/models/(?<name>.+)").handler(this::one);
        router.route("/v1/models").handler(context -> Replies.methodNotAllowed(context, "GET"));
        router.route("/v1/*").last().handler(Replies::notFound);
    }

    private void list(RoutingContext context) {
        RoutingTable table = routing.table();
        JsonArray data = new JsonArray();
        for (String name : table.names()) {
            data.add(entry(table, table.route(name).orElseThrow()));
        }
        Replies.json(context, new JsonObject().put("object", "list").put("data", data));
    }

    private void one(RoutingContext context) {
        RoutingTable table = routing.table();
        String name = context.pathParam("name");
        table.route(name).ifPresentOrElse(
                route -> Replies.json(context, entry(table, route)),
                () -> Replies.error(context, InferenceRoute.unknownModel(name, table)));
    }

    private JsonObject entry(RoutingTable table, Route route) {
        List<Rung> rungs = route.ladder();
        Readiness readiness = readiness(rungs);
        boolean chat = rungs.stream()
                .anyMatch(rung -> rung.upstream().operations().contains(Operation.CHAT_COMPLETIONS));
        JsonObject sluice = new JsonObject()
                .put("type", table.isModel(route.name()) ? "model" : "route")
                .put("task", chat ? "chat" : "embedding")
                .put("ready", readiness.ready())
                .put("detail", readiness.detail());
        return new JsonObject()
                .put("id", route.name())
                .put("object", "model")
                .put("created", startedAt)
                .put("owned_by", rungs.getFirst().model().upstream())
                .put("sluice", sluice);
    }

    /** A route is ready when any of its rungs is. */
    private static Readiness readiness(List<Rung> rungs) {
        Readiness first = null;
        for (Rung rung : rungs) {
            Readiness readiness = rung.upstream().readiness(rung.model());
            if (readiness.ready()) {
                return readiness;
            }
            first = first == null ? readiness : first;
        }
        return first == null ? Readiness.READY : first;
    }
}
