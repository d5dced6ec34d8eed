package dev.sluice.demo;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.util.Locale;

/**
 * The configuration of the demo's gateway: a weak model with a threshold, below it a strong one.
 * Each engine has one thread, because more would compete for the cores of a small machine.
 *
 * @param weak GGUF file of rung 1
 * @param strong GGUF file of rung 2; may be the same
 * @param temperature the sampling temperature that makes rung 1 weak; null leaves it to the engine
 * @param threshold confidence below which rung 2 is asked
 */
public record DemoLadder(Path weak, Path strong, @Nullable Double temperature, double threshold) {
    /** The route that holds the window back. */
    public static final String ROUTE = "demo";

    /**
     * The same ladder in the mode that shows best on the page: streamed at once, replaced if need
     * be.
     */
    static final String REPLACING = "demo-replace";

    static final String WEAK = "demo-weak";
    static final String STRONG = "demo-strong";

    /** Tokens that are held. */
    static final int WINDOW = 16;

    /** A sentence on which rung is weak and why the demo can rely on it. */
    String explained() {
        String weakened = temperature == null
                ? "Rung 1 is %s, rung 2 is %s".formatted(weak.getFileName(), strong.getFileName())
                : ("Rung 1 (%s) is weak on purpose: sampled at temperature %s it picks words that "
                                + "the model itself finds"
                                + " improbable, except where only one is right; rung 2 (%s) "
                                + "always takes the most"
                                + " probable")
                        .formatted(weak.getFileName(), temperature, strong.getFileName());
        return weakened
                + ". Below a confidence of %s over its first %d tokens rung 2 is asked."
                        .formatted(figure(threshold), WINDOW);
    }

    /** The contents of {@code sluice.yaml}; as JSON, which is YAML and needs no care with paths. */
    public String yaml() {
        JsonObject engine = new JsonObject().put("slots", 1).put("threads", 1);
        JsonObject hot =
                temperature == null ? engine : engine.copy().put("temperature", temperature);
        return new JsonObject()
                .put(
                        "upstreams",
                        new JsonObject()
                                .put(
                                        "weak",
                                        new JsonObject()
                                                .put("provider", "local")
                                                .put("engine", hot))
                                .put(
                                        "strong",
                                        new JsonObject()
                                                .put("provider", "local")
                                                .put(
                                                        "engine",
                                                        engine.copy().put("temperature", 0))))
                .put(
                        "models",
                        new JsonObject()
                                .put(WEAK, model("base", "weak", weak))
                                .put(STRONG, model("local", "strong", strong)))
                .put(
                        "routes",
                        new JsonObject()
                                .put(ROUTE, route("holdback"))
                                .put(REPLACING, route("replace")))
                .encodePrettily();
    }

    private static JsonObject model(String kind, String upstream, Path file) {
        return new JsonObject()
                .put("kind", kind)
                .put("upstream", upstream)
                .put("file", file.toString());
    }

    /**
     * Generous times, because the demo is not about slowness on a busy machine. Without keep-alives
     * every answer has its headers, however late it comes.
     */
    private JsonObject route(String mode) {
        return new JsonObject()
                .put(
                        "ladder",
                        new JsonArray()
                                .add(new JsonObject()
                                        .put("model", WEAK)
                                        .put("threshold", threshold))
                                .add(new JsonObject().put("model", STRONG)))
                .put(
                        "window",
                        new JsonObject().put("mode", mode).put("tokens", WINDOW).put("time", "30s"))
                .put(
                        "deadlines",
                        new JsonObject()
                                .put("head", "2m")
                                .put("first-token", "2m")
                                .put("gap", "1m"))
                .put("keep-alive", new JsonObject().put("mode", "off"));
    }

    static String figure(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }
}
