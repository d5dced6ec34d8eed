package dev.sluice.bench;

import dev.sluice.tenancy.NewKey;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The gateway's configuration in a run: routes in front of the simulator's models, and keys. The key in use is the last
 * of them.
 *
 * @param port of the API
 * @param managementPort of metrics
 * @param upstreamPort of the simulator
 * @param connections the most to the upstream, per event loop
 * @param routes how many there are besides the ones that are asked
 * @param keys all of them
 * @param localModel the name of the local model; null for none
 */
record GatewayYaml(
        int port,
        int managementPort,
        int upstreamPort,
        int connections,
        int routes,
        List<NewKey> keys,
        @Nullable String localModel) {
    private static final List<String> MODELS = List.of("sentence", "burst", "first", "paced");

    GatewayYaml {
        keys = List.copyOf(keys);
    }

    GatewayYaml withLocalModel(@Nullable String name) {
        return new GatewayYaml(port, managementPort, upstreamPort, connections, routes, keys, name);
    }

    /** Other routes, and as many keys, the last one the same. */
    GatewayYaml withRoutesAndKeys(int count, SecureRandom random) {
        List<NewKey> all = new ArrayList<>();
        for (int i = 1; i < count; i++) {
            all.add(NewKey.generate("other-" + i, random));
        }
        all.add(keys.getLast());
        return new GatewayYaml(port, managementPort, upstreamPort, connections, count, all, localModel);
    }

    /** The name of the last route, which leads to the model of JSON documents. */
    String lastRoute() {
        return "route-" + routes;
    }

    String text() {
        StringBuilder yaml =
                new StringBuilder("""
                listen: { port: %d, management: { port: %d } }
                upstreams:
                  simulator: { provider: openai, url: "http://%s:%d/v1", connections: %d }
                  local: { provider: local }
                models:
                """.formatted(port, managementPort, Target.HOST, upstreamPort, connections));
        for (String model : MODELS) {
            yaml.append("  its-").append(model).append(": { kind: base, upstream: simulator, name: ");
            yaml.append(model).append(" }\n");
        }
        if (localModel != null) {
            yaml.append("  %1$s: { kind: local, upstream: local, file: %1$s }\n".formatted(localModel));
        }
        yaml.append("routes:\n");
        for (String model : MODELS) {
            yaml.append("  %1$s: { ladder: [ { model: its-%1$s } ] }\n".formatted(model));
        }
        for (int i = 1; i <= routes; i++) {
            yaml.append("  route-").append(i).append(": { ladder: [ { model: its-sentence } ] }\n");
        }
        yaml.append("keys:\n");
        for (NewKey key : keys) {
            yaml.append("  - { name: %s, sha256: \"%s\" }\n".formatted(key.name(), key.sha256()));
        }
        return yaml.toString();
    }
}
