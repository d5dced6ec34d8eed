package dev.sluice.telemetry;

import dev.sluice.vocabulary.AttemptResult;
import dev.sluice.vocabulary.Labelled;
import dev.sluice.vocabulary.VerdictKind;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;

import jakarta.enterprise.context.ApplicationScoped;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The meters of ladders: how sure answers are, what windows cost, and every call beyond the first.
 * Tags come from the configuration and the gateway's own vocabulary, never from a client or an
 * upstream.
 *
 * <p>Safe from any thread. Models and upstreams have their names from {@code sluice.yaml}.
 */
@ApplicationScoped
public class LadderMeters {
    /**
     * Steps of a tenth, finer where good models have their thresholds. In per cent, because
     * Micrometer rounds a value up to a whole number before it finds the bucket.
     */
    private static final double[] CONFIDENCES = {10, 20, 30, 40, 50, 60, 70, 80, 90, 95, 99, 100};

    private static final double PERCENT = 100;

    private static final Duration[] WINDOWS = Stream.of(
                    1, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000)
            .map(Duration::ofMillis)
            .toArray(Duration[]::new);

    /** Calls that a budget limits. */
    public enum ExtraCall {
        RETRY,
        HEDGE;

        String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** How a hedge, a call beside a late one, ends. */
    public enum HedgeEnd implements Labelled {
        WON("won"),

        /** It was no longer needed. */
        LOST(AttemptResult.LOST.label()),
        FAILED("failed");

        private final String label;

        HedgeEnd(String label) {
            this.label = label;
        }

        @Override
        public String label() {
            return label;
        }
    }

    private final MeterRegistry registry;
    private final Map<Key, Counter> counters = new ConcurrentHashMap<>();
    private final Map<Key, DistributionSummary> confidences = new ConcurrentHashMap<>();
    private final Map<Key, Timer> windows = new ConcurrentHashMap<>();
    private final Map<String, Breaker> breakers = new ConcurrentHashMap<>();

    public LadderMeters(MeterRegistry registry) {
        this.registry = registry;
    }

    /** An inference has moved from one rung to another; from and to are their models. */
    public void fallback(String route, String from, String to, AttemptResult reason) {
        count(
                new Key("sluice.fallbacks", route, from, to, reason.label()),
                "Steps from one rung to another",
                () -> Tags.of("route", route, "from", from, "to", to, "reason", reason.label()));
    }

    /** An answer was judged. */
    public void verdict(String route, String model, VerdictKind verdict) {
        count(
                new Key("sluice.verdicts", route, model, verdict.label(), ""),
                "Answers that were judged, by the verdict",
                () -> Tags.of("route", route, "model", model, "verdict", verdict.label()));
    }

    /** An answer has a confidence, from 0 to 1. */
    public void confidence(String route, String model, boolean calibrated, double confidence) {
        String label = String.valueOf(calibrated);
        confidences
                .computeIfAbsent(
                        new Key("", route, model, label, ""),
                        key -> DistributionSummary.builder("sluice.confidence")
                                .description("Confidence of the answers that have one, in per cent")
                                .baseUnit("percent")
                                .tags("route", route, "model", model, "calibrated", label)
                                .serviceLevelObjectives(CONFIDENCES)
                                .register(registry))
                .record(confidence * PERCENT);
    }

    /** A window was held, from its first token to the verdict. */
    public void window(String route, String model, long nanos) {
        windows.computeIfAbsent(
                        new Key("", route, model, "", ""),
                        key -> Timer.builder("sluice.window.time")
                                .description("From the first token held to the verdict")
                                .tags("route", route, "model", model)
                                .serviceLevelObjectives(WINDOWS)
                                .register(registry))
                .record(nanos, TimeUnit.NANOSECONDS);
    }

    /** A rung that was tried again has ended. */
    public void retry(String route, String model, AttemptResult result) {
        countResult(
                "sluice.retries",
                "Rungs that were tried again, by how that ended",
                route,
                model,
                result);
    }

    /** A hedge has ended. */
    public void hedge(String route, String model, HedgeEnd result) {
        countResult(
                "sluice.hedges", "Rungs that were started beside a late one", route, model, result);
    }

    /** The continuation of a cut-off answer has ended. */
    public void continuation(String route, String model, AttemptResult result) {
        countResult(
                "sluice.continuations",
                "Answers that were continued, by how that ended",
                route,
                model,
                result);
    }

    /** A route's budget did not allow another call. */
    public void callDenied(String route, ExtraCall call) {
        count(
                new Key("sluice.calls.denied", route, call.label(), "", ""),
                "Calls that a route's budget did not allow",
                () -> Tags.of("route", route, "kind", call.label()));
    }

    /** An upstream has refused what the gateway had added to a request, and was asked again. */
    public void additionRefused(String upstream, Labelled addition) {
        count(
                new Key("sluice.additions.refused", upstream, addition.label(), "", ""),
                "Calls that were made again without what the gateway had added",
                () -> Tags.of("upstream", upstream, "addition", addition.label()));
    }

    /** An upstream's breaker has opened. */
    public void breakerOpened(String upstream) {
        count(
                new Key("sluice.breaker.opened", upstream, "", "", ""),
                "Times that an upstream's breaker has opened",
                () -> Tags.of("upstream", upstream));
    }

    /**
     * Sets where to read the state of an upstream's breaker, replacing an earlier source.
     *
     * @param state 0 closed, 1 half open, 2 open
     */
    public void breakerState(String upstream, IntSupplier state) {
        breakers.computeIfAbsent(upstream, this::breaker).state = state;
    }

    private Breaker breaker(String upstream) {
        Breaker breaker = new Breaker();
        Gauge.builder("sluice.breaker.state", breaker, it -> it.state.getAsInt())
                .description("An upstream's breaker: 0 closed, 1 half open, 2 open")
                .tag("upstream", upstream)
                .register(registry);
        return breaker;
    }

    private void countResult(
            String name, String description, String route, String model, Labelled result) {
        count(
                new Key(name, route, model, result.label(), ""),
                description,
                () -> Tags.of("route", route, "model", model, "result", result.label()));
    }

    private void count(Key key, String description, Supplier<Tags> tags) {
        counters.computeIfAbsent(
                        key,
                        absent -> Counter.builder(key.name)
                                .description(description)
                                .tags(tags.get())
                                .register(registry))
                .increment();
    }

    /** Identifies a meter, so that it is found without making its tags. */
    private record Key(String name, String first, String second, String third, String fourth) {}

    /** The registry holds it weakly, so the map keeps it alive. */
    private static final class Breaker {
        private volatile IntSupplier state = () -> 0;
    }
}
