package dev.sluice.bench;

import dev.sluice.access.NewKey;

import org.jspecify.annotations.Nullable;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;

/**
 * The gateway's configuration in a run: routes in front of the simulator's models, and keys. The
 * key in use is the last of them.
 *
 * @param port of the API
 * @param managementPort of metrics
 * @param upstreamPort of the simulator
 * @param connections the most to the upstream, per event loop
 * @param routes how many there are besides the ones that are asked
 * @param keys all of them
 * @param localModel the name of the local model; null for none
 * @param tailPort of the simulator with the slow tail; null for none
 */
record GatewayYaml(
        int port,
        int managementPort,
        int upstreamPort,
        int connections,
        int routes,
        List<NewKey> keys,
        @Nullable String localModel,
        @Nullable Integer tailPort) {
    /** Tokens of the windows that are measured. */
    static final List<Integer> WINDOWS = List.of(1, 4, 16);

    /** Below every score of the simulator's log-probabilities. */
    private static final double THRESHOLD = 0.5;

    /** The model that the routes of experiments serve anyway, so that all variants do the same. */
    static final String CANDIDATE = "its-sentence";

    private static final List<String> MODELS =
            List.of("sentence", "burst", "first", "windowed", "paced");

    GatewayYaml {
        keys = List.copyOf(keys);
    }

    GatewayYaml withLocalModel(@Nullable String name) {
        return new GatewayYaml(
                port, managementPort, upstreamPort, connections, routes, keys, name, tailPort);
    }

    GatewayYaml withSlowTail(@Nullable Integer itsPort) {
        return new GatewayYaml(
                port, managementPort, upstreamPort, connections, routes, keys, localModel, itsPort);
    }

    /** The same with this many routes and keys; the last key stays. */
    GatewayYaml withRoutesAndKeys(int count, SecureRandom random) {
        List<NewKey> all = new ArrayList<>();
        for (int i = 1; i < count; i++) {
            all.add(NewKey.generate("other-" + i, random));
        }
        all.add(keys.getLast());
        return new GatewayYaml(
                port, managementPort, upstreamPort, connections, count, all, localModel, tailPort);
    }

    /** The name of the last route, which leads to the model of JSON documents. */
    String lastRoute() {
        return "route-" + routes;
    }

    /** The route with a window of this many tokens. */
    static String window(int tokens) {
        return "window-" + tokens;
    }

    /** The route to a shape's model with two more rungs behind it. */
    static String threeRungs(Shape shape) {
        return "three-" + shape.model();
    }

    /** The route that judges a shape's answers by their log-probabilities. */
    static String judged(Shape shape) {
        return "judged-" + shape.model();
    }

    /** A route with one experiment. */
    static String oneExperiment() {
        return "one-experiment";
    }

    /** A route with many experiments. */
    static String manyExperiments() {
        return "many-experiments";
    }

    String text() {
        StringBuilder yaml = new StringBuilder(
                """
                listen: { port: %d, management: { port: %d } }
                upstreams:
                  simulator: { provider: openai, url: "http://%s:%d/v1", connections: %d }
                  local: { provider: local }
                """.formatted(port, managementPort, Target.HOST, upstreamPort, connections));
        if (tailPort != null) {
            yaml.append("  tail: { provider: openai, url: \"http://%s:%d/v1\" }\n"
                    .formatted(Target.HOST, tailPort));
        }
        yaml.append("models:\n");
        for (String model : MODELS) {
            yaml.append("  its-")
                    .append(model)
                    .append(": { kind: base, upstream: simulator, name: ");
            yaml.append(model).append(" }\n");
        }
        if (localModel != null) {
            yaml.append(
                    "  %1$s: { kind: local, upstream: local, file: %1$s }\n".formatted(localModel));
        }
        if (tailPort != null) {
            tailModels(yaml);
        }
        yaml.append("routes:\n");
        ladders(yaml);
        if (tailPort != null) {
            HedgedRoute.ALL.forEach(route -> yaml.append(route.yaml()));
        }
        for (String model : MODELS) {
            yaml.append("  %1$s: { ladder: [ { model: its-%1$s } ] }\n".formatted(model));
        }
        for (String route : List.of(oneExperiment(), manyExperiments())) {
            yaml.append("  %s: { ladder: [ { model: %s } ] }\n".formatted(route, CANDIDATE));
        }
        for (int i = 1; i <= routes; i++) {
            yaml.append("  route-").append(i).append(": { ladder: [ { model: its-sentence } ] }\n");
        }
        yaml.append("keys:\n");
        for (NewKey key : keys) {
            yaml.append("  - { name: %s, sha256: \"%s\", role: %s }\n"
                    .formatted(key.name(), key.sha256(), key.role().label()));
        }
        return yaml.toString();
    }

    private void tailModels(StringBuilder yaml) {
        yaml.append("  %1$s: { kind: fine-tuned, upstream: tail }\n".formatted(SlowTail.FIRST));
        yaml.append("  %1$s: { kind: base, upstream: tail }\n".formatted(SlowTail.SECOND));
    }

    private static void ladders(StringBuilder yaml) {
        for (int tokens : WINDOWS) {
            yaml.append(("  %s: { ladder: [ { model: its-windowed, threshold: %s }, { model: "
                            + "its-first } ],"
                            + " window: { tokens: %d, time: 10s } }\n")
                    .formatted(window(tokens), THRESHOLD, tokens));
        }
        for (Shape shape : List.of(Shape.JSON, Shape.STREAM)) {
            yaml.append(("  %s: { ladder: [ { model: its-%s }, { model: its-first }, { model: "
                            + "its-paced } ] }\n")
                    .formatted(threeRungs(shape), shape.model()));
            yaml.append(
                    "  %s: { ladder: [ { model: its-%s, threshold: %s }, { model: its-first } ] }\n"
                            .formatted(judged(shape), shape.model(), THRESHOLD));
        }
    }
}
