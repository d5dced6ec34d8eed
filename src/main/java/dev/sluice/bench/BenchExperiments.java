package dev.sluice.bench;

import dev.sluice.common.Ids;

import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/**
 * Experiments of a run, made through the gateway's API; stopped when the run closes them. Blocks.
 */
final class BenchExperiments implements AutoCloseable {
    private static final String PATH = "/api/experiments";
    private static final int BUCKETS = 10_000;

    private final Target gateway;
    /** Each run needs ids of its own, because the database keeps them for ever. */
    private final String prefix = "bench-" + Ids.next(Clock.systemUTC()) + "-";

    private final List<String> started = new ArrayList<>();

    BenchExperiments(Target gateway) {
        this.gateway = gateway;
    }

    /** Starts one that gives half of all units the candidate, and the other half the control. */
    void startOne(String route) throws IOException {
        start(route, "");
    }

    /** Starts several that share the units of a route. */
    void startLayer(String route, int count) throws IOException {
        for (int i = 0; i < count; i++) {
            start(
                    route,
                    ",\"layer\":{\"name\":\"%slayer\",\"from\":%d,\"to\":%d}"
                            .formatted(prefix, i * BUCKETS / count, (i + 1) * BUCKETS / count));
        }
    }

    /** The candidate serves the same model, so that only the experiment is measured. */
    private void start(String route, String layer) throws IOException {
        String id = prefix + started.size();
        post(
                PATH,
                "{\"id\":\"%s\",\"route\":\"%s\"%s,\"candidate\":\"%s\",\"share\":5000}"
                        .formatted(id, route, layer, GatewayYaml.CANDIDATE),
                201);
        started.add(id);
        post(PATH + "/" + id + "/start", "{}", 200);
    }

    private void post(String path, String body, int expected) throws IOException {
        try (Connection connection = new Connection(gateway)) {
            connection.ask(gateway.post(path, body));
            int status = connection.answer().status();
            if (status != expected) {
                throw new IOException("POST " + path + ": status " + status + " (expected: "
                        + expected + "): " + connection.answer().body());
            }
        }
    }

    @Override
    public void close() throws IOException {
        for (String id : started) {
            post(PATH + "/" + id + "/stop", "{\"reason\":\"the measurement is over\"}", 200);
        }
    }
}
