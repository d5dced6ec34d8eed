package dev.sluice.routing;

import dev.sluice.config.ConfigReader;
import dev.sluice.config.ConfigResult;
import dev.sluice.config.SluiceConfig;
import dev.sluice.config.route.RouteDefaults;
import dev.sluice.experiment.live.LiveExperiment;
import dev.sluice.experiment.live.LiveSnapshot;
import dev.sluice.testing.LiveExperimentKit;
import dev.sluice.upstream.Upstream;
import dev.sluice.vocabulary.Operation;

import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.random.RandomGenerator;

/** A configuration for tests of experiments, and tables of it. */
abstract class PlansKit {
    private static final String YAML = """
            upstreams:
              sim: { provider: openai, url: "http://127.0.0.1:1/v1" }
              chat: { provider: openai, url: "http://127.0.0.1:1/v1" }
            models:
              tuned: { kind: fine-tuned, upstream: sim }
              base: { kind: base, upstream: sim }
              new: { kind: fine-tuned, upstream: sim }
              newer: { kind: fine-tuned, upstream: sim }
              talks: { kind: base, upstream: chat }
            routes:
              slang: { ladder: [ { model: tuned }, { model: base } ] }
              other: { ladder: [ { model: base } ] }
              fixed: { ladder: [ { model: base } ], experiments: false }
              unscored: { ladder: [ { model: base } ], confidence: { source: none } }
            """;

    private static final SluiceConfig CONFIG = ((ConfigResult.Valid) new ConfigReader(name -> null)
                    .read("sluice.yaml", YAML.getBytes(StandardCharsets.UTF_8)))
            .config();

    final RandomGenerator random = new Random(1);

    RoutePlan choose(RoutePlans plans, String unit) {
        return plans.experiments().choose(Operation.CHAT_COMPLETIONS, unit, null, random);
    }

    static List<String> models(RoutePlan plan) {
        return plan.rungs().stream().map(rung -> rung.model().name()).toList();
    }

    static LiveSnapshot snapshot(LiveExperiment... lives) {
        return LiveExperimentKit.snapshot(1, lives);
    }

    static RoutePlans plans(LiveSnapshot snapshot, String route) {
        return table(snapshot).plans(route);
    }

    static RoutingTable table(LiveSnapshot snapshot) {
        return RoutingTables.of(
                CONFIG,
                Map.of(
                        "sim",
                        upstream(Operation.ALL),
                        "chat",
                        upstream(Set.of(Operation.CHAT_COMPLETIONS))),
                List.of(),
                RouteDefaults.policy(),
                new CalibrationMatch(Map.of()),
                snapshot);
    }

    private static Upstream upstream(Set<Operation> operations) {
        return (Upstream) Proxy.newProxyInstance(
                Upstream.class.getClassLoader(),
                new Class<?>[] {Upstream.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "operations" -> operations;
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }
}
