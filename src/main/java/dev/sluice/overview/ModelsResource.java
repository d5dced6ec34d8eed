package dev.sluice.overview;

import dev.sluice.config.ConfigStore;
import dev.sluice.config.upstream.UpstreamConfig;
import dev.sluice.model.Model;
import dev.sluice.routing.Route;
import dev.sluice.routing.Routing;
import dev.sluice.routing.RoutingTable;
import dev.sluice.routing.Rung;
import dev.sluice.upstream.BreakerStates;
import dev.sluice.upstream.Upstream;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;

import org.jboss.resteasy.reactive.server.Cancellable;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * {@code /api/models}: every model with what serves it, what it can do and which routes use it, and
 * every upstream with its breaker, as this process sees them. Asks nobody: it is as quick as what
 * it reads from memory.
 */
@Path("/api/models")
@Cancellable(false)
public class ModelsResource {
    private final Routing routing;
    private final ConfigStore config;
    private final BreakerStates breakers;

    ModelsResource(Routing routing, ConfigStore config, BreakerStates breakers) {
        this.routing = routing;
        this.config = config;
        this.breakers = breakers;
    }

    /** All of them, by name. There are as many as in the configuration: a list without pages. */
    @GET
    @Produces(MediaType.APPLICATION_JSON)
    public ModelList list(UriInfo uri) {
        NoParameters.check(uri);
        RoutingTable table = routing.table();
        Map<String, UpstreamConfig> settings = config.current().upstreams();
        Map<Model, Upstream> serving = new HashMap<>();
        Map<Model, List<ModelView.Use>> uses = new HashMap<>();
        for (Route route : table.routes()) {
            boolean isRoute = !table.isModel(route.name());
            int ordinal = 0;
            for (Rung rung : route.ladder()) {
                ordinal++;
                serving.put(rung.model(), rung.upstream());
                if (isRoute) {
                    uses.computeIfAbsent(rung.model(), model -> new ArrayList<>())
                            .add(ModelView.Use.of(route, ordinal, rung));
                }
            }
        }
        List<ModelView> models = table.models().values().stream()
                .sorted(Comparator.comparing(Model::name))
                .map(model -> ModelView.of(
                        model, serving.get(model), uses.getOrDefault(model, List.of())))
                .toList();
        return new ModelList("list", models, upstreams(models, settings));
    }

    private List<UpstreamView> upstreams(
            List<ModelView> models, Map<String, UpstreamConfig> settings) {
        Map<String, List<String>> names = new TreeMap<>();
        settings.keySet().forEach(name -> names.put(name, new ArrayList<>()));
        models.forEach(model -> names.computeIfAbsent(model.upstream(), name -> new ArrayList<>())
                .add(model.name()));
        return names.entrySet().stream()
                .map(upstream -> UpstreamView.of(
                        upstream.getKey(),
                        settings.get(upstream.getKey()),
                        breakers.of(upstream.getKey()),
                        List.copyOf(upstream.getValue())))
                .toList();
    }

    /**
     * The answer.
     *
     * @param object always {@code list}, as in OpenAI's lists
     */
    record ModelList(String object, List<ModelView> data, List<UpstreamView> upstreams) {}
}
