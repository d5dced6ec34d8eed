package dev.sluice.inference.door;

import dev.sluice.dialect.ErrorFormat;
import dev.sluice.dialect.openai.OpenAiDialect;
import dev.sluice.routing.Route;
import dev.sluice.routing.Routing;
import dev.sluice.routing.RoutingTable;
import dev.sluice.upstream.Readiness;
import dev.sluice.vocabulary.Operation;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * Lists what a client may put in {@code model}, in OpenAI's format, with the gateway's own details
 * in {@code sluice}.
 */
@ApplicationScoped
class ModelsRoute {
    static final String PATH = "/v1/models";

    private static final ErrorFormat ERRORS = OpenAiDialect.INSTANCE.errors();

    private final Routing routing;
    private final long startedAt = Instant.now().getEpochSecond();

    ModelsRoute(Routing routing) {
        this.routing = routing;
    }

    void register(@Observes Router router) {
        // A name may have slashes in it, but ends with none.
        String ofOne = PATH + "/(?<name>.+?)/?";
        for (HttpMethod method : List.of(HttpMethod.GET, HttpMethod.HEAD)) {
            router.route(method, PATH).handler(this::list);
            router.routeWithRegex(method, ofOne).handler(this::one);
        }
        router.route(PATH).handler(ModelsRoute::methodNotAllowed);
        router.routeWithRegex(ofOne).handler(ModelsRoute::methodNotAllowed);
    }

    private static void methodNotAllowed(RoutingContext context) {
        Replies.methodNotAllowed(context, ERRORS, "GET, HEAD");
    }

    private void list(RoutingContext context) {
        RoutingTable table = routing.table();
        JsonArray data = new JsonArray();
        for (Route route : table.routes()) {
            data.add(entry(table, route));
        }
        Replies.json(context, new JsonObject().put("object", "list").put("data", data));
    }

    private void one(RoutingContext context) {
        RoutingTable table = routing.table();
        String name = Objects.requireNonNull(context.pathParam("name"));
        table.route(name)
                .ifPresentOrElse(
                        route -> Replies.json(context, entry(table, route)),
                        () -> Replies.error(context, ERRORS, Arrival.unknownModel(name, table)));
    }

    private JsonObject entry(RoutingTable table, Route route) {
        Readiness readiness = route.readiness();
        JsonObject sluice = new JsonObject()
                .put("type", table.isModel(route.name()) ? "model" : "route")
                .put("task", route.offers(Operation.CHAT_COMPLETIONS) ? "chat" : "embedding")
                .put("ready", readiness.ready())
                .put("detail", readiness.detail());
        return new JsonObject()
                .put("id", route.name())
                .put("object", "model")
                .put("created", startedAt)
                .put("owned_by", route.ladder().getFirst().model().upstream())
                .put("sluice", sluice);
    }
}
