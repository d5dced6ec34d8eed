package dev.sluice.demo.rollout;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/**
 * The demo's setup: the simulator's script, the gateway's configuration and the three experiments.
 */
public final class RolloutSetting {
    /**
     * How much faster than real time the clock runs: the two weeks of the default stages take a
     * minute.
     */
    public static final int SPEED = 21_600;

    private RolloutSetting() {}

    /** The script that the simulator plays. */
    public static String script() {
        return new JsonObject()
                .put(
                        "models",
                        new JsonObject()
                                .put(
                                        Candidate.BROKEN.model(),
                                        new JsonArray().add(new JsonObject().put("status", 503))))
                .put(
                        "default",
                        new JsonArray()
                                .add("role")
                                .add(new JsonObject().put("text", "Certainly, with pleasure."))
                                .add("finish")
                                .add("usage")
                                .add("done"))
                .encode();
    }

    /**
     * The contents of {@code sluice.yaml}, as JSON, which is YAML. The upstream's own breaker is
     * off, to show the experiment's.
     */
    public static String yaml(int simulatorPort) {
        JsonObject models = new JsonObject().put(Candidate.TODAY_MODEL, model());
        JsonObject routes = new JsonObject();
        for (Candidate candidate : Candidate.values()) {
            models.put(candidate.model(), model());
            routes.put(
                    candidate.route(),
                    new JsonObject()
                            .put(
                                    "ladder",
                                    new JsonArray()
                                            .add(new JsonObject()
                                                    .put("model", Candidate.TODAY_MODEL))));
        }
        return new JsonObject()
                .put(
                        "upstreams",
                        new JsonObject()
                                .put(
                                        "simulated",
                                        new JsonObject()
                                                .put("provider", "openai")
                                                .put(
                                                        "url",
                                                        "http://127.0.0.1:" + simulatorPort + "/v1")
                                                .put(
                                                        "breaker",
                                                        new JsonObject().put("enabled", false))))
                .put("models", models)
                .put("routes", routes)
                .encodePrettily();
    }

    private static JsonObject model() {
        return new JsonObject().put("kind", "base").put("upstream", "simulated");
    }

    /**
     * The body posted to {@code /api/experiments}: the default stages, and guardrails on ratings,
     * errors and latency.
     */
    static JsonObject experiment(Candidate candidate) {
        return new JsonObject()
                .put("id", candidate.route() + "-v2")
                .put("route", candidate.route())
                .put("candidate", candidate.model())
                .put("metrics", new JsonArray().add("rating").add("completion"))
                .put(
                        "guardrails",
                        new JsonArray()
                                .add("rating_drop > 0.3")
                                .add("errors > 5 %")
                                .add("latency > 2x"))
                .put("units", 400)
                .put("rollout", new JsonObject());
    }
}
