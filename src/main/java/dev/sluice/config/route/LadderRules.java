package dev.sluice.config.route;

import dev.sluice.confidence.settings.ConfidenceConfig;
import dev.sluice.confidence.settings.ConfidenceRules;
import dev.sluice.confidence.settings.ConfidenceRules.Judged;
import dev.sluice.config.bind.Diagnostics;
import dev.sluice.config.bind.FieldPath;
import dev.sluice.config.bind.FieldType;
import dev.sluice.config.upstream.UpstreamConfig;
import dev.sluice.config.upstream.UpstreamConfig.Continuation;

import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * The rules for the ladders of routes and for what happens along them. Confined to one thread; made
 * for one reading.
 */
public final class LadderRules {
    private final Declared declared;
    private final Diagnostics diagnostics;
    private final ConfidenceRules confidences;

    /** @param schemas says what is wrong with the JSON Schema in a file; null for nothing */
    public LadderRules(
            Declared declared,
            Diagnostics diagnostics,
            Function<String, @Nullable String> schemas) {
        this.declared = declared;
        this.diagnostics = diagnostics;
        this.confidences = new ConfidenceRules(
                declared.askable(),
                diagnostics.isSound(declared.routesPath())
                        && diagnostics.isSound(declared.modelsPath()),
                diagnostics,
                schemas);
    }

    public void check() {
        declared.routes()
                .forEach((name, route) -> route(name, declared.routesPath().field(name), route));
    }

    private void route(String name, FieldPath path, RouteConfig route) {
        if (declared.models().containsKey(name)) {
            diagnostics.warn(
                    path, "has the name of a model; clients that ask for it get the route");
        }
        confidences.section(path.field("confidence"), route.confidence(), judged(path, route));
        Map<String, Integer> seen = new HashMap<>();
        for (int i = 0; i < route.ladder().size(); i++) {
            RungConfig rung = route.ladder().get(i);
            FieldPath at = path.field("ladder").at(i);
            rung(at, rung, path, route);
            Integer first = diagnostics.isSound(at.field("model"))
                    ? seen.putIfAbsent(rung.model(), i)
                    : null;
            if (first != null) {
                diagnostics.refuse(
                        at.field("model"),
                        "is " + diagnostics.shown(at.field("model"), rung.model())
                                + " again, first in ladder[" + first
                                + "]; a ladder has each model once");
            }
        }
        retry(path.field("retry"), route.retry());
        hedge(path.field("hedge"), route);
        if (route.continuation()) {
            continuation(path.field("continuation"), route.ladder());
        }
    }

    private void rung(FieldPath path, RungConfig rung, FieldPath routePath, RouteConfig route) {
        FieldPath model = path.field("model");
        if (!declared.models().containsKey(rung.model())
                && diagnostics.isSound(declared.modelsPath())) {
            diagnostics.refuse(
                    model,
                    diagnostics.unknown(
                            "model", model, rung.model(), declared.models().keySet()));
        }
        ConfidenceConfig own = rung.confidence();
        if (own != null) {
            confidences.section(path.field("confidence"), own, judged(routePath, route));
        }
        if (rung.threshold() == null) {
            return;
        }
        FieldPath section = own == null ? routePath.field("confidence") : path.field("confidence");
        confidences.threshold(
                path, section, own == null ? route.confidence() : own, logprobsOff(rung));
        if (route.ladder().size() == 1) {
            diagnostics.warn(
                    path.field("threshold"),
                    "has no rung to fall back to: an answer below it is given all the same, only "
                            + "marked");
        }
    }

    private static Judged judged(FieldPath path, RouteConfig route) {
        WindowConfig.Mode mode = route.window().mode();
        return new Judged(
                path.field("window").field("mode"),
                FieldType.Choice.label(mode),
                mode == WindowConfig.Mode.GATE);
    }

    /**
     * The setting that says that the rung's upstream gives no log-probabilities; null when it gives
     * them.
     */
    private @Nullable FieldPath logprobsOff(RungConfig rung) {
        ModelConfig model = declared.models().get(rung.model());
        UpstreamConfig upstream = declared.upstreamOf(rung.model());
        return model == null || upstream == null || upstream.logprobs()
                ? null
                : declared.upstreamsPath().field(model.upstream()).field("logprobs");
    }

    private void retry(FieldPath path, RetryConfig retry) {
        FieldPath longest = path.field("max-wait");
        FieldPath delay = path.field("delay");
        if (diagnostics.isSound(delay) && retry.maxWait().compareTo(retry.delay()) < 0) {
            diagnostics.refuse(
                    diagnostics.isGiven(longest) ? longest : delay,
                    "leaves no time for a retry (max-wait: " + diagnostics.shown(longest, "2s")
                            + ", delay: " + diagnostics.shown(delay, "100ms")
                            + "); give max-wait a duration that is not shorter");
        }
    }

    private void hedge(FieldPath path, RouteConfig route) {
        if (route.hedge().after() != null && route.hedge().quantile() != null) {
            diagnostics.refuse(
                    path.field("quantile"),
                    "is given together with after: a hedge starts after a fixed time or a "
                            + "quantile; keep one");
        }
        if (route.hedge().isOn() && route.ladder().size() == 1) {
            diagnostics.warn(
                    path, "has no rung to start beside the first: the ladder has only one");
        }
    }

    private void continuation(FieldPath path, List<RungConfig> ladder) {
        Set<String> upstreams = new TreeSet<>();
        for (RungConfig rung : ladder.subList(Math.min(1, ladder.size()), ladder.size())) {
            ModelConfig model = declared.models().get(rung.model());
            UpstreamConfig upstream = declared.upstreamOf(rung.model());
            if (model == null || upstream == null || canContinue(upstream)) {
                return; // It can, or its mistake is reported elsewhere.
            }
            upstreams.add(model.upstream());
        }
        diagnostics.warn(
                path,
                upstreams.isEmpty()
                        ? "has no later rung that could continue an answer: the ladder has only one"
                        : "has no later rung that can continue an answer; if its server can, "
                                + "set "
                                + declared.upstreamsPath()
                                        .field(upstreams.iterator().next())
                                        .field("continuation")
                                + " to prefill or final-message");
    }

    private static boolean canContinue(UpstreamConfig upstream) {
        Continuation said = upstream.continuation();
        return said == null
                ? upstream.provider() == UpstreamConfig.Provider.LOCAL
                : said != Continuation.NONE;
    }
}
