package dev.sluice.routing;

import dev.sluice.confidence.AnswerRules;
import dev.sluice.confidence.Calibration;
import dev.sluice.confidence.Rules;
import dev.sluice.confidence.TokenScore;
import dev.sluice.confidence.settings.AnswerRulesConfig;
import dev.sluice.confidence.settings.ConfidenceConfig;
import dev.sluice.confidence.store.ScoreOrigin;
import dev.sluice.config.SluiceConfig;
import dev.sluice.config.route.ModelConfig;
import dev.sluice.config.route.RouteConfig;
import dev.sluice.config.route.RungConfig;
import dev.sluice.config.upstream.BreakerConfig;
import dev.sluice.config.upstream.UpstreamConfig;
import dev.sluice.config.upstream.UpstreamDeadlinesConfig;
import dev.sluice.experiment.live.LiveSnapshot;
import dev.sluice.model.Model;
import dev.sluice.model.Model.LocalFile;
import dev.sluice.upstream.Upstream;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Makes a routing table from a valid configuration. Pure, except that it reads the files named by
 * rules on answers.
 */
final class RoutingTables {
    /** A built-in model runs in this process, so its failures affect no other model. */
    private static final BreakerConfig NO_BREAKER =
            new BreakerConfig(false, 20, 0.5, Duration.ofSeconds(5), 1);

    private RoutingTables() {}

    /**
     * Makes the table.
     *
     * @param upstreams every upstream the configuration names, by name, including built-in ones
     * @param builtIn models that exist without being configured; a configured one of the same name
     *     wins
     * @param defaults the policy of a model that has no route
     * @param calibrations finds the calibration of a rung
     * @param experiments what some requests get instead of what the configuration says
     */
    static RoutingTable of(
            SluiceConfig config,
            Map<String, Upstream> upstreams,
            List<Model> builtIn,
            RouteConfig defaults,
            CalibrationMatch calibrations,
            LiveSnapshot experiments) {
        Map<String, Model> models = new HashMap<>();
        builtIn.forEach(model -> models.put(model.name(), model));
        config.models().forEach((name, model) -> models.put(name, model(name, model)));
        Map<String, Route> routes = new HashMap<>();
        models.forEach((name, model) -> routes.put(
                name,
                route(name, List.of(rung(model, null, defaults, config, upstreams)), defaults)));
        config.routes().forEach((name, route) -> {
            List<Rung> ladder = new ArrayList<>();
            for (RungConfig rung : route.ladder()) {
                Model model = Objects.requireNonNull(models.get(rung.model()), rung.model());
                ladder.add(rung(
                        model,
                        judging(name, rung, route, config, calibrations),
                        route,
                        config,
                        upstreams));
            }
            routes.put(name, route(name, List.copyOf(ladder), route));
        });
        Map<String, RouteConfig> policies = new HashMap<>();
        routes.keySet()
                .forEach(name -> policies.put(name, config.routes().getOrDefault(name, defaults)));
        VariantLadders ladders = new VariantLadders((name, route, rung) -> {
            Model model = models.get(rung.model());
            return model == null
                    ? null
                    : rung(
                            model,
                            judging(name, rung, route, config, calibrations),
                            route,
                            config,
                            upstreams);
        });
        ExperimentPlans plans = new ExperimentPlans(experiments, ladders);
        return new RoutingTable(plans.plans(routes, policies), models, plans.unservable());
    }

    private static Route route(String name, List<Rung> ladder, RouteConfig policy) {
        return new Route(
                name,
                ladder,
                Window.of(policy.window()),
                policy.deadlines(),
                policy.retry(),
                policy.hedge(),
                policy.continuation(),
                policy.keepAlive(),
                policy.open(),
                UnitSource.of(policy.unit()),
                policy.record());
    }

    private static Rung rung(
            Model model,
            @Nullable Judging judging,
            RouteConfig route,
            SluiceConfig config,
            Map<String, Upstream> upstreams) {
        // A built-in model is not in the configuration.
        UpstreamConfig settings = config.upstreams().get(model.upstream());
        UpstreamDeadlinesConfig own =
                settings == null ? UpstreamDeadlinesConfig.NONE : settings.deadlines();
        return new Rung(
                model,
                Objects.requireNonNull(upstreams.get(model.upstream()), model.upstream()),
                AttemptDeadlines.of(route.deadlines(), own),
                judging,
                settings == null ? NO_BREAKER : settings.breaker(),
                continuation(settings));
    }

    private static UpstreamConfig.Continuation continuation(@Nullable UpstreamConfig settings) {
        if (settings == null) {
            return UpstreamConfig.Continuation.NONE;
        }
        UpstreamConfig.Continuation said = settings.continuation();
        return said != null
                ? said
                : settings.provider() == UpstreamConfig.Provider.LOCAL
                        ? UpstreamConfig.Continuation.FINAL_MESSAGE
                        : UpstreamConfig.Continuation.NONE;
    }

    private static @Nullable Judging judging(
            String name,
            RungConfig rung,
            RouteConfig route,
            SluiceConfig config,
            CalibrationMatch calibrations) {
        ConfidenceConfig by = rung.confidence() == null ? route.confidence() : rung.confidence();
        Double floor = route.window().floor();
        if (rung.threshold() == null && floor == null && !by.rules().any()) {
            return null;
        }
        Calibration calibration = rung.threshold() == null || !by.hasScore()
                ? null
                : calibrations.find(
                        name, origin(rung.model(), config.models().get(rung.model()), by));
        return new Judging(
                rung.threshold(),
                by,
                TokenScore.valueOf(by.score().name()),
                calibration,
                rules(by.rules()),
                floor);
    }

    private static AnswerRules rules(AnswerRulesConfig rules) {
        return Rules.of(
                rules.refusal(),
                rules.repetition(),
                rules.empty(),
                rules.language(),
                rules.schema() == null ? null : Path.of(rules.schema()));
    }

    /** A built-in model is not in the configuration and is sent under its own name. */
    private static ScoreOrigin origin(
            String name, @Nullable ModelConfig model, ConfidenceConfig by) {
        return new ScoreOrigin(
                name,
                model == null ? name : model.sentName(name),
                model == null ? null : model.loaded(),
                by.source(),
                by.scoreName());
    }

    private static Model model(String name, ModelConfig config) {
        String sent = config.sentName(name);
        LocalFile file = config.file() == null
                ? null
                : new LocalFile(config.file(), config.adapter(), config.scale());
        return switch (config.kind()) {
            case FINE_TUNED -> new Model.FineTuned(name, config.upstream(), sent, file);
            case BASE -> new Model.Base(name, config.upstream(), sent, file);
            case LOCAL -> new Model.Local(name, config.upstream(), sent, file);
        };
    }
}
