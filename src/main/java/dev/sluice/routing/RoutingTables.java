package dev.sluice.routing;

import dev.sluice.config.ModelConfig;
import dev.sluice.config.RouteConfig;
import dev.sluice.config.RungConfig;
import dev.sluice.config.SluiceConfig;
import dev.sluice.config.UpstreamConfig;
import dev.sluice.config.UpstreamDeadlinesConfig;
import dev.sluice.model.Model;
import dev.sluice.model.Model.LocalFile;
import dev.sluice.upstream.Upstream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Makes a routing table of a valid configuration. Pure. */
final class RoutingTables {
    private RoutingTables() {}

    /**
     * Makes the table.
     *
     * @param upstreams every upstream the configuration names, by name, and those that are built in
     * @param builtIn models that are there without being configured; a configured one of the same name wins
     * @param defaults the policy of a model that has no route
     */
    static RoutingTable of(
            SluiceConfig config, Map<String, Upstream> upstreams, List<Model> builtIn, RouteConfig defaults) {
        Map<String, Model> models = new HashMap<>();
        builtIn.forEach(model -> models.put(model.name(), model));
        config.models().forEach((name, model) -> models.put(name, model(name, model)));
        Map<String, Route> routes = new HashMap<>();
        models.forEach((name, model) ->
                routes.put(name, route(name, List.of(rung(model, null, defaults, config, upstreams)), defaults)));
        config.routes().forEach((name, route) -> {
            List<Rung> ladder = new ArrayList<>();
            for (RungConfig rung : route.ladder()) {
                Model model = Objects.requireNonNull(models.get(rung.model()), rung.model());
                ladder.add(rung(model, rung.threshold(), route, config, upstreams));
            }
            routes.put(name, route(name, List.copyOf(ladder), route));
        });
        return new RoutingTable(routes, models);
    }

    private static Route route(String name, List<Rung> ladder, RouteConfig policy) {
        return new Route(
                name,
                ladder,
                policy.window(),
                policy.deadlines(),
                policy.keepAlive(),
                policy.open(),
                UnitSource.of(policy.unit()),
                policy.record());
    }

    private static Rung rung(
            Model model,
            @Nullable Double threshold,
            RouteConfig route,
            SluiceConfig config,
            Map<String, Upstream> upstreams) {
        // What is built in stands in no configuration.
        UpstreamConfig settings = config.upstreams().get(model.upstream());
        UpstreamDeadlinesConfig own = settings == null ? UpstreamDeadlinesConfig.NONE : settings.deadlines();
        return new Rung(
                model,
                Objects.requireNonNull(upstreams.get(model.upstream()), model.upstream()),
                AttemptDeadlines.of(route.deadlines(), own),
                threshold);
    }

    private static Model model(String name, ModelConfig config) {
        String sent = config.name() == null ? name : config.name();
        LocalFile file = config.file() == null ? null : new LocalFile(config.file(), config.adapter(), config.scale());
        return switch (config.kind()) {
            case FINE_TUNED -> new Model.FineTuned(name, config.upstream(), sent, file);
            case BASE -> new Model.Base(name, config.upstream(), sent, file);
            case LOCAL -> new Model.Local(name, config.upstream(), sent, file);
        };
    }
}
